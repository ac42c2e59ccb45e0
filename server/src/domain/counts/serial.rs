//! 序號: which pieces a count saw, beside where the books last had each of them.
//!
//! The books know where a serial number came in (opening stock: a bin; a delivery: no bin), where a count saw it, and
//! what moves, picks and packing said of it. A pick need not name it, so a serial that was here and was not seen may have
//! been picked: it is told and never posted. Everything is read from what is known now: nothing about it is stored but
//! what the facts say.

use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::id::*;
use shared::stock::{Condition, Lot};
use std::collections::BTreeMap;

/// Serial numbers of one bin that are looked at.
const AT_MOST: i64 = 2_000;

/// What the books say of a serial number at the moment of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was last in this bin.
    Here,
    /// It came with this delivery; no bin is known.
    Received(String),
    /// It was last in another bin: its code.
    Elsewhere(String),
    /// It was picked or packed: the number of the list or the shipment.
    Gone(String),
    /// A customer had sent it back; no bin is known.
    Returned,
    /// Nobody knows it.
    Not,
    /// It was last here, and the count did not see it.
    Missing,
}

impl Known {
    pub fn code(&self) -> &'static str {
        match self {
            Known::Here => "here",
            Known::Received(_) => "received",
            Known::Elsewhere(_) => "elsewhere",
            Known::Gone(_) => "gone",
            Known::Returned => "returned",
            Known::Not => "not",
            Known::Missing => "missing",
        }
    }

    /// The bin or the delivery.
    pub fn place(&self) -> &str {
        match self {
            Known::Received(place) | Known::Elsewhere(place) | Known::Gone(place) => place,
            Known::Here | Known::Returned | Known::Not | Known::Missing => "",
        }
    }

    /// A person must look.
    pub fn differs(&self) -> bool {
        matches!(
            self,
            Known::Elsewhere(_) | Known::Gone(_) | Known::Not | Known::Missing
        )
    }
}

#[derive(Clone, Debug)]
pub struct SerialView {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub serial: String,
    /// As it was counted; nothing for one that was not seen.
    pub lot: Lot,
    pub condition: Option<Condition>,
    /// Counted more than once: two pieces cannot have it.
    pub twice: bool,
    pub known: Known,
}

impl SerialView {
    pub fn differs(&self) -> bool {
        self.twice || self.known.differs()
    }
}

/// What a closed visit saw, anew.
pub(super) fn keep(
    cx: &Cx<'_>,
    visit: VisitId,
    seen: &BTreeMap<(ItemId, String), (Condition, Lot, i64)>,
) -> Result<(), DbError> {
    cx.exec("delete from count_serial where visit = ?1", params![visit])?;
    for ((item, serial), (condition, lot, times)) in seen {
        cx.exec(
            include_str!("sql/serial_put.sql"),
            params![visit, *item, serial, &lot.number, &lot.expiry, *condition, *times],
        )?;
    }
    Ok(())
}

/// The serial numbers that a count saw or should have seen, those that differ first.
pub fn serials_of(tx: &Tx<'_>, visit: VisitId) -> Result<Vec<SerialView>, DbError> {
    let bin: Option<BinId> = tx
        .row(
            "select bin from count_visit where id = ?1 and at is not null",
            params![visit],
        )?
        .map(|row| row.parse("bin"))
        .transpose()?;
    let Some(bin) = bin else { return Ok(Vec::new()) };
    let mut views: Vec<SerialView> = Vec::new();
    // The latest that is known of each comes first; what was known before it says nothing any more.
    for row in tx.rows(include_str!("sql/serials.sql"), params![visit, AT_MOST])? {
        let (item, serial): (ItemId, String) = (row.parse("item")?, row.text("serial")?);
        let repeated = |last: &SerialView| (last.item, &last.serial) == (item, &serial);
        if !views.last().is_some_and(repeated) {
            views.extend(view(&row, item, serial, bin)?);
        }
    }
    views.sort_by_key(|view| !view.differs());
    Ok(views)
}

/// `None`: not seen, and its last place is not here.
fn view(row: &Row, item: ItemId, serial: String, bin: BinId) -> Result<Option<SerialView>, DbError> {
    let times = row.int("times")?;
    let known = match (row.opt_parse::<BinId>("known_bin")?, row.opt_text("delivery")?) {
        (Some(known), _) if known == bin && times == 0 => Known::Missing,
        (Some(known), _) if known == bin => Known::Here,
        (Some(_), _) => Known::Elsewhere(row.opt_text("known_code")?.unwrap_or_default()),
        (None, Some(delivery)) => Known::Received(delivery),
        (None, None) => match row.opt_text("step")?.as_deref() {
            Some("returned") => Known::Returned,
            Some(_) => Known::Gone(row.opt_text("gone")?.unwrap_or_default()),
            None => Known::Not,
        },
    };
    if times == 0 && known != Known::Missing {
        return Ok(None);
    }
    Ok(Some(SerialView {
        item,
        sku: row.text("sku")?,
        name: row.text("name")?,
        serial,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        condition: row.opt_text("condition")?.as_deref().and_then(Condition::parse),
        twice: times > 1,
        known,
    }))
}
