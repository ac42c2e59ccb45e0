//! 寄送單, our own 100 × 150 mm parcel label: 799 × 1199 dots at 203 dpi.
//!
//! Every text is fitted to its place here, so the template only sets lines: a label never flows, wraps or overflows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{DOT_PT, Fill, Recipient, Temperature, cleaned, draw, in_field, json as to_json};
use crate::documents::DocumentError;
use crate::documents::barcode;
use crate::documents::text::{self, Place, money};
use crate::documents::texts::Lang;

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
    pub cod: Option<u64>,
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

    fn add(&self, input: &mut Map<String, Value>) -> Result<(), DocumentError> {
        let bars = barcode::code128(&self.number).map_err(in_field("number", &self.number))?;
        input.insert("number_bars".into(), to_json(&draw(&bars, "number", &self.number, INNER, 4)?)?);
        let sscc = match &self.sscc {
            Some(digits) => {
                let bars = barcode::sscc(digits).map_err(in_field("sscc", digits))?;
                to_json(&draw(&bars, "sscc", digits, INNER, 4)?)?
            }
            None => Value::Null,
        };
        input.insert("sscc_bars".into(), sscc);
        let qr = match &self.qr {
            Some(content) => to_json(&barcode::qr(content, QR_SPACE, 4).map_err(in_field("qr", content))?)?,
            None => Value::Null,
        };
        input.insert("qr_squares".into(), qr);
        input.insert("cod_text".into(), self.cod.filter(|&c| c > 0).map(money).into());
        let fits = self.fits(input)?;
        input.insert("fit".into(), fits);
        Ok(())
    }
}

/// Side of the place for the QR code, dots.
const QR_SPACE: u32 = 164;

impl ParcelLabel {
    /// Every text in its place. Widths in dots as the template lays them out.
    fn fits(&self, input: &Map<String, Value>) -> Result<Value, DocumentError> {
        let part = |outer: &str, name: &str| -> String {
            input.get(outer).and_then(Value::as_object).map(|o| cleaned(o, name).to_owned()).unwrap_or_default()
        };
        let fit = |text: &str, dots: u32, lines: usize, sizes: &[f32], bold: bool| {
            to_json(&text::fit(text, Place { width: dots as f32 * DOT_PT, lines, sizes, bold }))
        };
        let beside_qr = if self.qr.is_some() { 690 - QR_SPACE } else { 690 };
        let joined = |parts: [String; 2]| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("　");
        let store = joined([part("recipient", "store_code"), part("recipient", "store_name")]);
        let address = joined([part("recipient", "postcode"), part("recipient", "address")]);
        let order = joined([cleaned(input, "platform").to_owned(), cleaned(input, "order_no").to_owned()]);
        let sender = joined([part("sender", "name"), part("sender", "phone")]);
        let order_space = if self.cod.is_some_and(|c| c > 0) { 330 } else { INNER };
        Ok(json!({
            "carrier": fit(cleaned(input, "carrier"), 330, 1, &[22.0, 18.0, 14.0, 11.0], true)?,
            "name": fit(&part("recipient", "name"), beside_qr, 2, &[21.0, 17.0, 14.0, 12.0], true)?,
            "phone": fit(&part("recipient", "phone"), beside_qr, 1, &[16.0, 13.0, 10.0], true)?,
            "store": fit(&store, 690, 1, &[17.0, 14.0, 11.0, 9.0], true)?,
            "address": fit(&address, 690, if store.is_empty() { 3 } else { 2 }, &[15.0, 13.0, 11.0, 9.5], false)?,
            "order": fit(&order, order_space, 2, &[12.0, 10.0, 8.5, 7.5], false)?,
            "sender": fit(&sender, 640, 1, &[9.5, 8.5, 7.5], false)?,
            "sender_address": fit(&part("sender", "address"), 640, 1, &[9.0, 8.0, 7.0], false)?,
            "note": fit(cleaned(input, "note"), 640, 2, &[9.5, 8.5, 7.5], false)?,
        }))
    }
}
