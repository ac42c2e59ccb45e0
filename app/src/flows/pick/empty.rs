//! 儲位空了嗎？ A pick that takes the last piece the books know of is the cheapest moment to count a bin.

use super::{State, Zero, bin_code, with};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Pick;
use shared::facts::{BinCounted, Picked};
use shared::id::VisitId;
use shared::stock::Place;

/// Whether this pick takes the last of the item. Where the books know of none before it there is nothing to ask.
pub(super) fn asked(picked: &Picked, ctx: &Ctx, look: &dyn Look) -> Looked<Option<Zero>> {
    let content = look.content(Place::Bin(picked.bin))?;
    let before: i64 = content.of(picked.item).map(|pieces| pieces.quantity).sum();
    Ok((before > 0 && before <= picked.quantity).then(|| Zero {
        bin: picked.bin,
        bin_raw: picked.bin_raw.clone(),
        item: picked.item,
        at: ctx.now_ms,
    }))
}

/// Yes is a count of nothing. No is no number, so it is no count: a person is told what to do.
pub(super) fn answer(state: &State, yes: bool, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let next = with(state, state.at.clone());
    let Some(zero) = &state.zero else {
        return Ok(Step::stay(next));
    };
    let bin = bin_code(zero.bin, look)?;
    if !yes {
        return Ok(Step::say(next, Pick::ZeroNo { bin }));
    }
    let fact = BinCounted {
        visit: VisitId(ctx.fresh),
        task: None,
        bin: zero.bin,
        began_at: zero.at,
        pieces: 0,
        only: Some(zero.item),
        bin_raw: zero.bin_raw.clone(),
    };
    Ok(Step::say(next, Pick::ZeroYes { bin }).fact(fact))
}
