//! From a closed visit to the ledger: compare, decide, post what is not posted yet.

use super::difference::{Key, Line, Seen, lines, offs};
use super::limits::{self, Limits};
use super::order::{Side, near};
use super::serial;
use super::task;
use super::visit::{Scans, State, Visit, scans};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::{staff, stock};
use crate::params;
use shared::id::{BinId, FactId, ItemId, VisitId};
use shared::stock::{Condition, Lot, Movement, Place};
use shared::task::Round;
use std::collections::{BTreeMap, BTreeSet};

/// Compares every count of this bin anew whose window reaches `since` or later, in the order in which they happened:
/// what is posted for one is in the books of the next.
pub fn settle(cx: &Cx<'_>, bin: BinId, since: i64) -> Result<(), DbError> {
    let rows = cx.rows(include_str!("sql/visits_of_bin.sql"), params![bin])?;
    let all: Vec<Visit> = rows.iter().map(Visit::of).collect::<Result<_, DbError>>()?;
    let places: BTreeMap<VisitId, _> = all.iter().map(|visit| (visit.id, visit.place())).collect();
    let limits = limits::limits(cx)?;
    for visit in all.iter().filter(|visit| visit.to_at >= since) {
        settle_one(cx, visit, &places, &limits)?;
    }
    Ok(())
}

/// A fact (or one that takes `original` back) moved pieces in these bins: counts that it may have happened before, or during, are compared anew.
pub fn moved(
    cx: &Cx<'_>,
    fact: FactId,
    original: Option<FactId>,
    bins: BTreeSet<BinId>,
) -> Result<(), DbError> {
    for bin in bins {
        let sql = include_str!("sql/moved_since.sql");
        if let Some(row) = cx.row(sql, params![fact, bin, original])? {
            settle(cx, bin, row.int("since")?)?;
        }
    }
    Ok(())
}

fn settle_one(
    cx: &Cx<'_>,
    visit: &Visit,
    places: &BTreeMap<VisitId, (i64, VisitId)>,
    limits: &Limits,
) -> Result<(), DbError> {
    let scans = scans(cx, visit.id)?;
    let mut book = book_now(cx, visit.bin)?;
    let mut unclear = BTreeSet::new();
    for movement in near(cx, visit, scans.first_seq, places)? {
        match movement.side {
            Side::Before => continue,
            Side::After => {}
            Side::Unclear => {
                unclear.insert(movement.item);
            }
        }
        let key = (movement.item, movement.condition, movement.lot);
        *book.entry(key).or_default() -= movement.delta;
    }
    let asked = asked(
        cx,
        visit,
        book.keys().chain(scans.counted.keys()).map(|key| key.0).collect(),
    )?;
    let seen = Seen {
        counted: scans.counted.clone(),
        unclear,
        asked,
    };
    let found = lines(&seen, &book);
    let state = state_of(cx, visit, &scans, &found, limits)?;
    keep(cx, visit, state, &found)?;
    serial::keep(cx, visit.id, &scans.serials)?;
    follow_up(cx, visit, state)
}

fn book_now(cx: &Cx<'_>, bin: BinId) -> Result<BTreeMap<Key, i64>, DbError> {
    cx.rows(include_str!("sql/book_now.sql"), params![Place::Bin(bin)])?
        .iter()
        .map(|row| {
            let lot = Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            };
            let key = (row.parse("item")?, row.code("condition", Condition::parse)?, lot);
            Ok((key, row.int("quantity")?))
        })
        .collect()
}

/// The items that this visit was to look at; `None`: all.
fn asked(cx: &Cx<'_>, visit: &Visit, items: BTreeSet<ItemId>) -> Result<Option<BTreeSet<ItemId>>, DbError> {
    if let Some(only) = visit.only {
        return Ok(Some([only].into()));
    }
    let kinds = match visit.task {
        Some(task) => task::kinds(cx, task)?,
        None => Vec::new(),
    };
    if kinds.is_empty() {
        return Ok(None);
    }
    let mut out = BTreeSet::new();
    for item in items {
        let row = cx.row("select kind from item where id = ?1", params![item])?;
        if let Some(row) = row
            && kinds.contains(&row.text("kind")?)
        {
            out.insert(item);
        }
    }
    Ok(Some(out))
}

fn state_of(
    cx: &Cx<'_>,
    visit: &Visit,
    scans: &Scans,
    found: &[Line],
    limits: &Limits,
) -> Result<State, DbError> {
    let (round, not_by) = task::round_of(cx, visit.task)?;
    let role = match visit.staff {
        Some(who) => staff::get(cx, who)?.map(|member| member.role),
        None => None,
    };
    let limit = limits.of(role);
    let own = found.iter().filter(|line| !line.aside);
    let followed = cx.number(include_str!("sql/followed.sql"), params![visit.id])? > 0;
    Ok(if scans.pieces != visit.pieces {
        State::Incomplete
    } else if followed && visit.decision != "accept" {
        State::Superseded
    } else if own.clone().any(|line| line.unclear) {
        if followed {
            State::Superseded
        } else {
            State::Recount
        }
    } else if visit.decision == "accept" {
        State::Accepted
    } else if visit.decision == "again" {
        State::Second
    } else if own.clone().all(|line| line.difference() == 0) {
        State::Equal
    } else if offs(own).into_iter().all(|off| limit.allows(off)) {
        State::Limit
    } else if round == Round::First || (not_by.is_some() && not_by == visit.staff) {
        State::Second
    } else {
        State::Waiting
    })
}

/// What is in the ledger for one kind of pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Posted {
    /// Pieces that entered the bin; negative: left it.
    pieces: i64,
    /// Of these, through a change of condition.
    regraded: i64,
}

