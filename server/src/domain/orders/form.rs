//! An order as it comes in.

use serde::{Deserialize, Serialize};
use shared::id::CarrierId;

/// What the platform says of an order, kept even where nothing uses it yet. Field names are the columns' names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub platform_status: String,
    pub recipient: String,
    pub phone: String,
    pub zip: String,
    pub address: String,
    pub store_id: String,
    pub store_name: String,
    pub buyer: String,
    pub logistics: String,
    pub temperature: String,
    pub payment: String,
    /// 代收金額, minor units.
    pub cod: i64,
    pub tax_id: String,
    pub invoice_title: String,
    pub invoice_carrier: String,
    pub donation_code: String,
    pub invoice_no: String,
    pub buyer_note: String,
    pub seller_note: String,
    pub currency: String,
    pub total: i64,
    pub shipping_fee: i64,
    /// Milliseconds since 1970.
    pub placed_at: Option<i64>,
    pub cut_off: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewLine {
    /// `goods`, or `charge:postage` and the like.
    pub kind: String,
    pub code: String,
    pub name: String,
    pub option_name: String,
    pub quantity: i64,
    pub unit_price: i64,
}

impl NewLine {
    pub fn is_goods(&self) -> bool {
        self.kind == "goods"
    }
}

#[derive(Clone, Debug)]
pub struct NewOrder {
    pub channel: String,
    pub order_no: String,
    pub told: Told,
    pub lines: Vec<NewLine>,
    /// Which of our carriers the 物流別 means.
    pub carrier: Option<CarrierId>,
    /// The platform says that it is off.
    pub cancelled: bool,
    /// The import that brought it.
    pub import_run: Option<String>,
}

impl NewOrder {
    /// SHA-256 over what the platform says, hex. The same again is no news.
    pub fn content_hash(&self) -> String {
        let content = serde_json::to_vec(&(&self.told, &self.lines, self.cancelled)).unwrap_or_default();
        crate::hex::sha256(&content)
    }

    /// The lines in one line of text, for comparing and for showing a difference.
    pub fn lines_text(&self) -> String {
        let lines = self.lines.iter().filter(|line| line.is_goods());
        lines
            .map(|line| format!("{} × {}", line.code, line.quantity))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
