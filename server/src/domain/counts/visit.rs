//! A visit: one person at one bin. The fold of its facts, nothing else.

use super::accept;
use super::difference::Key;
use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::facts::Fact;
use shared::id::*;
use shared::stock::{Condition, Lot};
use std::collections::BTreeMap;

/// What others do within this long before the bin was scanned or after it was closed cannot be ordered against the
/// count: clocks of two handhelds agree to within seconds, and hands are slower than scans. Milliseconds.
pub const MARGIN_MS: i64 = 60_000;

/// What became of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The bin is not closed yet.
    Counting,
    /// As the books say.
    Equal,
    /// It differs within its counter's limit and was accepted by itself.
    Limit,
    /// The office accepted it.
    Accepted,
    /// Somebody else counts again.
    Second,
    /// It cannot be ordered against what others did: the bin is counted again.
    Recount,
    /// The office decides.
    Waiting,
    /// Scans of it are missing.
    Incomplete,
    /// A later count of the same question stands in its place.
    Superseded,
}

impl State {
    pub const ALL: [State; 9] = [
        State::Counting,
        State::Equal,
        State::Limit,
        State::Accepted,
        State::Second,
        State::Recount,
        State::Waiting,
        State::Incomplete,
        State::Superseded,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Counting => "counting",
            State::Equal => "equal",
            State::Limit => "limit",
            State::Accepted => "accepted",
            State::Second => "second",
            State::Recount => "recount",
            State::Waiting => "waiting",
            State::Incomplete => "incomplete",
            State::Superseded => "superseded",
        }
    }

    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its difference is in the ledger.
    pub fn posts(self) -> bool {
        matches!(self, State::Equal | State::Limit | State::Accepted)
    }
}

/// A closed visit as the comparison needs it.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub id: VisitId,
    pub task: Option<CountTaskId>,
    pub bin: BinId,
    pub device: DeviceId,
    pub epoch: i64,
    pub seq: i64,
    pub staff: Option<StaffId>,
    pub began_at: i64,
    pub at: i64,
    pub wall_clock: bool,
    pub received_at: i64,
    pub from_at: i64,
    pub to_at: i64,
    pub only: Option<ItemId>,
    pub pieces: i64,
    pub state: State,
    pub decision: String,
}

impl Visit {
    pub fn of(row: &Row) -> Result<Visit, DbError> {
        Ok(Visit {
            id: row.parse("id")?,
            task: row.opt_parse("task")?,
            bin: row.parse("bin")?,
            device: row.parse("device")?,
            epoch: row.int("epoch")?,
            seq: row.int("seq")?,
            staff: row.opt_parse("staff")?,
            began_at: row.int("began_at")?,
            at: row.int("at")?,
            wall_clock: row.flag("wall_clock")?,
            received_at: row.int("received_at")?,
            from_at: row.int("from_at")?,
            to_at: row.int("to_at")?,
            only: row.opt_parse("only_item")?,
            pieces: row.int("pieces")?,
            state: row.code("state", State::parse)?,
            decision: row.text("decision")?,
        })
    }

    /// When its adjustment happened: with the count.
    pub fn posted_at(&self) -> i64 {
        if self.wall_clock { self.to_at } else { self.at }
    }

    /// The order of counts at one bin.
    pub fn place(&self) -> (i64, VisitId) {
        (self.to_at, self.id)
    }
}

/// What a visit's facts say that were not taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct Scans {
    pub counted: BTreeMap<Key, i64>,
    /// By item and number: what it was counted as, and how often.
    pub serials: BTreeMap<(ItemId, String), (Condition, Lot, i64)>,
    pub pieces: i64,
    /// Of its first scan.
    pub first_seq: Option<(i64, i64)>,
}

