//! Teaching a barcode: which item, what it is stuck on, how many are inside.

use super::{Sheet, State, mis, name, over};
use crate::flows::pad::Pad;
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Receive, shown};
use shared::catalogue::{Item, Unit};
use shared::facts::receive::CODE_LIMIT;
use shared::facts::{BarcodeLearned, kept_raw};

/// The item is shown by another code of it.
pub(super) fn scanned(
    state: &State,
    new: &str,
    raw: &str,
    code: &Code,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let found = resolve::find(code, look)?;
    match found.items.as_slice() {
        [item] => Ok(unit(state, new, raw, item, ctx)),
        _ => {
            let got = shown(&code.raw);
            Ok(mis(state, Receive::LearnUnknown { got }, &code.raw))
        }
    }
}

pub(super) fn unit(state: &State, new: &str, raw: &str, item: &Item, ctx: &Ctx) -> Step<State> {
    let sheet = Sheet::LearnUnit {
        code: new.to_owned(),
        raw: raw.to_owned(),
        item: item.id,
    };
    Step::say(
        over(state, sheet),
        Receive::LearnUnit {
            item: name(item, ctx),
        },
    )
}

/// A piece is one; a box or a carton has to say how many.
pub(super) fn quantity(
    state: &State,
    new: &str,
    raw: &str,
    item: &Item,
    unit: Unit,
    ctx: &Ctx,
) -> Step<State> {
    if unit == Unit::Piece {
        return learned(state, new, raw, item, unit, 1, ctx);
    }
    let sheet = Sheet::LearnQuantity {
        code: new.to_owned(),
        raw: raw.to_owned(),
        item: item.id,
        unit,
        pad: Pad::pieces(),
    };
    Step::say(
        over(state, sheet),
        Receive::LearnQuantity {
            item: name(item, ctx),
        },
    )
}

pub(super) fn learned(
    state: &State,
    new: &str,
    raw: &str,
    item: &Item,
    unit: Unit,
    quantity: i64,
    ctx: &Ctx,
) -> Step<State> {
    if new.chars().count() > CODE_LIMIT {
        return Step::say(super::clear(state), Receive::TextTooLong { limit: CODE_LIMIT });
    }
    let fact = BarcodeLearned {
        item: item.id,
        code: new.to_owned(),
        quantity,
        unit,
        delivery: Some(state.delivery),
        raw: kept_raw(raw),
    };
    let say = Receive::Learned {
        code: shown(new),
        item: name(item, ctx),
        quantity,
    };
    Step::say(super::clear(state), say).fact(fact)
}
