//! What a scan is while a delivery is received: an answer, a tracking number, another document, goods, or nothing known.

use super::{
    Asked, Sheet, State, Work, clear, count, learn, mis, name, number, over, stopped, task, to_receive,
    tracked,
};
use crate::flows::resolve::{self, Code, Found};
use crate::flows::{Answer, Ask, Ctx, Go, Look, Looked, Step};
use crate::say::{Receive, shown};

pub(super) fn scan(
    state: &State,
    code: &Code,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(say) = stopped(work) {
        return Ok(mis(state, say, &code.raw));
    }
    match Ask::answer(state.ask.as_ref().map(|(ask, _)| ask), code) {
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::Yes => {
            if let Some((_, asked)) = &state.ask {
                return confirmed(state, asked.clone(), code, work, ctx, look);
            }
        }
        Answer::No => {}
    }
    match &state.sheet {
        Some(Sheet::Lot { pending }) => return tracked::lot(state, pending, &lot_in(code), work, ctx, look),
        Some(Sheet::Serial { pending }) => {
            let serial = if code.serial.is_empty() {
                &code.text
            } else {
                &code.serial
            };
            return tracked::serial(state, pending, serial, work, ctx, look);
        }
        Some(Sheet::Learn { code: new, raw }) => return learn::scanned(state, new, raw, code, ctx, look),
        _ => {}
    }
    let state = &clear(state);
    let found = resolve::find(code, look)?;
    if let Some(step) = other_document(state, code, &found, work) {
        return Ok(step);
    }
    if !found.items.is_empty() {
        return count::found(state, code, &found, work, ctx, look);
    }
    if found.nothing() {
        let next = State {
            ask: Some((
                Ask::of(code),
                Asked::Teach {
                    code: code.plain.clone(),
                },
            )),
            ..state.clone()
        };
        let got = shown(&code.raw);
        let say = match &found.refused {
            Some(item) => Receive::Refused {
                got,
                item: name(item, ctx),
            },
            None => Receive::Unknown { got },
        };
        return Ok(Step::mis(next, say, &code.raw, "receive.item", Some(task(state))));
    }
    let got = found.name(ctx.lang);
    Ok(mis(state, Receive::NotGoods { got }, &code.raw))
}

/// A lot label of the supplier may be GS1 too.
fn lot_in(code: &Code) -> String {
    if code.lot.number.is_empty() {
        code.text.clone()
    } else {
        code.lot.number.clone()
    }
}

fn confirmed(
    state: &State,
    asked: Asked,
    code: &Code,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let state = &clear(state);
    match asked {
        Asked::Switch(delivery) => Ok(Step::stay(state.clone()).go(Go::Receive(delivery))),
        Asked::Extra(pending) => count::tracked(state, pending, work, ctx, look),
        Asked::Expiry(pending) => {
            let mut next = state.clone();
            next.kept.accepted.push((pending.item, pending.lot.clone()));
            count::take(&next, &pending, work, ctx, look)
        }
        Asked::Teach { code: plain } => {
            let sheet = Sheet::Learn {
                raw: code.raw.clone(),
                code: plain,
            };
            let got = shown(&code.raw);
            Ok(Step::say(over(state, sheet), Receive::Learn { got }))
        }
    }
}

/// Another delivery's number in mid-task: the same code again switches.
fn other_document(state: &State, code: &Code, found: &Found, work: &Work) -> Option<Step<State>> {
    if found
        .deliveries
        .iter()
        .any(|delivery| delivery.id == state.delivery)
    {
        let number = number(state, work.delivery.as_ref());
        return Some(Step::say(state.clone(), Receive::ThisOne { number }));
    }
    let Some(other) = found.deliveries.iter().find(|delivery| to_receive(delivery)) else {
        return found.deliveries.first().map(|delivery| {
            let number = delivery.number.clone();
            mis(state, Receive::ClosedAlready { number }, &code.raw)
        });
    };
    let next = State {
        ask: Some((Ask::of(code), Asked::Switch(other.id))),
        ..state.clone()
    };
    let say = Receive::Switch {
        number: other.number.clone(),
    };
    Some(Step::mis(next, say, &code.raw, "receive.item", Some(task(state))))
}
