//! What an order file gives: orders with lines and what the platform says of them, rows left out, and the tally.
//!
//! Invariant: [`Tally::balanced`] holds for every file. Deliberately absent: ids; the books give them.

use crate::intake::fields::Field;
use crate::intake::file::normalise;
use crate::intake::mapping::ChargeKind;
use crate::intake::row::RowProblem;
use crate::intake::value::When;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::lang::Lang;
use shared::money::Minor;
use std::collections::BTreeMap;

/// What a file gives.
#[derive(Debug, Default)]
pub struct OrderIntake {
    /// In the order their first rows stand in the file.
    pub orders: Vec<OrderDraft>,
    pub problems: Vec<RowProblem>,
    pub skipped: Vec<Skipped>,
    pub tally: Tally,
}

/// Where the data rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub rows: usize,
    pub goods: usize,
    pub charges: usize,
    pub skipped: usize,
    pub held: usize,
}

impl Tally {
    pub fn balanced(self) -> bool {
        self.rows == self.goods + self.charges + self.skipped + self.held
    }
}

/// Rows left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub rows: Vec<u32>,
    pub order_no: String,
    pub reason: SkipReason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Not a sale but its cancellation.
    Cancellation,
    /// Cancelled on the platform.
    Cancelled,
    /// Negative stock without a buyer.
    WriteOff,
    /// A status that is not for shipping, or a line that ships nothing.
    NotToShip {
        field: Field,
        value: String,
    },
    NotPaid {
        value: String,
    },
    /// Postage, fees or discounts and no goods.
    OnlyCharges,
    /// Among cancelling invoices: one that sells.
    Sale,
    /// Among goods that come back: money.
    Charge(ChargeKind),
}

impl SkipReason {
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::Cancellation => "cancellation",
            SkipReason::Cancelled => "cancelled",
            SkipReason::WriteOff => "write_off",
            SkipReason::NotToShip { .. } => "not_to_ship",
            SkipReason::NotPaid { .. } => "not_paid",
            SkipReason::OnlyCharges => "only_charges",
            SkipReason::Sale => "sale",
            SkipReason::Charge(_) => "charge",
        }
    }

    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (SkipReason::Cancellation, Lang::ZhTw) => "取消（退貨）單，不是訂單".into(),
            (SkipReason::Cancellation, Lang::En) => "a cancellation, not an order".into(),
            (SkipReason::Cancelled, Lang::ZhTw) => "平台上已取消".into(),
            (SkipReason::Cancelled, Lang::En) => "cancelled on the platform".into(),
            (SkipReason::WriteOff, Lang::ZhTw) => "負數量又沒有買家：是庫存報廢，不是訂單".into(),
            (SkipReason::WriteOff, Lang::En) => {
                "a negative quantity without a buyer: a stock write-off, not an order".into()
            }
            (SkipReason::NotToShip { field, value }, Lang::ZhTw) => {
                format!("{}是「{value}」，不用出貨", field.title(lang))
            }
            (SkipReason::NotToShip { field, value }, Lang::En) => {
                format!("{} is \"{value}\": nothing to ship", field.title(lang))
            }
            (SkipReason::NotPaid { value }, Lang::ZhTw) => format!("還沒付款（{value}）"),
            (SkipReason::NotPaid { value }, Lang::En) => format!("not paid yet ({value})"),
            (SkipReason::Sale, Lang::ZhTw) => "銷售，不是取消（退貨）".into(),
            (SkipReason::Sale, Lang::En) => "a sale, not its cancellation".into(),
            (SkipReason::Charge(kind), Lang::ZhTw) => format!("{}，不是商品", kind.title(lang)),
            (SkipReason::Charge(kind), Lang::En) => format!("{}: no goods", kind.title(lang)),
            (SkipReason::OnlyCharges, Lang::ZhTw) => "只有運費、手續費等，沒有商品".into(),
            (SkipReason::OnlyCharges, Lang::En) => "only postage, fees and the like, no goods".into(),
        }
    }
}