fn posted_before(cx: &Cx<'_>, visit: VisitId) -> Result<BTreeMap<Key, Posted>, DbError> {
    cx.rows(include_str!("sql/lines_posted.sql"), params![visit])?
        .iter()
        .map(|row| {
            let lot = Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            };
            let key = (row.parse("item")?, row.code("condition", Condition::parse)?, lot);
            let posted = Posted {
                pieces: row.int("posted")?,
                regraded: row.int("regraded")?,
            };
            Ok((key, posted))
        })
        .collect()
}

/// Writes the lines, and posts what their state asks for and is not posted yet.
fn keep(cx: &Cx<'_>, visit: &Visit, state: State, found: &[Line]) -> Result<(), DbError> {
    let before = posted_before(cx, visit.id)?;
    cx.exec("delete from count_line where visit = ?1", params![visit.id])?;
    let gone = before
        .keys()
        .filter(|key| !found.iter().any(|line| line.key == **key));
    let gone = gone.map(|key| Line {
        key: key.clone(),
        counted: 0,
        book: 0,
        unclear: false,
        aside: true,
        regraded: 0,
    });
    let mut items = BTreeSet::new();
    for line in gone.chain(found.iter().cloned()).collect::<Vec<_>>() {
        let target = if state.posts() && !line.aside {
            Posted {
                pieces: line.difference(),
                regraded: line.regraded,
            }
        } else {
            Posted::default()
        };
        let posted = before.get(&line.key).copied().unwrap_or_default();
        if target != posted {
            let regraded = target.regraded - posted.regraded;
            post(cx, visit, &line.key, Place::Regrade, regraded)?;
            let rest = target.pieces - posted.pieces - regraded;
            post(cx, visit, &line.key, Place::Lost, rest)?;
            items.insert(line.key.0);
        }
        if line.counted == 0 && line.book == 0 && !line.unclear {
            continue;
        }
        let (item, condition, lot) = &line.key;
        cx.exec(
            include_str!("sql/line_put.sql"),
            params![
                visit.id,
                *item,
                &lot.number,
                &lot.expiry,
                *condition,
                line.counted,
                line.book,
                line.unclear,
                line.aside,
                target.pieces,
                target.regraded
            ],
        )?;
    }
    cx.exec(
        "update count_visit set state = ?2 where id = ?1",
        params![visit.id, state.code()],
    )?;
    for item in items {
        stock::settle_promise(cx, item, visit.bin, true, (None, visit.staff))?;
    }
    Ok(())
}

/// Positive: more was there than the books said. `other`: where it comes from, or goes.
fn post(cx: &Cx<'_>, visit: &Visit, key: &Key, other: Place, quantity: i64) -> Result<(), DbError> {
    if quantity == 0 {
        return Ok(());
    }
    let bin = Place::Bin(visit.bin);
    let (from, to) = if quantity > 0 { (other, bin) } else { (bin, other) };
    let movement = Movement {
        item: key.0,
        lot: key.2.clone(),
        condition: key.1,
        from,
        to,
        quantity: quantity.abs(),
    };
    let source = stock::Source {
        fact: None,
        what: format!("count:{}", visit.id),
        staff: cx.staff().or(visit.staff),
        at: visit.posted_at(),
    };
    stock::post(cx, &source, &movement)
}

/// The task, and the question, that a state leads to; none of them stays when it is over.
fn follow_up(cx: &Cx<'_>, visit: &Visit, state: State) -> Result<(), DbError> {
    let (round, not_by) = task::round_of(cx, visit.task)?;
    let wanted = match state {
        State::Second => Some((
            Round::Second,
            if round == Round::First {
                visit.staff
            } else {
                not_by.or(visit.staff)
            },
        )),
        State::Recount => Some((round, not_by)),
        State::Counting
        | State::Equal
        | State::Limit
        | State::Accepted
        | State::Waiting
        | State::Incomplete
        | State::Superseded => None,
    };
    task::follow(cx, visit.id, visit.task, visit.bin, wanted)?;
    for (kind, open) in [
        (Kind::CountWaits, state == State::Waiting),
        (Kind::CountIncomplete, state == State::Incomplete),
    ] {
        if !open {
            discrepancies::close(cx, kind, &visit.id.hex(), "by_itself")?;
            continue;
        }
        let raise = Raise {
            staff: visit.staff,
            bin: Some(visit.bin),
            task: Some(format!("visit:{}", visit.id)),
            ..Raise::new(kind, visit.id.hex())
        };
        discrepancies::raise(cx, &raise)?;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Done,
    NotFound,
    /// The count cannot be decided: it is not closed, cannot be ordered, misses scans or was counted again.
    NotNow,
}

/// The office accepts a count as it is, or has the bin counted again by somebody else.
pub fn decide(cx: &Cx<'_>, visit: VisitId, accept: bool) -> Result<Decided, DbError> {
    let Some(row) = cx.row(include_str!("sql/visit_get.sql"), params![visit])? else {
        return Ok(Decided::NotFound);
    };
    if row.opt_int("at")?.is_none() {
        return Ok(Decided::NotNow);
    }
    let it = Visit::of(&row)?;
    let may = match it.state {
        State::Second | State::Waiting => true,
        State::Equal | State::Limit | State::Accepted => !accept,
        State::Counting | State::Recount | State::Incomplete | State::Superseded => false,
    };
    if !may {
        return Ok(Decided::NotNow);
    }
    cx.exec(
        "update count_visit set decision = ?2, decided_at = ?3, decided_by = ?4 where id = ?1",
        params![visit, if accept { "accept" } else { "again" }, cx.now, cx.staff()],
    )?;
    settle(cx, it.bin, it.from_at)?;
    Ok(Decided::Done)
}
