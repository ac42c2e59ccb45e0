//! T-Cat's (黑貓宅急便) 27-column file: parcels out.
//!
//! Invariant: headings exactly as the carrier's tool knows them, one row per waybill, integer dollars, dates
//! `YYYY/MM/DD`. Warnings never stop the file: the clerk decides. Characters CP950 lacks are listed, not lost.
//! Deliberately absent: the carrier's own number, which its tool gives back.

mod warning;

pub use warning::{Warning, check, phone_fits};

use super::csv_out::{self, BOM};
use super::encoding::to_cp950;
use super::value::day_iso;
use shared::money::Minor;
use time::Date;

/// The carrier's headings, double brackets and all.
pub const HEADINGS: [&str; 27] = [
    "收件人姓名",
    "收件人電話",
    "收件人手機",
    "收件人地址",
    "代收金額或到付",
    "件數",
    "品名(詳參數表)",
    "備註",
    "訂單編號",
    "希望配達時間((詳參數表))",
    "出貨日期(YYYY/MM/DD)",
    "預定配達日期(YYYY/MM/DD)",
    "溫層((詳參數表))",
    "尺寸((詳參數表))",
    "寄件人姓名",
    "寄件人電話",
    "寄件人手機",
    "寄件人地址",
    "保值金額(20001~10萬之間)-會產生額外費用",
    "品名說明",
    "是否列印(Y/N)",
    "是否捐贈(Y/N)",
    "統一編號",
    "手機載具",
    "愛心碼",
    "可刷卡(Y/N)",
    "手機支付(Y/N)",
];

/// Waybills in one file; a day's pile of a medium shop is some hundreds.
pub const MAX_WAYBILLS: usize = 5_000;

/// 希望配達時間
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeliveryTime {
    /// 13 時前
    Morning,
    /// 14–18 時
    Afternoon,
    /// 不指定
    #[default]
    Any,
}

/// 溫層
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thermosphere {
    #[default]
    Ambient,
    Chilled,
    Frozen,
}

/// 尺寸: length, width and height together, in centimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    #[default]
    Cm60,
    Cm90,
    Cm120,
    Cm150,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    /// 市話
    pub phone: String,
    pub mobile: String,
    pub address: String,
}

