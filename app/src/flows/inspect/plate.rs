//! Where a piece leaves the bench: the 待入儲位 tote, or a licence plate whose scan proves that it is on.

use super::{At, Piece, State, Verdict, item_name, known, mis, row, to};
use crate::flows::day;
use crate::flows::item_scan::Goods;
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Inspect, shown};
use shared::facts::receive::CODE_LIMIT;
use shared::facts::{Inspected, kept_raw};
use shared::id::StaffId;
use shared::inspect::Disposition;
use shared::label::ItemLabel;
use shared::lang::Lang;

/// Characters of a name that a label of 40 mm can use at all.
const NAME_CHARS: usize = 200;

/// Its label is printed or taken from the roll, stuck on, and scanned.
pub(super) fn ask(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    ctx: &Ctx,
    look: &dyn Look,
) -> Step<State> {
    let offset = look.settings().utc_offset_min;
    let say = if verdict.disposition == Disposition::Restock {
        Inspect::AskTote {}
    } else {
        Inspect::AskPlate {
            disposition: verdict.disposition.text(ctx.lang).to_owned(),
        }
    };
    let at = At::Plate {
        piece: piece.clone(),
        verdict: verdict.clone(),
        code: day::number('L', &ctx.device_label, ctx.now_ms, offset),
    };
    Step::say(to(state, at), say)
}

/// Why a code is no plate and no tote.
pub(super) fn refused(state: &State, code: &Code, found: &Found) -> Option<Inspect> {
    let got = shown(&code.raw);
    let length = code.text.chars().count();
    let raw = kept_raw(&code.raw);
    let on_parcel = state.parcel.as_ref().is_some_and(|parcel| parcel.raw == raw);
    let on_another = state.begun.iter().any(|begun| begun.parcel.raw == raw);
    if known(found) || on_parcel || on_another {
        Some(Inspect::PlateTaken { got })
    } else if code.text.trim().is_empty() || length > CODE_LIMIT {
        let most = CODE_LIMIT;
        Some(Inspect::TextTooLong { length, most })
    } else {
        None
    }
}

pub(super) fn scan(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match refused(state, code, found) {
        Some(say) => Ok(mis(state, say, &code.raw)),
        None => post(state, piece, verdict, &code.text, None, ctx, look),
    }
}

/// The piece is judged and on its way. `place`: code of the plate or tote; empty: the dock, or nowhere of ours.
pub(super) fn post(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    place: &str,
    second: Option<StaffId>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(parcel) = &state.parcel else {
        return Ok(Step::stay(state.clone()));
    };
    let goods = &piece.goods;
    let fact = Inspected {
        returned: parcel.returned,
        shipment: match parcel.shipment {
            Some(shipment) => Some(shipment),
            None => row(state, look)?.and_then(|row| row.shipment),
        },
        item: goods.item,
        lot: goods.lot.clone(),
        serial: goods.serial.clone(),
        quantity: goods.quantity,
        not_ours: piece.not_ours,
        answers: verdict.answers.clone(),
        suggested: verdict.suggested,
        grade: verdict.grade,
        disposition: verdict.disposition,
        finding: verdict.finding,
        remark: verdict.remark.clone(),
        photos: state.photos.clone(),
        plate: place.trim().to_owned(),
        second,
        how: goods.how,
        raw: goods.raw.clone(),
    };
    let mut next = to(
        state,
        At::Item {
            last: Some(goods.clone()),
        },
    );
    next.photos.clear();
    let restock = verdict.disposition == Disposition::Restock;
    // The label that was made for this piece is no tote for the next.
    let own = matches!(&state.at, At::Plate { code, .. } if code == place);
    if restock && !place.is_empty() && !own {
        next.tote = place.trim().to_owned();
    }
    let item = format!("{} ×{}", item_name(goods.item, ctx, look)?, goods.quantity);
    let disposition = verdict.disposition.text(ctx.lang).to_owned();
    let say = match (verdict.disposition, place) {
        (Disposition::Customer, _) => Inspect::ForCustomer { item },
        (_, "") => Inspect::ToDock { item, disposition },
        (_, place) => Inspect::Judged {
            item,
            disposition,
            place: shown(place),
        },
    };
    Ok(Step::say(next, say).fact(fact))
}

/// The label for the piece that leaves the bench now.
pub fn label(state: &State, lang: Lang, look: &dyn Look) -> Looked<Option<ItemLabel>> {
    let At::Plate {
        piece: Piece {
            goods: Goods { item, .. },
            ..
        },
        verdict,
        code,
    } = &state.at
    else {
        return Ok(None);
    };
    let Some(item) = look.item(*item)? else {
        return Ok(None);
    };
    Ok(Some(ItemLabel {
        code: code.clone(),
        sku: item.sku.clone(),
        // Goods carry the shop's own name for them, whatever the screen speaks.
        name: item.name.chars().take(NAME_CHARS).collect(),
        spec: format!("{} {}", verdict.grade.text(lang), verdict.disposition.text(lang)),
    }))
}
