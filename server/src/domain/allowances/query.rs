//! Allowances as the office, the papers and the files look at them.

use super::State;
use crate::db::{DbError, Row, Tx, Value};
use crate::domain::payables::Amount;
use crate::domain::purchasing::terms::TaxKind;
use crate::params;
use shared::id::OrderId;
use shared::money::Minor;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct AllowanceFilter {
    /// Empty: all.
    pub state: String,
    /// Part of its number, the invoice's or the order's.
    pub query: String,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug)]
pub struct AllowanceHead {
    pub id: Uuid,
    pub number: String,
    pub invoice: Uuid,
    pub invoice_no: String,
    pub invoice_day: String,
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub refund: Option<Uuid>,
    pub refund_no: String,
    pub day: String,
    pub state: State,
    pub signed_how: String,
    pub remark: String,
    pub buyer_tax_id: String,
    pub buyer_name: String,
    pub amount: Amount,
}

impl AllowanceHead {
    pub fn stands(&self) -> bool {
        self.state != State::Void
    }
}

#[derive(Clone, Debug)]
pub struct AllowanceLine {
    pub seq: i64,
    /// The invoice line's place, name, unit and tax.
    pub invoice_seq: i64,
    pub description: String,
    pub unit: String,
    pub tax_kind: TaxKind,
    pub quantity: i64,
    pub net: Minor,
    pub tax: Minor,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub state: String,
    pub at: i64,
    pub by: String,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct AllowanceView {
    pub head: AllowanceHead,
    pub lines: Vec<AllowanceLine>,
    pub steps: Vec<Step>,
}

impl AllowanceView {
    /// When and why it was voided.
    pub fn voided(&self) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.state == "void")
    }
}

fn head(row: &Row) -> Result<AllowanceHead, DbError> {
    Ok(AllowanceHead {
        id: row.parse("id")?,
        number: row.text("number")?,
        invoice: row.parse("invoice")?,
        invoice_no: row.text("invoice_no")?,
        invoice_day: row.text("invoice_day")?,
        order: row.parse("order_id")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        refund: row.opt_parse("refund")?,
        refund_no: row.opt_text("refund_no")?.unwrap_or_default(),
        day: row.text("day")?,
        state: row.code("state", State::parse)?,
        signed_how: row.text("signed_how")?,
        remark: row.text("remark")?,
        buyer_tax_id: row.text("buyer_tax_id")?,
        buyer_name: row.text("buyer_name")?,
        amount: Amount {
            net: row.int("net")?,
            tax: row.int("tax")?,
        },
    })
}

/// Newest first.
pub fn list(tx: &Tx<'_>, filter: &AllowanceFilter) -> Result<Vec<AllowanceHead>, DbError> {
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

pub fn count(tx: &Tx<'_>, filter: &AllowanceFilter) -> Result<i64, DbError> {
    tx.number(
        include_str!("sql/count.sql"),
        params![&filter.state, filter.query.trim()],
    )
}

fn view(tx: &Tx<'_>, head: AllowanceHead) -> Result<AllowanceView, DbError> {
    let line = |row: &Row| -> Result<AllowanceLine, DbError> {
        Ok(AllowanceLine {
            seq: row.int("seq")?,
            invoice_seq: row.int("invoice_seq")?,
            description: row.text("description")?,
            unit: row.text("unit")?,
            tax_kind: row.code("tax_kind", TaxKind::parse)?,
            quantity: row.int("quantity")?,
            net: row.int("net")?,
            tax: row.int("tax")?,
        })
    };
    let step = |row: &Row| -> Result<Step, DbError> {
        Ok(Step {
            state: row.text("state")?,
            at: row.int("at")?,
            by: row.opt_text("by_name")?.unwrap_or_default(),
            note: row.text("note")?,
        })
    };
    let lines = tx.rows(include_str!("sql/lines.sql"), params![head.id])?;
    let steps = tx.rows(include_str!("sql/steps.sql"), params![head.id])?;
    Ok(AllowanceView {
        lines: lines.iter().map(line).collect::<Result<_, _>>()?,
        steps: steps.iter().map(step).collect::<Result<_, _>>()?,
        head,
    })
}

pub fn allowance(tx: &Tx<'_>, id: Uuid) -> Result<Option<AllowanceView>, DbError> {
    match tx.row(include_str!("sql/get.sql"), params![id])? {
        None => Ok(None),
        Some(row) => view(tx, head(&row)?).map(Some),
    }
}

fn heads(tx: &Tx<'_>, sql: &str, of: Value) -> Result<Vec<AllowanceHead>, DbError> {
    tx.rows(sql, params![of])?.iter().map(head).collect()
}

/// Of an invoice, void ones too.
pub fn of_invoice(tx: &Tx<'_>, invoice: Uuid) -> Result<Vec<AllowanceHead>, DbError> {
    heads(tx, include_str!("sql/of_invoice.sql"), invoice.into())
}

/// The standing allowances of a refund.
pub fn of_refund(tx: &Tx<'_>, refund: Uuid) -> Result<Vec<AllowanceHead>, DbError> {
    heads(tx, include_str!("sql/of_refund.sql"), refund.into())
}

/// Issued on a day, void ones too: their data were due that day.
pub fn issued_on(tx: &Tx<'_>, day: &str) -> Result<Vec<AllowanceView>, DbError> {
    let heads = heads(tx, include_str!("sql/issued_on.sql"), day.into())?;
    heads.into_iter().map(|head| view(tx, head)).collect()
}

/// Voided from one moment on and before another, milliseconds since 1970.
pub fn voided_on(tx: &Tx<'_>, (since, until): (i64, i64)) -> Result<Vec<AllowanceView>, DbError> {
    let rows = tx.rows(include_str!("sql/voided_on.sql"), params![since, until])?;
    let heads: Vec<AllowanceHead> = rows.iter().map(head).collect::<Result<_, DbError>>()?;
    heads.into_iter().map(|head| view(tx, head)).collect()
}
