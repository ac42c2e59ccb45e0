//! One turn: who gets the input, and what the step decided.

use super::{App, Work};
use crate::device::clock::Now;
use crate::flows::resolve::{self, Code, Found};
use crate::flows::{
    Ctx, Go, Input, Look, Looked, Step, count, handover, inspect, pack, pick, putaway, receive, said,
    sign_in, transfer,
};
use crate::look::StoreLook;
use crate::say::{Desk, Receive, Say, shown};
use crate::screens::home;
use crate::store::StoreError;
use crate::view::Severity;
use shared::facts::{Fact, Misscanned, TaskRef, kept_raw};
use shared::id::{DeliveryId, ListId, PlateId};
use shared::stock::Place;
use shared::task::{Delivery, PickList};

impl From<crate::flows::LookError> for StoreError {
    fn from(_: crate::flows::LookError) -> StoreError {
        StoreError::Rule("the data file could not be read")
    }
}

/// What a turn decided, before it is kept.
#[derive(Debug)]
pub(super) struct Turn {
    pub work: Work,
    pub sign: Option<sign_in::State>,
    pub facts: Vec<Fact>,
    /// `None`: the band keeps what it says.
    pub say: Option<Say>,
}

impl Turn {
    pub(super) fn stay(work: Work) -> Turn {
        Turn {
            work,
            sign: None,
            facts: Vec::new(),
            say: None,
        }
    }
}

impl App {
    /// Gives the input to whoever it is for.
    pub(super) fn turn(&mut self, input: Input<'_>, now: Now) -> Result<Turn, StoreError> {
        let ctx = self.ctx(now);
        let look = self.reads();
        let work = self.work.clone();
        if self.sign.staff().is_none() {
            return Ok(signing(work, sign_in::step(&self.sign, input, &look)?));
        }
        if let Input::Scan(code) = input
            && !wants_badge(&work)
            && resolve::find(code, &look)?.staff.is_some()
        {
            return Ok(signing(work, sign_in::step(&self.sign, input, &look)?));
        }
        let mut turn = working(work, input, &ctx, &look)?;
        if let Input::Scan(code) = input {
            refused(&mut turn, code, &ctx, &look)?;
        }
        // A second person's PIN is counted like one at signing in.
        let tried = match &mut turn.work {
            Work::Transfer(state) => state.tried.take(),
            Work::Inspect(state) => state.tried.take(),
            _ => None,
        };
        if let Some(tried) = tried {
            turn.sign = Some(sign_in::State {
                tried: Some(tried),
                ..self.sign.clone()
            });
        }
        Ok(turn)
    }

    pub(super) fn step_name(&self) -> &'static str {
        if self.sign.staff().is_none() {
            return "sign_in";
        }
        stem(&self.work)
    }

    pub(super) fn task(&self) -> Option<TaskRef> {
        match &self.work {
            Work::Home | Work::Choose | Work::Deliveries(_) => None,
            Work::Receive(state) => Some(receive::task(state)),
            Work::PutAway(state) => Some(putaway::task(state)),
            Work::Pick(state) => Some(TaskRef::List(state.list)),
            Work::Pack(state) => pack::task(state),
            Work::Handover(state) => Some(TaskRef::Manifest(state.manifest)),
            Work::Scanner(_) | Work::Printer(_) => None,
            Work::Count(state) => count::task(state),
            Work::Transfer(state) => Some(transfer::task(state)),
            Work::Inspect(state) => inspect::task(state),
        }
    }
}