/// 代收金額或到付
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Collect {
    #[default]
    Nothing,
    /// Hundredths; the carrier takes whole dollars.
    Cash(Minor),
    /// 到付: the recipient pays the freight.
    Freight,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waybill {
    pub recipient: Party,
    pub sender: Party,
    pub collect: Collect,
    pub pieces: u32,
    /// 品名 code 1–15 of the carrier's table (15 其他).
    pub goods_code: u8,
    pub goods_text: String,
    pub note: String,
    pub order_no: String,
    pub delivery_time: DeliveryTime,
    pub ship_on: Date,
    pub deliver_on: Date,
    pub thermosphere: Thermosphere,
    pub size: Size,
    /// 保值金額, hundredths; only 20,001 to 100,000 dollars can be declared.
    pub declared: Option<Minor>,
    pub print: bool,
    pub donate: bool,
    pub tax_id: String,
    pub mobile_carrier: String,
    pub donation_code: String,
    pub card: bool,
    pub mobile_pay: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutEncoding {
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    Cp950,
}
/// The file and what to look at: index of the waybill (from 0) with each warning.
#[derive(Debug)]
pub struct Written {
    pub bytes: Vec<u8>,
    pub warnings: Vec<(usize, Warning)>,
}

/// Writes the file. Waybills beyond [`MAX_WAYBILLS`] are left out with a warning on the first of them.
pub fn write(waybills: &[Waybill], encoding: OutEncoding) -> Written {
    let mut warnings = Vec::new();
    let mut bytes = match encoding {
        OutEncoding::Utf8Bom => BOM.to_vec(),
        OutEncoding::Cp950 => Vec::new(),
    };
    let headings = line(&HEADINGS.map(str::to_owned));
    let mut put = |text: &str, at: Option<usize>, warnings: &mut Vec<(usize, Warning)>| match encoding {
        OutEncoding::Utf8Bom => bytes.extend_from_slice(text.as_bytes()),
        OutEncoding::Cp950 => {
            let (encoded, chars) = to_cp950(text);
            bytes.extend_from_slice(&encoded);
            if let Some(at) = at.filter(|_| !chars.is_empty()) {
                warnings.push((at, Warning::NotInCp950 { chars }));
            }
        }
    };
    put(&headings, None, &mut warnings);
    for (at, waybill) in waybills.iter().take(MAX_WAYBILLS).enumerate() {
        warnings.extend(check(waybill).into_iter().map(|w| (at, w)));
        put(&line(&cells(waybill)), Some(at), &mut warnings);
    }
    if waybills.len() > MAX_WAYBILLS {
        warnings.push((
            MAX_WAYBILLS,
            Warning::TooMany {
                count: waybills.len(),
            },
        ));
    }
    Written { bytes, warnings }
}

/// The carrier's tool reads plain cells: phone numbers stay bare digits, line breaks become blanks, and only what a
/// spreadsheet would run as a formula is disarmed.
fn line(cells: &[String; 27]) -> String {
    let mut out = String::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let flat: String = cell
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let digits = flat.bytes().all(|b| b.is_ascii_digit());
        let safe = if digits {
            flat
        } else {
            csv_out::safe(&flat).into_owned()
        };
        out.push_str(&csv_out::quote(&safe));
    }
    out.push_str("\r\n");
    out
}

fn cells(w: &Waybill) -> [String; 27] {
    let yes = |b: bool| if b { "Y" } else { "N" }.to_owned();
    let day = |d: Date| day_iso(d).replace('-', "/");
    let collect = match w.collect {
        Collect::Nothing => String::new(),
        Collect::Cash(minor) if minor <= 0 => String::new(),
        Collect::Cash(minor) => dollars(minor).to_string(),
        Collect::Freight => "到付".into(),
    };
    let time = match w.delivery_time {
        DeliveryTime::Morning => "1",
        DeliveryTime::Afternoon => "2",
        DeliveryTime::Any => "4",
    };
    let thermosphere = match w.thermosphere {
        Thermosphere::Ambient => "1",
        Thermosphere::Chilled => "2",
        Thermosphere::Frozen => "3",
    };
    let size = match w.size {
        Size::Cm60 => "1",
        Size::Cm90 => "2",
        Size::Cm120 => "3",
        Size::Cm150 => "4",
    };
    [
        w.recipient.name.clone(),
        w.recipient.phone.clone(),
        w.recipient.mobile.clone(),
        w.recipient.address.clone(),
        collect,
        w.pieces.max(1).to_string(),
        if goods_code_known(w.goods_code) {
            w.goods_code
        } else {
            15
        }
        .to_string(),
        w.note.clone(),
        w.order_no.clone(),
        time.into(),
        day(w.ship_on),
        day(w.deliver_on),
        thermosphere.into(),
        size.into(),
        w.sender.name.clone(),
        w.sender.phone.clone(),
        w.sender.mobile.clone(),
        w.sender.address.clone(),
        w.declared
            .filter(|&m| declarable(m))
            .map(|m| dollars(m).to_string())
            .unwrap_or_default(),
        w.goods_text.clone(),
        yes(w.print),
        yes(w.donate),
        w.tax_id.clone(),
        w.mobile_carrier.clone(),
        w.donation_code.clone(),
        yes(w.card),
        yes(w.mobile_pay),
    ]
}

/// Whole dollars, half up.
fn dollars(minor: Minor) -> i64 {
    minor.saturating_add(50).div_euclid(100)
}

fn declarable(minor: Minor) -> bool {
    (2_000_100..=10_000_000).contains(&minor)
}

fn goods_code_known(code: u8) -> bool {
    (1..=15).contains(&code)
}