pub(super) fn scans(tx: &Tx<'_>, visit: VisitId) -> Result<Scans, DbError> {
    let mut out = Scans::default();
    for row in facts(tx, visit)? {
        let Some(Fact::Counted(fact)) = decoded(&row)? else {
            continue;
        };
        let place = (row.int("epoch")?, row.int("seq")?);
        out.first_seq = Some(out.first_seq.map_or(place, |first| first.min(place)));
        if row.opt_text("undone_by")?.is_some() {
            continue;
        }
        out.pieces += fact.quantity;
        if !fact.serial.is_empty() {
            let first = (fact.condition, fact.lot.clone(), 0);
            let seen = out.serials.entry((fact.item, fact.serial)).or_insert(first);
            seen.2 += 1;
        }
        *out.counted
            .entry((fact.item, fact.condition, fact.lot))
            .or_default() += fact.quantity;
    }
    Ok(out)
}

fn facts(tx: &Tx<'_>, visit: VisitId) -> Result<Vec<Row>, DbError> {
    tx.rows(
        include_str!("sql/visit_facts.sql"),
        params![format!("visit:{visit}")],
    )
}

/// A fact of a newer app is in quarantine and never here.
fn decoded(row: &Row) -> Result<Option<Fact>, DbError> {
    let version = u16::try_from(row.int("version")?).unwrap_or(0);
    Ok(Fact::decode(&row.text("kind")?, version, &row.text("body")?).ok())
}

/// A person stands at a bin. The visit begins with its first fact, whichever that is.
pub fn begin(
    cx: &Cx<'_>,
    visit: VisitId,
    task: Option<CountTaskId>,
    bin: BinId,
    device: DeviceId,
    staff: Option<StaffId>,
    at: i64,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/visit_begin.sql"),
        params![visit, task, bin, device, staff, at, cx.now],
    )?;
    Ok(())
}

/// A scan of a visit that is closed already came out of quarantine, or was taken back.
pub fn refold(cx: &Cx<'_>, visit: VisitId) -> Result<(), DbError> {
    let closed = cx.row(
        "select bin, from_at from count_visit where id = ?1 and at is not null",
        params![visit],
    )?;
    match closed {
        Some(row) => accept::settle(cx, row.parse("bin")?, row.int("from_at")?),
        None => Ok(()),
    }
}

/// The bin was scanned again: what was counted is compared.
pub fn close(cx: &Cx<'_>, visit: VisitId) -> Result<(), DbError> {
    let mut closing = None;
    for row in facts(cx, visit)? {
        if let Some(Fact::BinCounted(fact)) = decoded(&row)? {
            closing = Some((row, fact));
        }
    }
    let Some((row, fact)) = closing else {
        return Ok(());
    };
    let (at, wall) = (row.int("at")?, row.flag("wall_clock")?);
    let (device, place): (DeviceId, _) = (row.parse("device")?, (row.int("epoch")?, row.int("seq")?));
    let (from_at, to_at) = if wall {
        // All that is known: after what this device did by a clock that we know, and before we heard of it.
        (
            super::order::not_before(cx, device, place)? - MARGIN_MS,
            row.int("received_at")?,
        )
    } else {
        (fact.began_at.min(at) - MARGIN_MS, at + MARGIN_MS)
    };
    cx.exec(
        include_str!("sql/visit_close.sql"),
        params![
            visit,
            fact.task,
            fact.bin,
            place.0,
            place.1,
            row.opt_parse::<StaffId>("staff")?,
            fact.began_at,
            at,
            wall,
            row.int("received_at")?,
            from_at,
            to_at,
            fact.only,
            fact.pieces
        ],
    )?;
    if let Some(task) = fact.task {
        super::task::finish(cx, task)?;
    }
    // The count that this one confirms or replaces is settled with it.
    let replaced = match fact.task {
        Some(task) => cx.row(include_str!("sql/replaced.sql"), params![task])?,
        None => None,
    };
    let replaced = replaced.map(|row| row.int("from_at")).transpose()?;
    accept::settle(
        cx,
        fact.bin,
        replaced.map_or(from_at, |before| before.min(from_at)),
    )
}
