//! Orders as pages and papers show them: how far they have come, and by which deliveries.

use super::purchase::Origin;
use super::tax::{Amounts, amounts};
use super::terms::{TaxKind, Terms};
use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::catalogue::Unit;
use shared::id::{DeliveryId, ItemId, PurchaseId, PurchaseLineId, SupplierId};
use shared::money::Minor;

/// States as pages show them, in the order of work. `partial` and `done` follow from what came.
pub const STATES: [&str; 5] = ["draft", "ordered", "partial", "done", "cancelled"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseHead {
    pub id: PurchaseId,
    pub number: String,
    /// One of [`STATES`].
    pub state: String,
    pub origin: Origin,
    pub supplier: SupplierId,
    pub supplier_code: String,
    pub supplier_name: String,
    pub reference: String,
    pub due: String,
    pub terms: Terms,
    pub term_days: i64,
    pub tax_kind: TaxKind,
    pub tax_included: bool,
    pub remark: String,
    pub created_at: i64,
    pub created_by: String,
    pub ordered_at: Option<i64>,
    pub ordered_by: String,
    pub cancelled_at: Option<i64>,
    pub cancelled_by: String,
    pub cancel_reason: String,
    pub lines: i64,
    /// Pieces ordered, delivered, still to come.
    pub pieces: i64,
    pub delivered: i64,
    pub open: i64,
    /// Of all lines, before tax is added or taken out.
    pub sum: Minor,
}

impl PurchaseHead {
    /// Something will still come.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "ordered" | "partial")
    }

    pub fn is_draft(&self) -> bool {
        self.state == "draft"
    }

    /// Due before `today` (`YYYY-MM-DD`) and not all there.
    pub fn is_late(&self, today: &str) -> bool {
        self.is_open() && !self.due.is_empty() && self.due.as_str() < today
    }

    pub fn amounts(&self) -> Amounts {
        amounts(self.sum, self.tax_kind, self.tax_included)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseLine {
    pub id: PurchaseLineId,
    pub seq: i64,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub supplier_code: String,
    pub quantity: i64,
    pub unit: Unit,
    pub per_unit: i64,
    pub price: Minor,
    pub due: String,
    pub remark: String,
    pub taken_back: i64,
    /// 已交
    pub delivered: i64,
    /// Expected by deliveries and not counted yet.
    pub announced: i64,
    /// 未交
    pub open: i64,
}

impl PurchaseLine {
    pub fn units(&self) -> i64 {
        self.quantity / self.per_unit.max(1)
    }

    pub fn amount(&self) -> Minor {
        self.quantity.saturating_mul(self.price)
    }

    /// Still to come, and no delivery says so.
    pub fn unannounced(&self) -> i64 {
        (self.open - self.announced).max(0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseView {
    pub head: PurchaseHead,
    pub lines: Vec<PurchaseLine>,
}

impl PurchaseView {
    /// When a line is due: its own day, else the order's.
    pub fn due_of<'a>(&'a self, line: &'a PurchaseLine) -> &'a str {
        if line.due.is_empty() {
            &self.head.due
        } else {
            &line.due
        }
    }
}

/// What of a list is shown.
#[derive(Clone, Debug, Default)]
pub struct PurchaseFilter {
    /// One of [`STATES`]; empty: all.
    pub state: String,
    /// Part of the number, the supplier, the reference or an ordered SKU; any case.
    pub query: String,
    pub supplier: Option<SupplierId>,
    pub limit: i64,
    pub offset: i64,
}

fn head(row: &Row) -> Result<PurchaseHead, DbError> {
    Ok(PurchaseHead {
        id: row.parse("id")?,
        number: row.text("number")?,
        state: row.text("shown")?,
        origin: row.code("origin", Origin::parse)?,
        supplier: row.parse("supplier")?,
        supplier_code: row.text("supplier_code")?,
        supplier_name: row.text("supplier_name")?,
        reference: row.text("reference")?,
        due: row.text("due")?,
        terms: row.code("terms", Terms::parse)?,
        term_days: row.int("term_days")?,
        tax_kind: row.code("tax_kind", TaxKind::parse)?,
        tax_included: row.flag("tax_included")?,
        remark: row.text("remark")?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_name")?.unwrap_or_default(),
        ordered_at: row.opt_int("ordered_at")?,
        ordered_by: row.opt_text("ordered_name")?.unwrap_or_default(),
        cancelled_at: row.opt_int("cancelled_at")?,
        cancelled_by: row.opt_text("cancelled_name")?.unwrap_or_default(),
        cancel_reason: row.text("cancel_reason")?,
        lines: row.int("lines")?,
        pieces: row.int("pieces")?,
        delivered: row.int("delivered")?,
        open: row.int("open")?,
        sum: row.int("amount")?,
    })
}

/// Orders, newest first.
pub fn purchases(tx: &Tx<'_>, filter: &PurchaseFilter) -> Result<Vec<PurchaseHead>, DbError> {
    tx.rows(
        include_str!("sql/purchases.sql"),
        params![
            &filter.state,
            filter.query.trim().to_lowercase(),
            filter.supplier,
            None::<PurchaseId>,
            filter.limit,
            filter.offset
        ],
    )?
    .iter()
    .map(head)
    .collect()
}

/// How many orders are in each of [`STATES`].
pub fn count_purchases(tx: &Tx<'_>) -> Result<Vec<(&'static str, i64)>, DbError> {
    let rows = tx.rows(include_str!("sql/purchase_counts.sql"), params![])?;
    let mut counts: Vec<(&'static str, i64)> = STATES.map(|state| (state, 0)).to_vec();
    for row in rows {
        let shown = row.text("shown")?;
        if let Some(count) = counts.iter_mut().find(|(state, _)| *state == shown) {
            count.1 = row.int("n")?;
        }
    }
    Ok(counts)
}

/// An order with its lines.
pub fn purchase(tx: &Tx<'_>, id: PurchaseId) -> Result<Option<PurchaseView>, DbError> {
    let row = tx.row(
        include_str!("sql/purchases.sql"),
        params!["", "", None::<SupplierId>, id, 1, 0],
    )?;
    let Some(row) = row else { return Ok(None) };
    let lines = tx
        .rows(include_str!("sql/purchase_lines.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(PurchaseLine {
                id: row.parse("id")?,
                seq: row.int("seq")?,
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                supplier_code: row.text("supplier_code")?,
                quantity: row.int("quantity")?,
                unit: row.code("unit", Unit::parse)?,
                per_unit: row.int("per_unit")?,
                price: row.int("price")?,
                due: row.text("due")?,
                remark: row.text("remark")?,
                taken_back: row.int("taken_back")?,
                delivered: row.int("delivered")?,
                announced: row.int("announced")?,
                open: row.int("open")?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(Some(PurchaseView {
        head: head(&row)?,
        lines,
    }))
}

/// A delivery of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arriving {
    pub id: DeliveryId,
    pub number: String,
    pub note_no: String,
    pub state: String,
    pub due: String,
    pub expected: i64,
    pub good: i64,
    pub bad: i64,
}

/// The deliveries of an order, by their day.
pub fn arriving(tx: &Tx<'_>, id: PurchaseId) -> Result<Vec<Arriving>, DbError> {
    tx.rows(include_str!("sql/arriving.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(Arriving {
                id: row.parse("id")?,
                number: row.text("number")?,
                note_no: row.text("note_no")?,
                state: row.text("state")?,
                due: row.text("due")?,
                expected: row.int("expected")?,
                good: row.int("good")?,
                bad: row.int("bad")?,
            })
        })
        .collect()
}
