//! Presses, what is keyed, and taking back.

use super::parcel;
use super::piece;
use super::{
    At, Parcel, Piece, Sheet, State, Target, Verdict, clear, close, confirmed, judge, over, plate, sealed,
};
use super::{second, to, tracked};
use crate::flows::pad::{Key, Pad};
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Go, Look, Looked, Step, gesture_name};
use crate::say::{Desk, Inspect};
use shared::facts::transfer::REMARK_LIMIT;
use shared::facts::{Fact, How, TaskRef, Undone};
use shared::id::{FactId, ReturnId};
use shared::inspect::{Disposition, Finding, Grade, ReturnReason};
use shared::lang::Lang;
use shared::task::{Return, TaskState};

/// Returns that stand on a bench: told by the server, or begun here and not heard of yet. The earliest first.
pub fn on_the_bench(state: &State, look: &dyn Look) -> Looked<Vec<Return>> {
    let on = |row: &Return| row.state == TaskState::Started && row.arrived.is_some();
    let mut all: Vec<Return> = look.all_returns()?.into_iter().filter(on).collect();
    for begun in &state.begun {
        let id = begun.parcel.returned;
        if all.iter().all(|known| known.id != id)
            && let Some(row) = look.returned(id)?.filter(on)
        {
            all.push(row);
        }
    }
    Ok(all)
}

/// How many stand on a bench, for the home screen.
pub fn begun(look: &dyn Look) -> Looked<usize> {
    let paused = look.paused("inspect")?;
    let state: Option<State> = paused.and_then(|json| serde_json::from_str(&json).ok());
    Ok(on_the_bench(&state.unwrap_or_default(), look)?.len())
}

/// Whether the open question is about what was keyed: nobody can scan that again, so a press answers it.
pub fn keyed_question(state: &State) -> bool {
    state.ask.as_ref().is_some_and(|(ask, _)| ask.since == 0)
}

/// Whether more of the piece in hand may be keyed.
pub fn may_key(state: &State) -> bool {
    match &state.at {
        At::Questions { piece, .. } | At::Decide { piece, .. } => piece.goods.serial.is_empty(),
        At::Parcel
        | At::Unknown
        | At::Item { .. }
        | At::Plate { .. }
        | At::Missing { .. }
        | At::Closing { .. } => false,
    }
}

pub(super) fn press(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "home" | "pause" if state.parcel.is_some() => {
            return Ok(Step::say(state.clone(), Desk::Paused {}).go(Go::Home));
        }
        "home" | "pause" => return Ok(Step::say(state.clone(), Desk::Home {}).go(Go::Home)),
        "overlay.close" => return Ok(Step::stay(clear(state))),
        "undo" => return undo(state, ctx, look),
        "yes" if keyed_question(state) => {
            if let Some((ask, asked)) = &state.ask {
                let code = Code::read(&ask.code, 0, ctx.now_ms);
                return confirmed(&clear(state), asked, &code, ctx, look);
            }
        }
        _ => {}
    }
    if let Some(sheet) = &state.sheet {
        return on_sheet(state, sheet, id, ctx, look);
    }
    let stay = || Ok(Step::stay(state.clone()));
    match &state.at {
        At::Parcel => on_start(state, id, ctx, look),
        At::Unknown => match id {
            "unknown.go" => parcel::arrived(state, look),
            "number" => Ok(number(state)),
            "cancel" => Ok(away(state)),
            _ => stay(),
        },
        At::Item { .. } => match id {
            "close" => close::ask(state, Vec::new(), ctx, look),
            "manual" => Ok(Step::say(over(state, Sheet::Manual), Inspect::ManualAsk {})),
            "tote.off" => {
                let next = State {
                    tote: String::new(),
                    ..clear(state)
                };
                Ok(Step::say(next, Inspect::ToteOff {}))
            }
            _ => stay(),
        },
        At::Questions { piece, answers, each } => match (id, each) {
            ("all_fine", false) => judge::all_fine(state, piece, ctx, look),
            ("each", false) => judge::each(state, piece, Vec::new(), ctx, look),
            ("back", true) => {
                let mut answers = answers.clone();
                answers.pop();
                judge::each(state, piece, answers, ctx, look)
            }
            ("cancel", _) => Ok(put_aside(state)),
            ("key", _) => judge::key(state, piece, ctx, look),
            (id, true) => match Finding::parse(id) {
                Some(finding) => judge::answer(state, piece, answers.clone(), finding, ctx, look),
                None => stay(),
            },
            (_, false) => stay(),
        },
        At::Decide { piece, verdict } => on_verdict(state, piece, verdict, id, ctx, look),
        At::Plate { piece, verdict, .. } => match id {
            "dock" => plate::post(state, piece, verdict, "", None, ctx, look),
            "back" => Ok(judge::decided(state, piece.clone(), verdict.clone(), ctx)),
            "cancel" => Ok(put_aside(state)),
            _ => stay(),
        },
        At::Missing { confirmed } => match id {
            "missing.yes" => close::not_there(state, confirmed, ctx, look),
            "back" => Ok(reopened(state)),
            _ => stay(),
        },
        At::Closing { missing } => match id {
            "close.yes" => close::closed(state, missing, look),
            "back" => Ok(reopened(state)),
            _ => stay(),
        },
    }
}

