//! Returns as the office looks at them: the list and the board; where each is, and what is late.

use super::Decision;
use super::law::{Known, LastDays};
use crate::db::{DbError, Row, Tx};
use crate::domain::settings::{Shop, day};
use crate::params;
use shared::id::{OrderId, ReturnId};
use shared::inspect::{ReturnReason, ReturnSource};

/// Where a return is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nobody knows that the goods have left the customer.
    Asked,
    /// A waybill, a code, a pickup or the customer says that they have.
    OnTheWay,
    Bench,
    /// The bench is through, and nobody has decided.
    ToDecide,
    Decided,
    Cancelled,
}

impl Stage {
    /// What stands on the board, from left to right.
    pub const BOARD: [Stage; 5] = [
        Stage::Asked,
        Stage::OnTheWay,
        Stage::Bench,
        Stage::ToDecide,
        Stage::Decided,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Stage::Asked => "asked",
            Stage::OnTheWay => "on_the_way",
            Stage::Bench => "bench",
            Stage::ToDecide => "to_decide",
            Stage::Decided => "decided",
            Stage::Cancelled => "cancelled",
        }
    }

    pub fn parse(code: &str) -> Option<Stage> {
        Stage::BOARD
            .into_iter()
            .chain([Stage::Cancelled])
            .find(|stage| stage.code() == code)
    }
}

/// What is late of a return today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// 消保法 §19-2: not fetched within fifteen days of notice.
    Fetch,
    /// 消保法 §19-2: not paid back within fifteen days of the goods' being back.
    PayBack,
    /// The shop's own promise.
    Decide,
    /// The day of the pickup has gone by.
    Pickup,
}

impl Late {
    pub fn code(self) -> &'static str {
        match self {
            Late::Fetch => "fetch",
            Late::PayBack => "pay_back",
            Late::Decide => "decide",
            Late::Pickup => "pickup",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Code of a [`Stage`]; empty: all.
    pub stage: String,
    pub source: String,
    pub channel: String,
    /// Part of a number, a code on the parcel, an order, a SKU.
    pub query: String,
    /// Announced or opened before this moment.
    pub before: Option<i64>,
    pub limit: i64,
}

/// A return in a list.
#[derive(Clone, Debug)]
pub struct ReturnHead {
    pub id: ReturnId,
    pub number: String,
    pub device_number: String,
    pub state: String,
    pub stage: Stage,
    pub source: ReturnSource,
    pub reason: Option<ReturnReason>,
    pub platform_no: String,
    pub order: Option<OrderId>,
    pub order_no: String,
    pub channel: String,
    pub received_on: String,
    pub noticed_on: String,
    pub sent_on: String,
    pub codes: String,
    pub declared: i64,
    pub found: i64,
    pub arrived_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub decision: Option<Decision>,
    pub decided_at: Option<i64>,
    pub created_at: i64,
    pub pickup_state: String,
    pub pickup_day: String,
}

fn head(row: &Row) -> Result<ReturnHead, DbError> {
    let told = |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
    Ok(ReturnHead {
        id: row.parse("id")?,
        number: row.text("number")?,
        device_number: row.text("device_number")?,
        state: row.text("state")?,
        stage: row.code("stage", Stage::parse)?,
        source: row.code("source", ReturnSource::parse)?,
        reason: ReturnReason::parse(&row.text("reason")?),
        platform_no: row.text("platform_no")?,
        order: row.opt_parse("order_id")?,
        order_no: told("order_no")?,
        channel: told("channel")?,
        received_on: row.text("received_on")?,
        noticed_on: row.text("noticed_on")?,
        sent_on: row.text("sent_on")?,
        codes: told("codes")?,
        declared: row.int("declared")?,
        found: row.int("found")?,
        arrived_at: row.opt_int("arrived_at")?,
        closed_at: row.opt_int("closed_at")?,
        decision: Decision::parse(&row.text("decision")?),
        decided_at: row.opt_int("decided_at")?,
        created_at: row.int("created_at")?,
        pickup_state: told("pickup_state")?,
        pickup_day: told("pickup_day")?,
    })
}

impl ReturnHead {
    pub fn known(&self, shop: &Shop) -> Known {
        Known {
            received: self.received_on.clone(),
            noticed: self.noticed_on.clone(),
            back: self
                .arrived_at
                .map_or_else(String::new, |at| day::date(at, shop.utc_offset_min)),
        }
    }

    /// What is late, worst first.
    pub fn late(&self, last: &LastDays, today: &str) -> Vec<Late> {
        let gone = |day: &str| !day.is_empty() && day < today;
        let waits = matches!(self.stage, Stage::Asked | Stage::OnTheWay);
        let pickup_open = !matches!(self.pickup_state.as_str(), "" | "done" | "cancelled");
        // Whoever was sent back their goods, or was refused, is paid nothing.
        let owed = matches!(self.decision, None | Some(Decision::Refund)) && self.state != "cancelled";
        let mut late = Vec::new();
        if waits && gone(&last.fetch) {
            late.push(Late::Fetch);
        }
        if self.arrived_at.is_some() && owed && gone(&last.pay_back) {
            late.push(Late::PayBack);
        }
        if self.arrived_at.is_some() && self.decision.is_none() && gone(&last.decide) {
            late.push(Late::Decide);
        }
        if waits && pickup_open && gone(&self.pickup_day) {
            late.push(Late::Pickup);
        }
        late
    }
}

/// Returns, newest first; those that were merged into others are not among them.
pub fn list(tx: &Tx<'_>, filter: &Filter) -> Result<Vec<ReturnHead>, DbError> {
    tx.rows(
        include_str!("sql/returns.sql"),
        params![
            None::<ReturnId>,
            &filter.source,
            &filter.channel,
            filter.query.trim(),
            filter.before,
            filter.limit,
            &filter.stage,
        ],
    )?
    .iter()
    .map(head)
    .collect()
}

pub fn returned_head(tx: &Tx<'_>, id: ReturnId) -> Result<Option<ReturnHead>, DbError> {
    tx.row(
        include_str!("sql/returns.sql"),
        params![Some(id), "", "", "", None::<i64>, 1, ""],
    )?
    .map(|row| head(&row))
    .transpose()
}

/// The returns of an order, newest first.
pub fn of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<ReturnHead>, DbError> {
    let ids = tx.rows(include_str!("sql/returns_of_order.sql"), params![order])?;
    let heads = ids.iter().map(|row| returned_head(tx, row.parse("id")?));
    heads.filter_map(Result::transpose).collect()
}

/// Channels of orders that have returns.
pub fn channels(tx: &Tx<'_>) -> Result<Vec<String>, DbError> {
    tx.rows(include_str!("sql/return_channels.sql"), params![])?
        .iter()
        .map(|row| row.text("channel"))
        .collect()
}
