//! The questions about a piece, the grade they suggest, and what the inspector makes of it.
//!
//! The rule. One press answers all questions well, or each is answered. The grade and the way that follow are
//! suggestions: both may be changed, the way only among those of the grade. Without a photo a piece of grade C, D or X
//! can only be held. More pieces of the same item with the same verdict are scanned on top, or keyed.

use super::piece::sent;
use super::{At, Piece, Sheet, State, Verdict, clear, known, mis, over, plate, second, to};
use crate::flows::day;
use crate::flows::item_scan::Goods;
use crate::flows::pad::Pad;
use crate::flows::resolve::{Code, Found, worth};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Inspect;
use shared::facts::How;
use shared::inspect::{self, Answer, Disposition, Finding, Grade, Question, Seen, dispositions, questions};
use shared::lang::Lang;
use shared::quantity;
use shared::stock::Lot;

/// What the last day of a lot says today.
pub(super) fn dated(lot: &Lot, ctx: &Ctx, look: &dyn Look) -> Seen {
    let settings = look.settings();
    let today = day::today(ctx.now_ms, settings.utc_offset_min);
    let Some(last) = day::from_iso(&lot.expiry) else {
        return Seen::default();
    };
    Seen {
        not_ours: false,
        expired: last < today,
        short_dated: (last - today).whole_days() < settings.return_short_days,
    }
}

fn seen(piece: &Piece, ctx: &Ctx, look: &dyn Look) -> Seen {
    Seen {
        not_ours: piece.not_ours,
        ..dated(&piece.goods.lot, ctx, look)
    }
}

/// The group's questions.
pub fn asked(piece: &Piece, look: &dyn Look) -> Looked<&'static [Question]> {
    let group = look.item(piece.goods.item)?.map(|item| item.inspect_group);
    Ok(questions(group.unwrap_or_default()))
}

/// All of them in one line.
pub fn words(piece: &Piece, lang: Lang, look: &dyn Look) -> Looked<String> {
    let words: Vec<&str> = asked(piece, look)?.iter().map(|one| one.text(lang)).collect();
    Ok(words.join(match lang {
        Lang::ZhTw => "、",
        Lang::En => ", ",
    }))
}

/// A piece is in hand. `say`: what its comparison told; what is not ours is not asked about.
pub(super) fn begin(
    state: &State,
    piece: Piece,
    say: Option<Inspect>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let state = &State {
        photos: Vec::new(),
        ..clear(state)
    };
    if piece.not_ours {
        let step = decide(state, piece, Vec::new(), ctx, look)?;
        return Ok(match say {
            Some(say) => Step::say(step.next, say),
            None => step,
        });
    }
    let dated = dated(&piece.goods.lot, ctx, look);
    let expiry = piece.goods.lot.expiry.clone();
    let say = say.unwrap_or(match dated {
        Seen { expired: true, .. } => Inspect::Expired { expiry },
        Seen {
            short_dated: true, ..
        } => Inspect::ShortDated { expiry },
        Seen { .. } => Inspect::AllFine {
            questions: words(&piece, ctx.lang, look)?,
        },
    });
    let at = At::Questions {
        piece,
        answers: Vec::new(),
        each: false,
    };
    Ok(Step::say(to(state, at), say))
}

/// One press: all of it is fine.
pub(super) fn all_fine(state: &State, piece: &Piece, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let fine = |question: &Question| Answer {
        question: *question,
        finding: Finding::Fine,
    };
    let answers = asked(piece, look)?.iter().map(fine).collect();
    decide(state, piece.clone(), answers, ctx, look)
}

/// The next question, or after the last one the suggestion.
pub(super) fn answer(
    state: &State,
    piece: &Piece,
    mut answers: Vec<Answer>,
    finding: Finding,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let questions = asked(piece, look)?;
    if let Some(question) = questions.get(answers.len()) {
        answers.push(Answer {
            question: *question,
            finding,
        });
    }
    if answers.len() >= questions.len() {
        return decide(state, piece.clone(), answers, ctx, look);
    }
    each(state, piece, answers, ctx, look)
}

/// Asks question by question from here.
pub(super) fn each(
    state: &State,
    piece: &Piece,
    answers: Vec<Answer>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let questions = asked(piece, look)?;
    let question = questions
        .get(answers.len())
        .map(|question| question.text(ctx.lang));
    let say = Inspect::Question {
        question: question.unwrap_or_default().to_owned(),
        n: answers.len() + 1,
        of: questions.len(),
    };
    let at = At::Questions {
        piece: piece.clone(),
        answers,
        each: true,
    };
    Ok(Step::say(to(state, at), say))
}

fn decide(
    state: &State,
    piece: Piece,
    answers: Vec<Answer>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let seen = seen(&piece, ctx, look);
    let suggested = inspect::suggest(&answers, seen);
    let verdict = Verdict {
        answers,
        suggested,
        grade: suggested,
        disposition: inspect::disposition(suggested, seen),
        no_photo: false,
        finding: None,
        remark: String::new(),
    };
    Ok(decided(state, piece, verdict, ctx))
}

