//! Exchanges as people look at them.

use super::Way;
use crate::db::{DbError, Row, Tx};
use crate::domain::orders::mask_name;
use crate::domain::refunds::{self, RefundHead};
use crate::params;
use shared::id::{ItemId, OrderId, ReturnId};
use shared::money::Minor;
use uuid::Uuid;

/// How far an exchange is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing has gone out, and what comes back is not through.
    Open,
    /// The goods are back and inspected: others may go out.
    Back,
    /// On its way out of the house.
    Going,
    /// Gone; what comes back is awaited.
    Awaited,
    Done,
    Cancelled,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Back => "back",
            State::Going => "going",
            State::Awaited => "awaited",
            State::Done => "done",
            State::Cancelled => "cancelled",
        }
    }
}

#[derive(Clone, Debug)]
pub struct ExchangeView {
    pub id: Uuid,
    pub number: String,
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    /// Masked.
    pub recipient: String,
    pub returned: Option<ReturnId>,
    pub return_no: String,
    /// A return's state; empty without one.
    pub return_state: String,
    pub decision: String,
    pub way: Way,
    pub reason: String,
    pub collect: bool,
    pub difference: Minor,
    pub confirmed_at: Option<i64>,
    pub new_order: Option<OrderId>,
    pub new_no: String,
    /// The new order's state; empty without one.
    pub new_state: String,
    /// What stock could not cover at the last release.
    pub new_missing: String,
    pub created_at: i64,
    pub created_by: String,
    pub cancelled_at: Option<i64>,
    pub cancelled_by: String,
    pub cancel_note: String,
}

impl ExchangeView {
    pub fn state(&self) -> State {
        if self.cancelled_at.is_some() {
            return State::Cancelled;
        }
        match (self.new_state.as_str(), self.return_state.as_str()) {
            ("shipped", "done") => State::Done,
            ("shipped", _) => State::Awaited,
            ("released" | "packed" | "held", _) => State::Going,
            (_, "done") => State::Back,
            (_, _) => State::Open,
        }
    }

    /// Neither off nor through.
    pub fn is_live(&self) -> bool {
        !matches!(self.state(), State::Done | State::Cancelled)
    }

    /// The new order may still be released, or made.
    pub fn may_send(&self) -> bool {
        self.is_live() && matches!(self.new_state.as_str(), "" | "open" | "cancelled")
    }
}

fn view(row: &Row) -> Result<ExchangeView, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.opt_text(name)?.unwrap_or_default());
    Ok(ExchangeView {
        id: row.parse("id")?,
        number: row.text("number")?,
        order: row.parse("order_id")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        recipient: mask_name(&row.text("recipient")?),
        returned: row.opt_parse("return_id")?,
        return_no: text("return_no")?,
        return_state: text("return_state")?,
        decision: text("decision")?,
        way: row.code("way", Way::parse)?,
        reason: row.text("reason")?,
        collect: row.flag("collect")?,
        difference: row.int("difference")?,
        confirmed_at: row.opt_int("confirmed_at")?,
        new_order: row.opt_parse("new_order")?,
        new_no: text("new_no")?,
        new_state: text("new_state")?,
        new_missing: text("new_missing")?,
        created_at: row.int("created_at")?,
        created_by: text("created_by_name")?,
        cancelled_at: row.opt_int("cancelled_at")?,
        cancelled_by: text("cancelled_by_name")?,
        cancel_note: row.text("cancel_note")?,
    })
}

pub fn list(tx: &Tx<'_>, limit: i64) -> Result<Vec<ExchangeView>, DbError> {
    let rows = tx.rows(include_str!("sql/list.sql"), params!["", limit, "", ""])?;
    rows.iter().map(view).collect()
}

pub fn find(tx: &Tx<'_>, id: Uuid) -> Result<Option<ExchangeView>, DbError> {
    tx.row(include_str!("sql/list.sql"), params![id, 1i64, "", ""])?
        .map(|row| view(&row))
        .transpose()
}

pub fn of_return(tx: &Tx<'_>, returned: ReturnId) -> Result<Vec<ExchangeView>, DbError> {
    let rows = tx.rows(include_str!("sql/list.sql"), params!["", 100i64, returned, ""])?;
    rows.iter().map(view).collect()
}

/// Those of an order's goods, and the one that made it.
pub fn of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<ExchangeView>, DbError> {
    let rows = tx.rows(include_str!("sql/list.sql"), params!["", 100i64, "", order])?;
    rows.iter().map(view).collect()
}

/// The refunds of its difference, those that do not stand too, oldest first.
pub fn refunds_of(tx: &Tx<'_>, id: Uuid) -> Result<Vec<RefundHead>, DbError> {
    let rows = tx.rows(
        "select id from refund where exchange = ?1 order by number",
        params![id],
    )?;
    let refunds = rows.iter().map(|row| refunds::refund(tx, row.parse("id")?));
    refunds
        .filter_map(Result::transpose)
        .map(|refund| Ok(refund?.head))
        .collect()
}

#[derive(Clone, Debug)]
pub struct ExchangeLine {
    /// It comes back; else it goes out.
    pub back: bool,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub amount: Minor,
    /// Of what comes back: inspected pieces.
    pub found: i64,
}

pub fn lines(tx: &Tx<'_>, id: Uuid) -> Result<Vec<ExchangeLine>, DbError> {
    tx.rows(include_str!("sql/lines.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(ExchangeLine {
                back: row.text("way")? == "back",
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                quantity: row.int("quantity")?,
                amount: row.int("amount")?,
                found: row.int("found")?,
            })
        })
        .collect()
}

/// 換回託運單號: what stands on the parcel that comes back.
pub fn return_codes(tx: &Tx<'_>, returned: ReturnId) -> Result<Vec<String>, DbError> {
    tx.rows(
        "select code from return_code where return_id = ?1 order by code",
        params![returned],
    )?
    .iter()
    .map(|row| row.text("code"))
    .collect()
}

/// Returns of an order that may be exchanged: id and number.
pub fn returns_of(tx: &Tx<'_>, order: OrderId) -> Result<Vec<(ReturnId, String)>, DbError> {
    tx.rows(
        "select id, number from sales_return where order_id = ?1 and state <> 'cancelled' \
         and decision in ('', 'exchange') order by created_at desc",
        params![order],
    )?
    .iter()
    .map(|row| Ok((row.parse("id")?, row.text("number")?)))
    .collect()
}