/// Whatever the work: a code that nobody knows because the office refused it is said, and kept, as that.
fn refused(turn: &mut Turn, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<()> {
    let Some(before) = turn
        .say
        .as_ref()
        .filter(|say| say.severity() == Severity::Stopped)
    else {
        return Ok(());
    };
    let found = resolve::find(code, look)?;
    let Some(say) = resolve::refused(before, code, &found, ctx.lang).map(Say::from) else {
        return Ok(());
    };
    let was = said(before);
    for fact in &mut turn.facts {
        if let Fact::Misscanned(kept) = fact
            && kept.said == was
        {
            kept.said = said(&say);
        }
    }
    turn.say = Some(say);
    Ok(())
}

/// Whether a badge is for the work and not for changing the person.
fn wants_badge(work: &Work) -> bool {
    match work {
        Work::Pick(state) => pick::wants_badge(state),
        Work::Transfer(state) => transfer::wants_badge(state),
        Work::Inspect(state) => inspect::wants_badge(state),
        _ => false,
    }
}

pub(super) fn stem(work: &Work) -> &'static str {
    match work {
        Work::Home => "home",
        Work::Choose => "choose",
        Work::Deliveries(_) => "deliveries",
        Work::Receive(_) => "receive",
        Work::PutAway(_) => "putaway",
        Work::Pick(_) => "pick",
        Work::Pack(_) => "pack",
        Work::Handover(_) => "handover",
        Work::Scanner(_) => super::scanner::STEM,
        Work::Printer(_) => super::printer::STEM,
        Work::Count(_) => "count",
        Work::Transfer(_) => "transfer",
        Work::Inspect(_) => "inspect",
    }
}

/// Signing in on top of the work, which stands still meanwhile.
fn signing(work: Work, step: Step<sign_in::State>) -> Turn {
    // Who comes next may not be allowed to set scanner or printer, and wants to scan for good.
    let work = match work {
        Work::Scanner(_) | Work::Printer(_) => Work::Home,
        work => work,
    };
    let say = match (step.say, &work) {
        (
            Some(Say::Desk(Desk::Welcome { name })),
            Work::Pick(_)
            | Work::Pack(_)
            | Work::Handover(_)
            | Work::Receive(_)
            | Work::PutAway(_)
            | Work::Count(_)
            | Work::Transfer(_)
            | Work::Inspect(_),
        ) => Some(Desk::Resumed { name }.into()),
        (say, _) => say,
    };
    Turn {
        work,
        sign: Some(step.next),
        facts: step.facts,
        say,
    }
}

fn working(work: Work, input: Input<'_>, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    match work {
        Work::Receive(state) => land(
            receive::step(&state, input, ctx, look)?,
            Work::Receive,
            input,
            ctx,
            look,
        ),
        Work::PutAway(state) => land(
            putaway::step(&state, input, ctx, look)?,
            Work::PutAway,
            input,
            ctx,
            look,
        ),
        Work::Home | Work::Choose | Work::Deliveries(_) => home_input(work, input, ctx, look),
        Work::Pick(state) => land(
            pick::step(&state, input, ctx, look)?,
            Work::Pick,
            input,
            ctx,
            look,
        ),
        Work::Pack(state) => land(
            pack::step(&state, input, ctx, look)?,
            Work::Pack,
            input,
            ctx,
            look,
        ),
        Work::Handover(state) => land(
            handover::step(&state, input, ctx, look)?,
            Work::Handover,
            input,
            ctx,
            look,
        ),
        Work::Count(state) => land(
            count::step(&state, input, ctx, look)?,
            Work::Count,
            input,
            ctx,
            look,
        ),
        Work::Transfer(state) => land(
            transfer::step(&state, input, ctx, look)?,
            Work::Transfer,
            input,
            ctx,
            look,
        ),
        Work::Inspect(state) => land(
            inspect::step(&state, input, ctx, look)?,
            Work::Inspect,
            input,
            ctx,
            look,
        ),
        Work::Printer(state) => land(
            crate::flows::printer::step(&state, input),
            Work::Printer,
            input,
            ctx,
            look,
        ),
        Work::Scanner(state) => land(
            super::scanner::step(&state, input),
            Work::Scanner,
            input,
            ctx,
            look,
        ),
    }
}