/// The verdict as it stands now, said.
pub(super) fn decided(state: &State, piece: Piece, verdict: Verdict, ctx: &Ctx) -> Step<State> {
    let grade = verdict.grade.text(ctx.lang).to_owned();
    let disposition = verdict.disposition.text(ctx.lang).to_owned();
    let lacks = lacks_photo(state, &verdict);
    let say = if lacks {
        Inspect::WantsPhoto { grade }
    } else {
        Inspect::Suggested { grade, disposition }
    };
    Step::say(to(state, At::Decide { piece, verdict }), say)
}

/// Whether a photo is missing for this verdict to be kept.
pub fn lacks_photo(state: &State, verdict: &Verdict) -> bool {
    let held = verdict.no_photo && verdict.disposition == Disposition::Hold;
    verdict.grade.wants_photo() && state.photos.is_empty() && !held
}

/// Where the piece may go: without a photo of what wants one, it is only held.
pub fn choices(state: &State, verdict: &Verdict) -> &'static [Disposition] {
    if verdict.grade.wants_photo() && state.photos.is_empty() {
        &[Disposition::Hold]
    } else {
        dispositions(verdict.grade)
    }
}

pub(super) fn regrade(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    grade: Grade,
    ctx: &Ctx,
    look: &dyn Look,
) -> Step<State> {
    let verdict = Verdict {
        grade,
        disposition: inspect::disposition(grade, seen(piece, ctx, look)),
        ..verdict.clone()
    };
    decided(state, piece.clone(), verdict, ctx)
}

/// 確定: on to the place, or to whoever must confirm it.
pub(super) fn accept(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if lacks_photo(state, verdict) {
        let grade = verdict.grade.text(ctx.lang).to_owned();
        return Ok(Step::say(state.clone(), Inspect::WantsPhoto { grade }));
    }
    if verdict.disposition.wants_second() {
        return Ok(second::ask(state, piece));
    }
    let kept = verdict.disposition.condition().is_some();
    let into_tote = verdict.disposition == Disposition::Restock && !state.tote.is_empty();
    if into_tote || !kept {
        let place = if kept { state.tote.clone() } else { String::new() };
        return plate::post(state, piece, verdict, &place, None, ctx, look);
    }
    Ok(plate::ask(state, piece, verdict, ctx, look))
}

/// A scan where the verdict stands: more of the same, or already the place it goes to.
pub(super) fn scan(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let kept = verdict.disposition.condition().is_some() && !verdict.disposition.wants_second();
    if kept && !known(found) && !lacks_photo(state, verdict) {
        return plate::scan(state, piece, verdict, code, found, ctx, look);
    }
    more(state, piece, code, found, ctx, look)
}

/// The same item again is one more with the same verdict; anything else waits.
pub(super) fn more(
    state: &State,
    piece: &Piece,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(item) = found.item(piece.goods.item) else {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Inspect::JudgeFirst { got }, &code.raw));
    };
    if !piece.goods.serial.is_empty() || code.raw != piece.goods.raw {
        let item = super::item_name(item.id, ctx, look)?;
        return Ok(mis(state, Inspect::OneByOne { item }, &code.raw));
    }
    let (_, pieces) = worth(item, &found.key)[0];
    let pieces = pieces.saturating_mul(code.count.unwrap_or(1));
    together(
        state,
        piece,
        piece.goods.quantity.saturating_add(pieces),
        How::Scanned,
        ctx,
        look,
    )
}

/// So many of the same at once.
pub(super) fn together(
    state: &State,
    piece: &Piece,
    pieces: i64,
    how: How,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let item = super::item_name(piece.goods.item, ctx, look)?;
    let left = match sent(state, look)? {
        Some(sent) if !piece.not_ours => sent.quantity(piece.goods.item) - sent.back_of(piece.goods.item),
        Some(_) | None => i64::MAX,
    };
    if pieces > left.max(piece.goods.quantity) || quantity::check(pieces).is_err() {
        let left = left.clamp(0, quantity::MAX);
        return Ok(mis(state, Inspect::TooMany { item, left }, &piece.goods.raw));
    }
    let how = if piece.goods.how == How::Manual {
        How::Manual
    } else {
        how
    };
    let goods = Goods {
        quantity: pieces,
        how,
        ..piece.goods.clone()
    };
    let mut next = clear(state);
    match &mut next.at {
        At::Questions { piece, .. } | At::Decide { piece, .. } => piece.goods = goods,
        At::Parcel
        | At::Unknown
        | At::Item { .. }
        | At::Plate { .. }
        | At::Missing { .. }
        | At::Closing { .. } => {}
    }
    Ok(Step::say(next, Inspect::Together { item, pieces }))
}

/// 輸入數量 of the piece in hand.
pub(super) fn key(state: &State, piece: &Piece, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(item) = look
        .item(piece.goods.item)?
        .filter(|_| piece.goods.serial.is_empty())
    else {
        return Ok(Step::stay(clear(state)));
    };
    let pad = Pad::quantity(&item);
    let say = Inspect::HowMany {
        item: super::item_name(item.id, ctx, look)?,
    };
    Ok(Step::say(over(state, Sheet::Quantity { pad }), say))
}
