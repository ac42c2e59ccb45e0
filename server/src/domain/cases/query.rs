//! Cases as people look at them.

use super::{Category, Channel, Kind, ServiceKind, State};
use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::{ItemId, OrderId, ReturnId, StaffId};
use shared::money::Minor;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub kind: Option<Kind>,
    /// A state's code; `live`: not closed; `late`: not answered in time and not yet; empty: all.
    pub state: String,
    pub channel: Option<Channel>,
    pub category: Option<Category>,
    /// Part of a number, alias, order number, SKU, serial number or question.
    pub query: String,
}

#[derive(Clone, Debug)]
pub struct CaseView {
    pub id: Uuid,
    pub number: String,
    pub kind: Kind,
    pub state: State,
    pub channel: Channel,
    pub category: Category,
    pub alias: String,
    pub order: Option<OrderId>,
    pub order_no: String,
    pub order_channel: String,
    pub item: Option<ItemId>,
    pub sku: String,
    pub item_name: String,
    pub returned: Option<ReturnId>,
    pub return_no: String,
    pub question: String,
    pub asked_at: i64,
    pub due_at: i64,
    pub answered_at: Option<i64>,
    pub answered_by: String,
    pub holder: Option<StaffId>,
    pub holder_name: String,
    pub service: Option<ServiceKind>,
    pub serial: String,
    pub work: String,
    pub cost: Option<Minor>,
    pub way_out: String,
    pub way_back: String,
    pub done_on: String,
    pub satisfaction: Option<i64>,
    pub created_by: String,
    pub closed_at: Option<i64>,
    pub closed_by: String,
    /// The last answer.
    pub answer: String,
}

impl CaseView {
    /// The first answer came, or is, after it was due.
    pub fn is_late(&self, now: i64) -> bool {
        match (self.answered_at, self.closed_at) {
            (Some(at), _) | (None, Some(at)) => at > self.due_at,
            (None, None) => now > self.due_at,
        }
    }
}

fn view(row: &Row) -> Result<CaseView, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.opt_text(name)?.unwrap_or_default());
    Ok(CaseView {
        id: row.parse("id")?,
        number: row.text("number")?,
        kind: row.code("kind", Kind::parse)?,
        state: row.code("state", State::parse)?,
        channel: row.code("channel", Channel::parse)?,
        category: row.code("category", Category::parse)?,
        alias: row.text("alias")?,
        order: row.opt_parse("order_id")?,
        order_no: text("order_no")?,
        order_channel: text("order_channel")?,
        item: row.opt_parse("item")?,
        sku: text("sku")?,
        item_name: text("item_name")?,
        returned: row.opt_parse("return_id")?,
        return_no: text("return_no")?,
        question: row.text("question")?,
        asked_at: row.int("asked_at")?,
        due_at: row.int("due_at")?,
        answered_at: row.opt_int("answered_at")?,
        answered_by: text("answered_by_name")?,
        holder: row.opt_parse("holder")?,
        holder_name: text("holder_name")?,
        service: ServiceKind::parse(&row.text("service")?),
        serial: row.text("serial")?,
        work: row.text("work")?,
        cost: row.opt_int("cost")?,
        way_out: row.text("way_out")?,
        way_back: row.text("way_back")?,
        done_on: row.text("done_on")?,
        satisfaction: row.opt_int("satisfaction")?,
        created_by: text("created_by_name")?,
        closed_at: row.opt_int("closed_at")?,
        closed_by: text("closed_by_name")?,
        answer: text("answer")?,
    })
}

/// What waits longest for its first answer comes first, then what was asked last.
pub fn list(tx: &Tx<'_>, filter: &CaseFilter, now: i64, limit: i64) -> Result<Vec<CaseView>, DbError> {
    tx.rows(
        include_str!("sql/list.sql"),
        params![
            filter.kind.map_or("", Kind::code),
            &filter.state,
            filter.channel.map_or("", Channel::code),
            filter.category.map_or("", Category::code),
            filter.query.trim().to_lowercase(),
            now,
            limit,
            "",
            "",
            ""
        ],
    )?
    .iter()
    .map(view)
    .collect()
}

pub fn find(tx: &Tx<'_>, id: Uuid) -> Result<Option<CaseView>, DbError> {
    tx.row(
        include_str!("sql/list.sql"),
        params!["", "", "", "", "", 0i64, 1i64, id, "", ""],
    )?
    .map(|row| view(&row))
    .transpose()
}

/// Cases about an order.
pub fn of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<CaseView>, DbError> {
    about(tx, Some(order), None)
}

/// Cases about a return.
pub fn of_return(tx: &Tx<'_>, returned: ReturnId) -> Result<Vec<CaseView>, DbError> {
    about(tx, None, Some(returned))
}

fn about(tx: &Tx<'_>, order: Option<OrderId>, returned: Option<ReturnId>) -> Result<Vec<CaseView>, DbError> {
    let (order, returned) = (
        order.map(|id| id.to_string()).unwrap_or_default(),
        returned.map(|id| id.to_string()).unwrap_or_default(),
    );
    tx.rows(
        include_str!("sql/list.sql"),
        params!["", "", "", "", "", 0i64, 100i64, "", order, returned],
    )?
    .iter()
    .map(view)
    .collect()
}

/// For the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Our turn to answer.
    pub open: i64,
    /// Their first answer is overdue.
    pub late: i64,
}

pub fn counts(tx: &Tx<'_>, now: i64) -> Result<Counts, DbError> {
    let row = tx.row(include_str!("sql/counts.sql"), params![now])?;
    Ok(match row {
        None => Counts::default(),
        Some(row) => Counts {
            open: row.int("open")?,
            late: row.int("late")?,
        },
    })
}

/// What happened to a case.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: i64,
    pub staff: String,
    pub what: String,
    pub body: String,
    pub holder: String,
    /// It was a common answer.
    pub faq: bool,
}

pub fn entries(tx: &Tx<'_>, case: Uuid) -> Result<Vec<Entry>, DbError> {
    tx.rows(include_str!("sql/entries.sql"), params![case])?
        .iter()
        .map(|row| {
            Ok(Entry {
                at: row.int("at")?,
                staff: row.opt_text("staff_name")?.unwrap_or_default(),
                what: row.text("what")?,
                body: row.text("body")?,
                holder: row.opt_text("holder_name")?.unwrap_or_default(),
                faq: row.opt_text("faq")?.is_some(),
            })
        })
        .collect()
}