/// Follows a step to where it goes.
fn land<S>(
    step: Step<S>,
    wrap: impl FnOnce(S) -> Work,
    input: Input<'_>,
    ctx: &Ctx,
    look: &StoreLook<'_>,
) -> Looked<Turn> {
    let Step {
        next,
        mut facts,
        say,
        go,
    } = step;
    let turn = match go {
        Go::Stay => {
            return Ok(Turn {
                work: wrap(next),
                sign: None,
                facts,
                say,
            });
        }
        Go::Home => {
            return Ok(Turn {
                work: Work::Home,
                sign: None,
                facts,
                say,
            });
        }
        Go::Pick(list) => open_list(list, ctx, look)?,
        Go::Receive(delivery) => opened(receive::open(delivery, look)?, Work::Receive),
        Go::PutAway(delivery) => opened(putaway::open(delivery, ctx, look)?, Work::PutAway),
        Go::Scanned => match input {
            Input::Scan(code) => home_scan(wrap(next), code, ctx, look)?,
            Input::Press(_) | Input::Typed { .. } => Turn::stay(wrap(next)),
        },
    };
    facts.extend(turn.facts);
    Ok(Turn { facts, ..turn })
}

fn opened<S>(step: Step<S>, wrap: impl FnOnce(S) -> Work) -> Turn {
    let work = if step.go == Go::Home {
        Work::Home
    } else {
        wrap(step.next)
    };
    Turn {
        work,
        sign: None,
        facts: step.facts,
        say: step.say,
    }
}

fn open_list(list: ListId, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    Ok(opened(pick::open(list, ctx, look)?, Work::Pick))
}

fn home_input(work: Work, input: Input<'_>, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    let id = match input {
        Input::Scan(code) => return home_scan(work, code, ctx, look),
        Input::Press(id) => id,
        Input::Typed { .. } => {
            return Ok(Turn {
                say: Some(Desk::BadEntry {}.into()),
                ..Turn::stay(work)
            });
        }
    };
    Ok(match id {
        "tile.pick" => Turn {
            say: Some(Desk::ChooseList {}.into()),
            ..Turn::stay(Work::Choose)
        },
        "tile.pack" => opened(pack::start(), Work::Pack),
        "tile.handover" => opened(handover::open(ctx), Work::Handover),
        "tile.receive" => Turn {
            say: Some(Receive::Choose {}.into()),
            ..Turn::stay(Work::Deliveries(Vec::new()))
        },
        "tile.putaway" => opened(putaway::open(None, ctx, look)?, Work::PutAway),
        "tile.count" => opened(count::open(ctx, look)?, Work::Count),
        "tile.inspect" => opened(inspect::open(look)?, Work::Inspect),
        "tile.transfer" => opened(transfer::open(ctx, look)?, Work::Transfer),
        "receive.blind" => opened(receive::blind(ctx, look)?, Work::Receive),
        "home" | "pause" => Turn {
            say: Some(Desk::Home {}.into()),
            ..Turn::stay(Work::Home)
        },
        _ => match id.strip_prefix("list.").and_then(|id| id.parse().ok()) {
            Some(list) => open_list(list, ctx, look)?,
            None => match id.strip_prefix("delivery.").and_then(|id| id.parse().ok()) {
                Some(delivery) => opened(receive::open(delivery, look)?, Work::Receive),
                None => Turn::stay(work),
            },
        },
    })
}