impl OrderIntake {
    /// Reasons per row: held rows, and write-offs, which a person may want to book.
    pub fn bad_rows(&self, lang: Lang) -> BTreeMap<u32, String> {
        let mut out = crate::intake::row::reasons(&self.problems, lang);
        for skipped in self.skipped.iter().filter(|s| s.reason == SkipReason::WriteOff) {
            for &row in &skipped.rows {
                out.entry(row).or_insert_with(|| skipped.reason.message(lang));
            }
        }
        out
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderDraft {
    pub channel: String,
    pub order_no: String,
    pub status: String,
    pub placed_at: Option<When>,
    /// 最晚出貨: a day without a time means its end.
    pub cut_off: Option<When>,
    /// ISO 4217.
    pub currency: String,
    pub lines: Vec<LineDraft>,
    pub recipient: Recipient,
    pub facts: Facts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineDraft {
    /// Row number in the file.
    pub row: u32,
    /// From 1 within the order.
    pub line_no: u32,
    /// As the shop calls it; may be empty where `platform_code` is not.
    pub sku: String,
    /// As the platform calls it.
    pub platform_code: String,
    pub name: String,
    pub option: String,
    /// Goods: 1 to 999,999. Charges: any whole number within that, also negative.
    pub quantity: i64,
    /// Hundredths; `None` where the file has no price. More decimals are rounded half up and noted.
    pub unit_price_minor: Option<Minor>,
    pub discount_minor: Option<Minor>,
    pub kind: LineKind,
}

impl LineDraft {
    /// The code to look the item up by.
    pub fn code(&self) -> &str {
        if self.sku.is_empty() {
            &self.platform_code
        } else {
            &self.sku
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Goods,
    Charge(ChargeKind),
}

/// Personal data: unmasked only where the parcel is packed and on the carrier's label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recipient {
    pub name: String,
    pub phone: String,
    pub zip: String,
    pub city: String,
    pub district: String,
    /// As in the file; often holds city and district already.
    pub address: String,
}

impl Recipient {
    /// One line: city and district put before the address unless it names them already.
    pub fn full_address(&self) -> String {
        let chinese = self
            .address
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let plain = |s: &str| s.replace('臺', "台");
        let missing = |part: &str| !part.is_empty() && !plain(&self.address).contains(&plain(part));
        if chinese || self.address.is_empty() {
            let mut out = String::new();
            for part in [&self.city, &self.district] {
                if missing(part) && !out.contains(part.as_str()) {
                    out.push_str(part);
                }
            }
            return out + &self.address;
        }
        let mut parts = vec![self.address.as_str()];
        parts.extend(
            [self.district.as_str(), self.city.as_str()]
                .into_iter()
                .filter(|p| missing(p)),
        );
        parts.join(", ")
    }
}

/// 溫層
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    Ambient,
    Chilled,
    Frozen,
}

/// What the platform says of an order, kept even where nothing uses it yet. Amounts are hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    pub buyer_account: String,
    pub country: String,
    pub store_id: String,
    pub store_name: String,
    pub logistics: String,
    pub temperature: String,
    pub payment: String,
    pub cod_amount_minor: Option<Minor>,
    pub tax_id: String,
    pub invoice_title: String,
    pub carrier_code: String,
    pub donation_code: String,
    pub invoice_no: String,
    pub buyer_note: String,
    pub seller_note: String,
    pub order_total_minor: Option<Minor>,
    pub shipping_fee_minor: Option<Minor>,
    /// Borne by the shop.
    pub discount_minor: Option<Minor>,
    /// Borne by the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_discount_minor: Option<Minor>,
}

impl Facts {
    /// The temperature the carrier must keep, where the platform's words say it.
    pub fn zone(&self) -> Option<Temperature> {
        let text = normalise(&self.temperature);
        match () {
            () if text.contains("冷凍") || text.contains("frozen") => Some(Temperature::Frozen),
            () if text.contains("冷藏") || text.contains("chilled") => Some(Temperature::Chilled),
            () if text.contains("常溫") || text.contains("ambient") => Some(Temperature::Ambient),
            () => None,
        }
    }
}

impl OrderDraft {
    /// The same content gives the same hash wherever its rows stand in a file.
    pub fn content_hash(&self) -> [u8; 32] {
        let mut plain = self.clone();
        for line in &mut plain.lines {
            line.row = 0;
        }
        let bytes = serde_json::to_vec(&plain).expect("plain data has a JSON form");
        Sha256::digest(&bytes).into()
    }

    pub fn goods(&self) -> impl Iterator<Item = &LineDraft> {
        self.lines.iter().filter(|l| l.kind == LineKind::Goods)
    }
}
