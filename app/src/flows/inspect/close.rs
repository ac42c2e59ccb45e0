//! The end of a return: what was declared is shown now, what is missing is confirmed piece by piece.

use super::parcel;
use super::{At, State, inspected, item_name, mis, number, row, to};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Inspect;
use shared::facts::{MissingPieces, ReturnClosed};
use shared::id::ItemId;
use shared::task::{Declared, Return};

/// One item, as it was declared and as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    pub item: ItemId,
    pub declared: i64,
    pub came: i64,
}

/// Declared items in their order, then what came beside them.
pub fn compared(row: &Return) -> Vec<Compared> {
    let mut all: Vec<Compared> = Vec::new();
    let items = row.declared.iter().map(|declared| declared.item);
    for item in items.chain(row.inspected.iter().map(|pieces| pieces.item)) {
        if all.iter().any(|known| known.item == item) {
            continue;
        }
        let declared = row.declared.iter().filter(|declared| declared.item == item);
        all.push(Compared {
            item,
            declared: declared.map(|declared| declared.quantity).sum(),
            came: row.inspected_of(item),
        });
    }
    all
}

/// Pieces beyond what was declared; none where nobody declared anything.
fn surplus(row: &Return) -> i64 {
    if row.declared.is_empty() {
        return 0;
    }
    compared(row)
        .iter()
        .map(|one| (one.came - one.declared).max(0))
        .sum()
}

/// The first that is missing and not confirmed yet.
pub fn next_missing(row: Option<&Return>, confirmed: &[MissingPieces]) -> Option<Declared> {
    let missing = row.map(Return::missing).unwrap_or_default();
    let open = |declared: &Declared| confirmed.iter().all(|known| known.item != declared.item);
    missing.into_iter().find(open)
}

/// 結案: the missing first, then all of it at once.
pub(super) fn ask(
    state: &State,
    confirmed: Vec<MissingPieces>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let row = row(state, look)?;
    if let Some(missing) = next_missing(row.as_ref(), &confirmed) {
        let say = Inspect::Missing {
            item: item_name(missing.item, ctx, look)?,
            quantity: missing.quantity,
        };
        return Ok(Step::say(to(state, At::Missing { confirmed }), say));
    }
    let pieces = inspected(row.as_ref());
    let missing: i64 = confirmed.iter().map(|missing| missing.quantity).sum();
    let surplus = row.as_ref().map_or(0, surplus);
    let say = match (pieces, missing, surplus) {
        (0, _, _) => Inspect::ClosingEmpty {},
        (pieces, 0, 0) => Inspect::ClosingRight { pieces },
        (pieces, missing, surplus) => Inspect::Closing {
            pieces,
            missing,
            surplus,
        },
    };
    Ok(Step::say(to(state, At::Closing { missing: confirmed }), say))
}

/// It is really not there.
pub(super) fn not_there(
    state: &State,
    confirmed: &[MissingPieces],
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut confirmed = confirmed.to_vec();
    if let Some(missing) = next_missing(row(state, look)?.as_ref(), &confirmed) {
        confirmed.push(MissingPieces {
            item: missing.item,
            quantity: missing.quantity,
        });
    }
    ask(state, confirmed, ctx, look)
}

pub(super) fn closed(state: &State, missing: &[MissingPieces], look: &dyn Look) -> Looked<Step<State>> {
    let Some(parcel) = &state.parcel else {
        return Ok(parcel::start(state.clone()));
    };
    let row = row(state, look)?;
    let fact = ReturnClosed {
        returned: parcel.returned,
        missing: missing.to_vec(),
    };
    let say = Inspect::Closed {
        number: number(state, row.as_ref()),
        pieces: inspected(row.as_ref()),
    };
    let next = State {
        parcel: None,
        photos: Vec::new(),
        ..to(state, At::Parcel)
    };
    Ok(Step::say(next, say).fact(fact))
}

/// A piece turned up after all; anything else waits.
pub(super) fn scan(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if found.items.is_empty() {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Inspect::CloseFirst { got }, &code.raw));
    }
    super::piece::scan(&to(state, At::Item { last: None }), code, found, ctx, look)
}
