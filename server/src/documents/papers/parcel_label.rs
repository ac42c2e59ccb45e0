//! 寄送單, our own 100 × 150 mm parcel label: 799 × 1199 dots at 203 dpi.
//!
//! Every text is fitted to its place here, so the template only sets lines: a label never flows, wraps or overflows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{DOT_PT, Fill, Recipient, Temperature, cleaned, draw, in_field, json as to_json};
use crate::documents::DocumentError;
use crate::documents::barcode;
use crate::documents::codes::Codes;
use crate::documents::text::{self, Place, money};
use shared::lang::Lang;

/// Most labels of one PDF: keeps a rendering under 200 MB of memory.
pub const MAX_LABELS: usize = 200;

/// Width inside the margins, dots.
const INNER: u32 = 751;

/// One parcel label.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParcelLabel {
    pub lang: Lang,
    /// The label's number, ASCII: what the packer scans to tie it to the parcel.
    pub number: String,
    /// 18 digits, when the shop has a GS1 company prefix.
    pub sscc: Option<String>,
    /// Content of a QR code.
    pub qr: Option<String>,
    pub recipient: Recipient,
    pub sender: Sender,
    pub carrier: String,
    pub order_no: String,
    pub platform: String,
    /// This parcel, from 1.
    pub parcel: u32,
    /// Parcels of the order.
    pub parcels: u32,
    /// 代收金額 in whole NT$.
    pub cod: Option<u32>,
    pub temperature: Temperature,
    /// Already worded, with its unit.
    pub weight: String,
    /// 出貨日.
    pub date: String,
    pub note: String,
    /// 補印: the how manieth print with the same number; `None` on the first.
    pub reprint: Option<u32>,
}

/// Who sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sender {
    pub name: String,
    pub phone: String,
    pub address: String,
}

impl Fill for ParcelLabel {
    const TEMPLATE: &'static str = "parcel_label.typ";

    fn check(&self) -> Result<(), DocumentError> {
        Ok(())
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        let bars = barcode::code128(&self.number).map_err(in_field("number", &self.number))?;
        input.insert(
            "number_bars".into(),
            codes.bars(draw(&bars, "number", &self.number, INNER, 4)?),
        );
        let sscc = match &self.sscc {
            Some(digits) => {
                let bars = barcode::sscc(digits).map_err(in_field("sscc", digits))?;
                codes.bars(draw(&bars, "sscc", digits, INNER, 4)?)
            }
            None => Value::Null,
        };
        input.insert("sscc_bars".into(), sscc);
        let qr = match &self.qr {
            Some(content) => {
                codes.squares(barcode::qr(content, QR_SPACE, 4).map_err(in_field("qr", content))?)
            }
            None => Value::Null,
        };
        input.insert("qr_squares".into(), qr);
        let fits = self.fits(input)?;
        input.insert("fit".into(), fits);
        Ok(())
    }
}

/// Side of the place for the QR code, dots.
const QR_SPACE: u32 = 150;
/// Width beside the black recipient mark, dots.
const BESIDE_MARK: u32 = 687;

/// Ways to set one line.
const fn one<const N: usize>(sizes: [f32; N]) -> [(f32, usize); N] {
    let mut tries = [(0.0, 1); N];
    let mut i = 0;
    while i < N {
        tries[i].0 = sizes[i];
        i += 1;
    }
    tries
}

impl ParcelLabel {
    /// Every text in its place. Widths in dots as the template lays them out.
    fn fits(&self, input: &Map<String, Value>) -> Result<Value, DocumentError> {
        let part = |outer: &str, name: &str| -> String {
            input
                .get(outer)
                .and_then(Value::as_object)
                .map(|o| cleaned(o, name).to_owned())
                .unwrap_or_default()
        };
        let fit = |text: &str, dots: u32, tries: &[(f32, usize)], bold: bool| {
            to_json(&text::fit(
                text,
                Place {
                    width: dots as f32 * DOT_PT,
                    tries,
                    bold,
                },
            ))
        };
        let joined = |a: String, b: String| {
            if a.is_empty() || b.is_empty() {
                a + &b
            } else {
                a + "　" + &b
            }
        };
        let (store_code, store_name) = (part("recipient", "store_code"), part("recipient", "store_name"));
        let store = joined(store_code, store_name);
        let address = joined(part("recipient", "postcode"), part("recipient", "address"));
        let sender = joined(part("sender", "name"), part("sender", "phone"));
        let cod = self
            .cod
            .filter(|&c| c > 0)
            .map(|c| money(c.into()))
            .unwrap_or_default();
        let beside_qr = if self.qr.is_some() {
            BESIDE_MARK - QR_SPACE
        } else {
            BESIDE_MARK
        };
        let order_space = if cod.is_empty() { INNER } else { 330 };
        let address_tries: &[_] = if store.is_empty() {
            &[(15.0, 2), (14.0, 3), (12.0, 3), (10.0, 4)]
        } else {
            &[(13.0, 2), (11.5, 2), (9.5, 3)]
        };
        let roomy = self.sscc.is_none();
        let note_tries: &[_] = if roomy {
            &[(13.0, 2), (11.0, 3), (9.0, 3)]
        } else {
            &[(8.0, 1)]
        };
        let sender_tries = if roomy {
            one([10.5, 9.0, 7.5])
        } else {
            one([8.5, 7.5, 6.5])
        };
        Ok(json!({
            "carrier": fit(cleaned(input, "carrier"), 284, &one([22.0, 18.0, 14.0, 11.0]), true)?,
            "count": fit(&format!("{}/{}", self.parcel, self.parcels), 130, &one([23.0, 17.0, 12.0, 8.0, 5.0]), true)?,
            "name": fit(&part("recipient", "name"), beside_qr, &[(21.0, 1), (18.0, 1), (14.0, 2), (12.0, 2)], true)?,
            "phone": fit(&part("recipient", "phone"), beside_qr, &one([15.0, 12.0, 10.0]), true)?,
            "store": fit(&store, beside_qr, &one([15.0, 13.0, 11.0, 9.0]), true)?,
            "address": fit(&address, BESIDE_MARK, address_tries, false)?,
            "cod": fit(&cod, 300, &one([24.0, 20.0, 16.0, 12.0, 9.5]), true)?,
            "order": fit(cleaned(input, "order_no"), order_space, &one([12.5, 11.0, 9.5, 8.0]), true)?,
            "platform": fit(cleaned(input, "platform"), order_space, &one([9.0, 8.0]), false)?,
            "sender": fit(&sender, 665, &sender_tries, false)?,
            "sender_address": fit(&part("sender", "address"), 665, &sender_tries, false)?,
            "weight": fit(cleaned(input, "weight"), 300, &one([9.5, 8.0]), false)?,
            "note": fit(cleaned(input, "note"), 665, note_tries, true)?,
        }))
    }
}