fn number(state: &State) -> Step<State> {
    Step::say(over(state, Sheet::Number), Inspect::AskNumber {})
}

fn reopened(state: &State) -> Step<State> {
    Step::say(to(state, At::Item { last: None }), Inspect::NextItem {})
}

/// It was no parcel after all: nothing was told of it.
fn away(state: &State) -> Step<State> {
    parcel::start(State {
        parcel: None,
        photos: Vec::new(),
        ..to(state, At::Parcel)
    })
}

/// The piece in hand is not judged: it goes back into the parcel.
fn put_aside(state: &State) -> Step<State> {
    let mut next = to(state, At::Item { last: None });
    next.photos.clear();
    Step::say(next, Inspect::PutAside {})
}

fn on_start(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "number" if state.lane.is_none() => return Ok(number(state)),
        "lane" => return Ok(sealed::begin(state)),
        "lane.off" => {
            let next = State {
                lane: None,
                ..clear(state)
            };
            return Ok(parcel::start(next));
        }
        _ => {}
    }
    match id
        .strip_prefix("return.")
        .and_then(|id| id.parse::<ReturnId>().ok())
    {
        Some(returned) => parcel::open(state, &Target::Return(returned), "", ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

fn on_verdict(
    state: &State,
    piece: &Piece,
    verdict: &Verdict,
    id: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let sheet = |sheet, say: Inspect| Ok(Step::say(over(state, sheet), say));
    match id {
        "accept" => judge::accept(state, piece, verdict, ctx, look),
        "grade" => sheet(Sheet::Grade, Inspect::AskGrade {}),
        "disposition" => sheet(Sheet::Disposition, Inspect::AskDisposition {}),
        "finding" => sheet(Sheet::Finding, Inspect::AskFinding {}),
        "remark" => sheet(Sheet::Remark, Inspect::AskRemark {}),
        "no_photo" => {
            let verdict = Verdict {
                disposition: Disposition::Hold,
                no_photo: true,
                ..verdict.clone()
            };
            let piece = piece.clone();
            Ok(Step::say(
                to(state, At::Decide { piece, verdict }),
                Inspect::HeldWithoutPhoto {},
            ))
        }
        "questions" if !piece.not_ours => judge::each(state, piece, Vec::new(), ctx, look),
        "key" => judge::key(state, piece, ctx, look),
        "cancel" => Ok(put_aside(state)),
        _ => Ok(Step::stay(state.clone())),
    }
}

fn on_sheet(state: &State, sheet: &Sheet, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let stay = || Ok(Step::stay(state.clone()));
    let choice = id.strip_prefix("choose.").unwrap_or("");
    match sheet {
        Sheet::Which { raw, targets } => match choice.parse::<usize>().ok().and_then(|n| targets.get(n)) {
            Some(target) => parcel::open(&clear(state), target, raw, ctx, look),
            None => stay(),
        },
        Sheet::Goods(open) => {
            let read = open.press(id, piece::last(state), look)?;
            piece::go_on(&clear(state), read, ctx, look)
        }
        Sheet::Expiry { pending, pad } => {
            let mut pad = pad.clone();
            match pad.press(id) {
                Key::Ok => tracked::expiry(state, pending, pad.text("expiry"), ctx, look),
                Key::Typed | Key::Other => {
                    let pending = pending.clone();
                    Ok(Step::stay(over(state, Sheet::Expiry { pending, pad })))
                }
            }
        }
        Sheet::Quantity { pad } => {
            let mut pad = pad.clone();
            match (pad.press(id), pad.total()) {
                (Key::Ok, Some(pieces)) if pieces > 0 => keyed(state, pieces, ctx, look),
                _ => Ok(Step::stay(over(state, Sheet::Quantity { pad }))),
            }
        }
        Sheet::Grade | Sheet::Disposition | Sheet::Finding => chosen(state, sheet, choice, ctx, look),
        Sheet::Pin { .. } => second::key(state, id, ctx, look),
        Sheet::Second | Sheet::Serial { .. } | Sheet::Lot { .. } => stay(),
        Sheet::Manual | Sheet::Number | Sheet::Remark => stay(),
    }
}

/// One of the words of a verdict.
fn chosen(state: &State, sheet: &Sheet, choice: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let At::Decide { piece, verdict } = &state.at else {
        return Ok(Step::stay(clear(state)));
    };
    let with = |verdict: Verdict| Ok(judge::decided(state, piece.clone(), verdict, ctx));
    match sheet {
        Sheet::Grade => match Grade::parse(choice) {
            Some(grade) => Ok(judge::regrade(state, piece, verdict, grade, ctx, look)),
            None => Ok(Step::stay(state.clone())),
        },
        Sheet::Disposition => {
            let may = Disposition::parse(choice).filter(|one| judge::choices(state, verdict).contains(one));
            match may {
                Some(disposition) => with(Verdict {
                    disposition,
                    ..verdict.clone()
                }),
                None => Ok(Step::stay(state.clone())),
            }
        }
        _ => match ReturnReason::parse(choice) {
            Some(reason) => with(Verdict {
                finding: Some(reason),
                ..verdict.clone()
            }),
            None => Ok(Step::stay(state.clone())),
        },
    }
}

fn keyed(state: &State, pieces: i64, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match &state.at {
        At::Questions { piece, .. } | At::Decide { piece, .. } => {
            judge::together(&clear(state), piece, pieces, How::Keyed, ctx, look)
        }
        _ => Ok(Step::stay(clear(state))),
    }
}

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let bad = || Ok(Step::say(state.clone(), Desk::BadEntry {}));
    match (&state.sheet, id) {
        (Some(Sheet::Serial { pending }), "serial") => tracked::serial(state, pending, text, ctx, look),
        (Some(Sheet::Lot { pending }), "lot") => tracked::lot(state, pending, text, ctx, look),
        (Some(Sheet::Expiry { pending, .. }), "expiry") => tracked::expiry(state, pending, text, ctx, look),
        (Some(Sheet::Manual), "last4") => piece::manual(state, text, ctx, look),
        (Some(Sheet::Pin { staff, .. }), "pin") => second::tried(state, *staff, text, ctx, look),
        (Some(Sheet::Remark), "remark") => match &state.at {
            At::Decide { piece, verdict } if text.trim().chars().count() <= REMARK_LIMIT => {
                let verdict = Verdict {
                    remark: text.trim().to_owned(),
                    ..verdict.clone()
                };
                Ok(judge::decided(state, piece.clone(), verdict, ctx))
            }
            _ => bad(),
        },
        (Some(Sheet::Goods(open)), "quantity") => match open.typed(text) {
            Some(open) => press(&over(state, Sheet::Goods(open)), "pad.ok", ctx, look),
            None => bad(),
        },
        (Some(Sheet::Quantity { pad }), "quantity") => {
            let mut pad: Pad = pad.clone();
            if pad.type_in(text) {
                press(&over(state, Sheet::Quantity { pad }), "pad.ok", ctx, look)
            } else {
                bad()
            }
        }
        // A number on the parcel that no scanner reads.
        (Some(Sheet::Number), "parcel") => {
            let code = Code::read(text, 0, ctx.now_ms);
            if code.text.is_empty() {
                return bad();
            }
            let found = resolve::find(&code, look)?;
            let state = &clear(state);
            match &state.at {
                At::Unknown => parcel::unknown(state, &code, &found, ctx, look),
                _ => parcel::scan(state, &code, &found, ctx, look),
            }
        }
        _ => bad(),
    }
}

/// The latest that may be taken back: of the return that is open, else of the parcels taken sealed.
fn last(state: &State, look: &dyn Look) -> Option<(TaskRef, FactId, Fact)> {
    let of = |parcel: &Parcel| {
        let task = TaskRef::Return(parcel.returned);
        look.undoable(task).map(|(id, fact)| (task, id, fact))
    };
    match &state.parcel {
        Some(parcel) => of(parcel),
        None => {
            let sealed = state.begun.iter().rev().filter(|begun| begun.sealed);
            sealed.map(|begun| of(&begun.parcel)).find_map(|found| found)
        }
    }
}

fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some((task, of, fact)) = last(state, look) else {
        return Ok(Step::say(clear(state), Desk::NothingToUndo {}));
    };
    let what = gesture_name(&look.gesture(of), ctx.lang, look)?;
    let task = Some(task);
    if let Fact::ReturnedSealed(fact) = &fact {
        let mut next = clear(state);
        if let Some(lane) = &mut next.lane {
            lane.parcels = (lane.parcels - 1).max(0);
            let pieces: i64 = fact.pieces.iter().map(|pieces| pieces.quantity).sum();
            lane.pieces = (lane.pieces - pieces).max(0);
        }
        return Ok(Step::say(next, Inspect::SealedBack { what }).fact(Undone { of, task }));
    }
    let mut next = to(state, At::Item { last: None });
    next.photos.clear();
    Ok(Step::say(next, Inspect::Undone { what }).fact(Undone { of, task }))
}

/// What an undo would take back, in words.
pub fn undo_label(state: &State, lang: Lang, look: &dyn Look) -> Looked<Option<String>> {
    match last(state, look) {
        Some((_, of, _)) => Ok(Some(gesture_name(&look.gesture(of), lang, look)?)),
        None => Ok(None),
    }
}