/// Scan anything: a list, a tote, an order, a parcel opens its work.
fn home_scan(work: Work, code: &Code, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    let found = resolve::find(code, look)?;
    let mis = |say: Say| {
        let step = stem(&work).to_owned();
        let kept = Misscanned {
            step,
            said: said(&say),
            raw: kept_raw(&code.raw),
            task: None,
        };
        Turn {
            facts: vec![kept.into()],
            say: Some(say),
            ..Turn::stay(Work::Home)
        }
    };
    for list in &found.lists {
        if wants_picking(list, look)? {
            return open_list(list.id, ctx, look);
        }
    }
    if !found.lists.is_empty() || found.shipments.iter().any(home::to_pack) {
        return Ok(opened(pack::open(code, &found, ctx, look)?, Work::Pack));
    }
    if found.shipments.iter().any(home::to_hand_over) {
        let start = handover::open(ctx).next;
        let step = handover::step(&start, Input::Scan(code), ctx, look)?;
        return Ok(opened(step, Work::Handover));
    }
    if !found.shipments.is_empty() {
        return Ok(opened(pack::open(code, &found, ctx, look)?, Work::Pack));
    }
    if let Some(plan) = found.plans.first() {
        let step = count::open_plan(&count::State::default(), plan.id, ctx, look)?;
        return Ok(opened(step, Work::Count));
    }
    if !found.returns.is_empty() {
        return Ok(opened(inspect::first_scan(code, ctx, look)?, Work::Inspect));
    }
    if let Some(turn) = inbound_scan(code, &found, ctx, look)? {
        return Ok(turn);
    }
    // A tote or a licence plate of the returns bench that something stands under.
    let plate = Place::Plate(PlateId::of(&code.text));
    if found.nothing() && !look.content(plate)?.is_empty() {
        return Ok(opened(putaway::first_scan(code, ctx, look)?, Work::PutAway));
    }
    if found.nothing() {
        return Ok(mis(Desk::UnknownCode {
            got: shown(&code.raw),
        }
        .into()));
    }
    Ok(mis(Desk::NoWorkHere {
        got: found.name(ctx.lang),
    }
    .into()))
}

/// A delivery, or an item that is expected or stands at the dock. Receiving comes first: what is not counted cannot be
/// put away.
fn inbound_scan(code: &Code, found: &Found, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Option<Turn>> {
    let receive = |delivery| -> Looked<Option<Turn>> {
        Ok(Some(opened(receive::open(delivery, look)?, Work::Receive)))
    };
    let among = |deliveries: Vec<DeliveryId>, item: String| {
        Some(Turn {
            say: Some(Receive::ChooseAmong { item }.into()),
            ..Turn::stay(Work::Deliveries(deliveries))
        })
    };
    let stopped = |delivery: &&Delivery| delivery.state == shared::task::TaskState::Cancelled;
    let open: Vec<DeliveryId> = found
        .deliveries
        .iter()
        .filter(|delivery| receive::to_receive(delivery) || stopped(delivery))
        .map(|delivery| delivery.id)
        .collect();
    match open.as_slice() {
        [] => {}
        [one] => return receive(*one),
        _ => return Ok(among(open, shown(&code.raw))),
    }
    if let Some(done) = found.deliveries.first() {
        return Ok(Some(opened(
            putaway::open(Some(done.id), ctx, look)?,
            Work::PutAway,
        )));
    }
    if found.items.is_empty() {
        return Ok(None);
    }
    let expecting = home::expecting(&found.items, look)?;
    match expecting.as_slice() {
        [] => {}
        [one] => return receive(*one),
        _ => return Ok(among(expecting, found.name(ctx.lang))),
    }
    let dock = look.content(Place::Dock)?;
    let here = |item: &shared::catalogue::Item| dock.of(item.id).any(|pieces| pieces.quantity > 0);
    if found.items.iter().any(here) {
        return Ok(Some(opened(putaway::first_scan(code, ctx, look)?, Work::PutAway)));
    }
    Ok(None)
}

/// A list with something left to pick, or one that must say why it cannot be.
fn wants_picking(list: &PickList, look: &dyn Look) -> Looked<bool> {
    use shared::task::TaskState::*;
    Ok(match list.state {
        Held | Cancelled => true,
        Open | Started => look.lines(list.id)?.iter().any(|line| line.open() > 0),
        Done => false,
    })
}
