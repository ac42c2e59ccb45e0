//! Invoices as the office looks at them, and what is left of each.

use crate::db::{DbError, Row, Tx};
use crate::domain::purchasing::terms::TaxKind;
use crate::params;
use shared::id::OrderId;
use shared::money::Minor;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    /// Empty: all. `standing`, `taken_off`, `void`, `differs`.
    pub state: String,
    /// Part of a number, an order number, or a whole 統編.
    pub query: String,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug)]
pub struct InvoiceHead {
    pub id: Uuid,
    pub number: String,
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub day: String,
    pub random_code: String,
    pub buyer_tax_id: String,
    pub buyer_name: String,
    pub donated: bool,
    pub created_at: i64,
    pub created_by: String,
    pub voided_at: Option<i64>,
    pub voided_by: String,
    pub void_reason: String,
    pub amount: Minor,
    /// What standing allowances took off.
    pub taken_off: Minor,
    /// What the order came to; 0: not known.
    pub ordered: Minor,
    /// What all standing invoices of the order come to.
    pub invoiced: Minor,
}

impl InvoiceHead {
    /// What may still be taken off; nothing of a voided one.
    pub fn remaining(&self) -> Minor {
        match self.voided_at {
            None => (self.amount - self.taken_off).max(0),
            Some(_) => 0,
        }
    }

    /// The order's invoices and the order do not come to the same.
    pub fn differs(&self) -> bool {
        self.voided_at.is_none() && self.ordered > 0 && self.invoiced != self.ordered
    }

    /// `standing`, `taken_off` (nothing is left), `void`.
    pub fn state(&self) -> &'static str {
        match (self.voided_at, self.remaining()) {
            (Some(_), _) => "void",
            (None, 0) => "taken_off",
            (None, _) => "standing",
        }
    }

    /// Three copies for a business buyer, two for a private one.
    pub fn copies(&self) -> i64 {
        if self.buyer_tax_id.is_empty() { 2 } else { 3 }
    }
}

#[derive(Clone, Debug)]
pub struct InvoiceLine {
    pub id: Uuid,
    pub seq: i64,
    pub code: String,
    pub description: String,
    pub quantity: i64,
    pub unit: String,
    pub tax_kind: TaxKind,
    pub amount: Minor,
    pub taken_off: Minor,
}

impl InvoiceLine {
    pub fn remaining(&self) -> Minor {
        (self.amount - self.taken_off).max(0)
    }
}

#[derive(Clone, Debug)]
pub struct InvoiceView {
    pub head: InvoiceHead,
    pub lines: Vec<InvoiceLine>,
}

/// What an order's invoices leave to take off.
#[derive(Clone, Debug, Default)]
pub struct Billed {
    pub invoices: Vec<InvoiceView>,
}

impl Billed {
    pub fn remaining(&self) -> Minor {
        self.invoices.iter().map(|view| view.head.remaining()).sum()
    }
}

fn head(row: &Row) -> Result<InvoiceHead, DbError> {
    Ok(InvoiceHead {
        id: row.parse("id")?,
        number: row.text("number")?,
        order: row.parse("order_id")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        day: row.text("day")?,
        random_code: row.text("random_code")?,
        buyer_tax_id: row.text("buyer_tax_id")?,
        buyer_name: row.text("buyer_name")?,
        donated: row.flag("donated")?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
        voided_at: row.opt_int("voided_at")?,
        voided_by: row.opt_text("voided_by_name")?.unwrap_or_default(),
        void_reason: row.text("void_reason")?,
        amount: row.int("amount")?,
        taken_off: row.int("taken_off")?,
        ordered: row.int("ordered")?,
        invoiced: row.int("invoiced")?,
    })
}

/// Newest first.
pub fn list(tx: &Tx<'_>, filter: &InvoiceFilter) -> Result<Vec<InvoiceHead>, DbError> {
    let rows = tx.rows(
        include_str!("sql/list.sql"),
        params![
            &filter.state,
            filter.query.trim(),
            filter.limit.clamp(1, 5000),
            filter.offset.max(0)
        ],
    )?;
    rows.iter().map(head).collect()
}

pub fn count(tx: &Tx<'_>, filter: &InvoiceFilter) -> Result<i64, DbError> {
    tx.number(
        include_str!("sql/count.sql"),
        params![&filter.state, filter.query.trim()],
    )
}

fn lines(tx: &Tx<'_>, id: Uuid) -> Result<Vec<InvoiceLine>, DbError> {
    tx.rows(include_str!("sql/lines.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(InvoiceLine {
                id: row.parse("id")?,
                seq: row.int("seq")?,
                code: row.text("code")?,
                description: row.text("description")?,
                quantity: row.int("quantity")?,
                unit: row.text("unit")?,
                tax_kind: row.code("tax_kind", TaxKind::parse)?,
                amount: row.int("amount")?,
                taken_off: row.int("taken_off")?,
            })
        })
        .collect()
}

pub fn invoice(tx: &Tx<'_>, id: Uuid) -> Result<Option<InvoiceView>, DbError> {
    let row = tx.row(include_str!("sql/get.sql"), params![id])?;
    row.map(|row| {
        Ok(InvoiceView {
            head: head(&row)?,
            lines: lines(tx, id)?,
        })
    })
    .transpose()
}

/// The invoices of an order, voided ones too, oldest first.
pub fn of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<InvoiceHead>, DbError> {
    let rows = tx.rows(include_str!("sql/of_order.sql"), params![order])?;
    rows.iter().map(head).collect()
}

/// The standing invoices of an order with their lines, oldest first.
pub fn invoices(tx: &Tx<'_>, order: OrderId) -> Result<Billed, DbError> {
    let mut billed = Billed::default();
    for head in of_order(tx, order)? {
        if head.voided_at.is_none() {
            billed.invoices.push(InvoiceView {
                lines: lines(tx, head.id)?,
                head,
            });
        }
    }
    Ok(billed)
}
