//! 派車收退, 退貨便: how the goods come back, and when a driver is to fetch them.

use super::announce::Step;
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::settings::day;
use crate::params;
use shared::id::{CarrierId, ReturnId};

const NOTE_LIMIT: usize = 200;
/// Parcels of one pickup.
pub const PARCELS: i64 = 99;

pub const HOWS: [&str; 2] = ["courier", "store"];
pub const SLOTS: [&str; 4] = ["any", "am", "pm", "evening"];
/// States that the office may set.
pub const STATES: [&str; 5] = ["asked", "sent", "booked", "done", "cancelled"];

/// What was arranged for one return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pickup {
    pub how: String,
    pub carrier: Option<CarrierId>,
    pub carrier_name: String,
    /// `YYYY-MM-DD`, empty: no appointment.
    pub day: String,
    pub slot: String,
    pub parcels: i64,
    pub note: String,
    pub state: String,
    pub asked_at: i64,
}

impl Pickup {
    pub fn is_over(&self) -> bool {
        matches!(self.state.as_str(), "done" | "cancelled")
    }

    /// Its day has gone by and nobody has said that it took place.
    pub fn is_late(&self, today: &str) -> bool {
        !self.is_over() && !self.day.is_empty() && self.day.as_str() < today
    }
}

fn pickup(row: &Row) -> Result<Pickup, DbError> {
    Ok(Pickup {
        how: row.text("how")?,
        carrier: row.opt_parse("carrier")?,
        carrier_name: row.opt_text("carrier_name")?.unwrap_or_default(),
        day: row.text("day")?,
        slot: row.text("slot")?,
        parcels: row.int("parcels")?,
        note: row.text("pickup_note")?,
        state: row.text("pickup_state")?,
        asked_at: row.int("asked_at")?,
    })
}

pub fn pickup_of(tx: &Tx<'_>, id: ReturnId) -> Result<Option<Pickup>, DbError> {
    tx.row(include_str!("sql/pickups.sql"), params![Some(id)])?
        .map(|row| pickup(&row))
        .transpose()
}

/// Arranges a pickup, or says what became of it.
pub fn arrange(cx: &Cx<'_>, id: ReturnId, asked: &Pickup) -> Result<Step, DbError> {
    let unknown = |field, value: &str| {
        Ok(Step::Wrong(Invalid::Unknown {
            field,
            value: value.to_owned(),
        }))
    };
    for (field, value, known) in [
        ("how", &asked.how, &HOWS[..]),
        ("slot", &asked.slot, &SLOTS[..]),
        ("pickup_state", &asked.state, &STATES[..]),
    ] {
        if !known.contains(&value.as_str()) {
            return unknown(field, value);
        }
    }
    if !asked.day.is_empty() && !day::is_day(&asked.day) {
        return unknown("day", &asked.day);
    }
    if !(1..=PARCELS).contains(&asked.parcels) {
        return unknown("parcels", &asked.parcels.to_string());
    }
    let note = match catalogue::optional("pickup_note", &asked.note, NOTE_LIMIT) {
        Ok(note) => note,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    let row = cx.row("select state from sales_return where id = ?1", params![id])?;
    match row.map(|row| row.text("state")).transpose()?.as_deref() {
        None => return Ok(Step::NotFound),
        Some("cancelled") => return Ok(Step::TooLate),
        Some(_) => {}
    }
    cx.exec(
        include_str!("sql/pickup_put.sql"),
        params![
            id,
            &asked.how,
            asked.carrier,
            &asked.day,
            &asked.slot,
            asked.parcels,
            note,
            &asked.state,
            cx.now,
            cx.staff(),
        ],
    )?;
    Ok(Step::Done)
}

/// A pickup with what a carrier must know. The address is the customer's: for the carrier's file and nowhere else.
#[derive(Clone, Debug)]
pub struct Errand {
    pub id: ReturnId,
    pub number: String,
    pub order_no: String,
    pub noticed_on: String,
    pub codes: String,
    pub recipient: String,
    pub phone: String,
    pub zip: String,
    pub address: String,
    pub goods: String,
    pub pickup: Pickup,
}

/// Pickups that are not over, by day.
pub fn errands(tx: &Tx<'_>) -> Result<Vec<Errand>, DbError> {
    tx.rows(include_str!("sql/pickups.sql"), params![None::<ReturnId>])?
        .iter()
        .map(|row| {
            let told =
                |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
            Ok(Errand {
                id: row.parse("id")?,
                number: row.text("number")?,
                order_no: told("order_no")?,
                noticed_on: row.text("noticed_on")?,
                codes: told("codes")?,
                recipient: told("recipient")?,
                phone: told("phone")?,
                zip: told("zip")?,
                address: told("address")?,
                goods: told("goods")?,
                pickup: pickup(row)?,
            })
        })
        .filter(|errand| errand.as_ref().map_or(true, |errand| !errand.pickup.is_over()))
        .collect()
}

/// A request file was made: what was only asked has been sent.
pub fn requested(cx: &Cx<'_>) -> Result<u64, DbError> {
    cx.exec(
        "update return_pickup set state = 'sent', sent_at = ?1, changed_at = ?1 where state = 'asked' and how = 'courier'",
        params![cx.now],
    )
}
