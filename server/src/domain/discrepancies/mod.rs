//! Where a fact disagrees with the books, the fact stands and a person is asked.
//!
//! Invariant: of one kind and subject at most one discrepancy is open; raising it again refreshes that one, and
//! one that the missing fact explains closes itself.

mod kind;

pub use kind::{Answer, Kind};

use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::facts::Fact;
use shared::id::{BinId, DiscrepancyId, FactId, ItemId, OrderId, StaffId};

/// A question to a person.
#[derive(Clone, Debug)]
pub struct Raise {
    pub kind: Kind,
    /// What makes two of them the same open question.
    pub subject: String,
    pub fact: Option<FactId>,
    pub staff: Option<StaffId>,
    pub item: Option<ItemId>,
    pub bin: Option<BinId>,
    pub task: Option<String>,
    pub quantity: i64,
    /// Anything else that helps to answer, as one line of text.
    pub detail: String,
}

impl Raise {
    pub fn new(kind: Kind, subject: impl Into<String>) -> Raise {
        Raise {
            kind,
            subject: subject.into(),
            fact: None,
            staff: None,
            item: None,
            bin: None,
            task: None,
            quantity: 0,
            detail: String::new(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Discrepancy {
    pub id: DiscrepancyId,
    pub kind: Kind,
    pub subject: String,
    pub at: i64,
    pub fact: Option<FactId>,
    pub staff: Option<StaffId>,
    pub item: Option<ItemId>,
    pub bin: Option<BinId>,
    pub task: Option<String>,
    pub quantity: i64,
    pub detail: String,
    pub open: bool,
    pub answer: String,
    pub note: String,
    pub closed_at: Option<i64>,
}

fn decode(row: &Row) -> Result<Discrepancy, DbError> {
    Ok(Discrepancy {
        id: row.parse("id")?,
        kind: row.code("kind", Kind::parse)?,
        subject: row.text("subject")?,
        at: row.int("at")?,
        fact: row.opt_parse("fact")?,
        staff: row.opt_parse("staff")?,
        item: row.opt_parse("item")?,
        bin: row.opt_parse("bin")?,
        task: row.opt_text("task")?,
        quantity: row.int("quantity")?,
        detail: row.text("detail")?,
        open: row.text("state")? == "open",
        answer: row.text("answer")?,
        note: row.text("note")?,
        closed_at: row.opt_int("closed_at")?,
    })
}

/// Asks, or refreshes the same open question; answers its id.
pub fn raise(cx: &Cx<'_>, raise: &Raise) -> Result<DiscrepancyId, DbError> {
    if let Some(open) = find_open(cx, raise.kind, &raise.subject)? {
        cx.exec(
            include_str!("sql/refresh.sql"),
            params![open, cx.now, raise.quantity, &raise.detail, raise.task.clone()],
        )?;
        return Ok(open);
    }
    let id: DiscrepancyId = cx.new_id();
    let device = match cx.by {
        crate::db::By::Device(device) => Some(device),
        crate::db::By::Office(_) | crate::db::By::System => None,
    };
    cx.exec(
        include_str!("sql/raise.sql"),
        params![
            id,
            raise.kind.code(),
            &raise.subject,
            cx.now,
            raise.fact,
            device,
            raise.staff,
            raise.item,
            raise.bin,
            raise.task.clone(),
            raise.quantity,
            &raise.detail,
        ],
    )?;
    Ok(id)
}

pub fn find_open(tx: &Tx<'_>, kind: Kind, subject: &str) -> Result<Option<DiscrepancyId>, DbError> {
    tx.row(include_str!("sql/find_open.sql"), params![kind.code(), subject])?
        .map(|row| row.parse("id"))
        .transpose()
}

/// The latest question of this kind and subject, open or not.
pub fn latest(tx: &Tx<'_>, kind: Kind, subject: &str) -> Result<Option<Discrepancy>, DbError> {
    tx.row(include_str!("sql/latest.sql"), params![kind.code(), subject])?
        .map(|row| decode(&row))
        .transpose()
}

/// Closes the open question of this kind and subject, if there is one.
pub fn close(cx: &Cx<'_>, kind: Kind, subject: &str, answer: &str) -> Result<(), DbError> {
    if let Some(id) = find_open(cx, kind, subject)? {
        close_id(cx, id, answer, "")?;
    }
    Ok(())
}

pub fn close_id(cx: &Cx<'_>, id: DiscrepancyId, answer: &str, note: &str) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/close.sql"),
        params![id, answer, note, cx.now, cx.staff()],
    )?;
    Ok(())
}

pub fn get(tx: &Tx<'_>, id: DiscrepancyId) -> Result<Option<Discrepancy>, DbError> {
    tx.row(include_str!("sql/get.sql"), params![id])?
        .map(|row| decode(&row))
        .transpose()
}

/// Newest first; open ones only, or all.
pub fn list(tx: &Tx<'_>, open_only: bool, limit: i64) -> Result<Vec<Discrepancy>, DbError> {
    tx.rows(include_str!("sql/list.sql"), params![open_only, limit])?
        .iter()
        .map(decode)
        .collect()
}

/// A question with the names of what it speaks of.
#[derive(Clone, Debug)]
pub struct View {
    pub it: Discrepancy,
    pub staff: String,
    pub device: String,
    pub sku: String,
    pub item_name: String,
    pub bin: String,
    /// Number of the list, shipment or manifest, and the order behind a shipment.
    pub task_number: String,
    pub order: Option<OrderId>,
    /// The fact that raised it, where this server understands it.
    pub fact: Option<Fact>,
    pub closed_by: String,
}

/// As [`list`], with names; of one id, or all.
pub fn views(
    tx: &Tx<'_>,
    one: Option<DiscrepancyId>,
    open_only: bool,
    limit: i64,
) -> Result<Vec<View>, DbError> {
    tx.rows(include_str!("sql/views.sql"), params![one, open_only, limit])?
        .iter()
        .map(|row| {
            let name =
                |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
            let fact = row.opt_text("fact_kind")?.and_then(|kind| {
                let version = u16::try_from(row.opt_int("fact_version").ok()??).ok()?;
                Fact::decode(&kind, version, &row.opt_text("fact_body").ok()??).ok()
            });
            Ok(View {
                it: decode(row)?,
                staff: name("staff_name")?,
                device: name("device_label")?,
                sku: name("sku")?,
                item_name: name("item_name")?,
                bin: name("bin_code")?,
                task_number: name("task_number")?,
                order: row.opt_parse("order_id")?,
                fact,
                closed_by: name("closed_by_name")?,
            })
        })
        .collect()
}

pub fn open_count(tx: &Tx<'_>) -> Result<i64, DbError> {
    tx.number(
        "select count(*) as n from discrepancy where state = 'open'",
        params![],
    )
}
