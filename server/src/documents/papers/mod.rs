//! The papers as plain data. Whoever prints fills them; nothing here asks a database.
//!
//! Invariant: a paper turns into template input without losing or guessing anything: texts are cleaned (`text.rs`), codes
//! become bars or an error that names the field. Empty texts mean "not there" and print nothing. Dates and times come as
//! already formatted texts, in the shop's time zone.

mod after_sales;
mod count_sheet;
mod delivery_slip;
mod exchange;
mod goods_receipt;
mod manifest;
mod parcel_label;
mod payment_request;
mod pick_list;
mod purchase_order;
mod refund_papers;
mod report;
mod sales_return;
mod sheets;
mod supplier_card;
mod supplier_return;

pub use after_sales::{AfterSalesEntry, AfterSalesPaper};
pub use count_sheet::{CountLine, CountSheet};
pub use delivery_slip::{DeliverySlip, SlipLine, SlipSize};
pub use exchange::{ExchangePaper, ExchangePaperLine};
pub use goods_receipt::{GoodsReceipt, GoodsReceiptLine};
pub use manifest::{Manifest, ManifestRow};
pub use parcel_label::{MAX_LABELS, ParcelLabel, Sender};
pub use payment_request::{PaymentLine, PaymentRequest};
pub use pick_list::{PickLine, PickListPaper};
pub use purchase_order::{PurchaseOrder, PurchaseOrderLine, PurchaseSupplier};
pub use refund_papers::{
    AllowanceSlip, AllowanceSlipLine, MAX_REFUND_PAPERS, RefundPapers, RefundVoucher, RefundVoucherLine,
};
pub use report::{ReportColumn, ReportFact, ReportPaper};
pub use sales_return::{SalesReturnFinding, SalesReturnLine, SalesReturnPaper};
pub use sheets::{
    BinLabel, BinLabels, ItemLabel, ItemLabels, ItemLayout, MAX_STICKERS, StaffBadge, StaffBadges, ToteLabel,
    ToteLabels,
};
pub use supplier_card::{CardField, CardGroup, CardItem, CardNote, SupplierCardPaper};
pub use supplier_return::{SupplierReturnLine, SupplierReturnPaper};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::barcode::{BarcodeError, Bars, Drawn};
use super::codes::Codes;
use super::text::Warning;
use super::{DocumentError, text};

/// Most lines of one A4 paper.
pub const MAX_LINES: usize = 2_000;

/// Points of one dot.
pub(super) const DOT_PT: f32 = 72.0 / super::barcode::DPI as f32;

/// The head of every business paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// 公司抬頭.
    pub name: String,
    /// 統一編號.
    pub tax_id: String,
    pub phone: String,
    pub address: String,
}

/// Who gets the goods; masked or not as the caller decides (unmasked only where the paper needs it).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipient {
    pub name: String,
    pub phone: String,
    /// 3, 5 or 6 digits, printed before the address.
    pub postcode: String,
    pub address: String,
    /// 門市店號 of a store pick-up.
    pub store_code: String,
    /// 門市店名.
    pub store_name: String,
}

/// 溫層.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    /// 常溫
    #[default]
    Ambient,
    /// 冷藏
    Chilled,
    /// 冷凍
    Frozen,
}

/// How one kind of paper becomes the input of its template.
pub(super) trait Fill: Serialize {
    /// File name of the template, without folder.
    const TEMPLATE: &'static str;

    /// Refuses more rows than a paper of this kind may have.
    fn check(&self) -> Result<(), DocumentError>;

    /// Keeps the bars in `codes`; adds what the template needs of them and derived fields to the cleaned texts.
    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError>;

    /// The whole input.
    fn input(&self, warnings: &mut Vec<Warning>, codes: &mut Codes) -> Result<Value, DocumentError> {
        self.check()?;
        let mut value = serde_json::to_value(self).map_err(|e| DocumentError::Input(e.to_string()))?;
        text::clean_all(&mut value, warnings);
        if let Value::Object(fields) = &mut value {
            self.add(fields, codes)?;
        }
        Ok(value)
    }
}

/// `given` rows of `what` against their limit.
fn at_most(what: &'static str, given: usize, limit: usize) -> Result<(), DocumentError> {
    if given > limit {
        Err(DocumentError::TooMany { what, given, limit })
    } else {
        Ok(())
    }
}

/// Names the field a barcode failed in.
fn in_field(field: &str, value: &str) -> impl FnOnce(BarcodeError) -> DocumentError {
    let (field, value) = (field.to_owned(), value.to_owned());
    move |reason| DocumentError::Barcode { field, value, reason }
}

/// Dots that the number of an A4 paper has for its bars.
const NUMBER_DOTS: u32 = 720;

/// Adds the Code 128 of a document's number, `space` dots wide at most, as the template's `number_bars`.
fn put_number(
    input: &mut Map<String, Value>,
    codes: &mut Codes,
    number: &str,
    space: u32,
) -> Result<(), DocumentError> {
    let bars = super::barcode::code128(number).map_err(in_field("number", number))?;
    let drawn = draw(&bars, "number", number, space, 3)?;
    input.insert("number_bars".into(), codes.bars(drawn));
    Ok(())
}

fn draw(bars: &Bars, field: &str, value: &str, space: u32, widest: u32) -> Result<Drawn, DocumentError> {
    bars.fit(space, widest).map_err(in_field(field, value))
}

/// Serialises what a paper adds; our own types, so failure is our mistake and comes out as an input error.
fn json(value: &impl Serialize) -> Result<Value, DocumentError> {
    serde_json::to_value(value).map_err(|e| DocumentError::Input(e.to_string()))
}

/// A cleaned text of `fields`.
fn cleaned<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The objects in the list `name` of `fields`.
fn rows<'a>(
    fields: &'a mut Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    fields
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}
