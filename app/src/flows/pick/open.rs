//! Opening a list: whose it is, and which tote it fills.

use super::{At, State, Work, done, first_open, mis, place, read, stopped, with};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Go, Look, Looked, Step};
use crate::say::{Desk, Pick, shown};
use shared::facts::pick::TOTE_LIMIT;
use shared::facts::{ListTakenOver, ToteAttached};
use shared::id::ListId;
use shared::task::{PickList, TaskState};

/// Opens a list: from its tote and its first open line, wherever it was left.
pub fn open(list: ListId, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let state = State {
        list,
        at: At::Tote,
        ask: None,
        sheet: None,
        zero: None,
    };
    let Some(work) = read(list, look)? else {
        return Ok(Step::say(state, Pick::ListGone {}).go(Go::Home));
    };
    if let Some(say) = stopped(&work.list) {
        return Ok(Step::say(state, say).go(Go::Home));
    }
    let elsewhere = work.list.device.is_some() && work.list.device != ctx.device && !look.claimed_here(list);
    if elsewhere && work.lines.iter().any(|line| line.open() > 0) {
        let name = match work.list.picker {
            Some(picker) => look
                .staff(picker)?
                .map_or_else(|| "?".to_owned(), |staff| staff.name),
            None => "?".to_owned(),
        };
        if work.list.picker.is_some() && work.list.picker == ctx.staff {
            let taken = ListTakenOver {
                list,
                from: work.list.picker,
                lead: None,
                tote: work.list.tote.clone(),
            };
            return go_on(&state, &work, look).map(|step| step.fact(taken));
        }
        let say = Pick::ListTaken {
            list: work.list.number,
            name,
        };
        return Ok(Step::say(with(&state, At::Foreign), say));
    }
    go_on(&state, &work, look)
}

/// From the tote onwards.
pub(super) fn go_on(state: &State, work: &Work, look: &dyn Look) -> Looked<Step<State>> {
    if work.lines.iter().all(|line| line.open() == 0) {
        return Ok(Step::say(with(state, At::Done), done(&work.lines)));
    }
    if work.list.tote.is_none() {
        let say = Pick::ScanTote {
            list: work.list.number.clone(),
        };
        return Ok(Step::say(with(state, At::Tote), say));
    }
    let at = first_open(&work.lines);
    let bin = place(&at, &work.lines, look)?;
    Ok(Step::say(with(state, at), Pick::ReadingOn { bin }))
}

pub(super) fn badge(
    state: &State,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(staff) = &found.staff else {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Desk::NotABadge { got }, &code.raw));
    };
    if !staff.role.leads() {
        return Ok(mis(
            state,
            Desk::NotALead {
                name: staff.name.clone(),
            },
            &code.raw,
        ));
    }
    let taken = ListTakenOver {
        list: state.list,
        from: work.list.picker,
        lead: Some(staff.id),
        tote: work.list.tote.clone(),
    };
    let step = go_on(state, work, look)?.fact(taken);
    let say = match &work.list.tote {
        Some(tote) => Pick::TakenOver { tote: tote.clone() },
        None => Pick::TakenOverEmpty {},
    };
    Ok(Step {
        say: Some(say.into()),
        ..step
    })
}

pub(super) fn tote(
    state: &State,
    code: &Code,
    found: &Found,
    work: &Work,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let known = found.bin.is_some()
        || !found.items.is_empty()
        || found.staff.is_some()
        || !found.shipments.is_empty()
        || found.carton.is_some()
        || found.lists.iter().any(|list| list.number == found.key);
    if known || code.length() > TOTE_LIMIT || code.text.is_empty() || code.text.chars().any(char::is_control)
    {
        return Ok(mis(
            state,
            Pick::NotATote {
                got: shown(&code.text),
            },
            &code.raw,
        ));
    }
    for list in found.lists.iter().filter(|list| list.id != state.list) {
        if full(list, look)? {
            let say = Pick::ToteBusy {
                tote: shown(&code.text),
                list: list.number.clone(),
            };
            return Ok(mis(state, say, &code.raw));
        }
    }
    let at = first_open(&work.lines);
    let bin = place(&at, &work.lines, look)?;
    let attached = ToteAttached {
        list: state.list,
        tote: code.text.clone(),
    };
    Ok(Step::say(
        with(state, at),
        Pick::ToteBound {
            tote: shown(&code.text),
            bin,
        },
    )
    .fact(attached))
}

/// Whether a list's tote still holds goods: until its last parcel is closed.
pub(super) fn full(list: &PickList, look: &dyn Look) -> Looked<bool> {
    let shipments = look.shipments(list.id)?;
    if shipments.is_empty() {
        return Ok(matches!(
            list.state,
            TaskState::Open | TaskState::Started | TaskState::Held
        ));
    }
    Ok(shipments.iter().any(|shipment| {
        shipment.parcel.is_none() && !matches!(shipment.state, TaskState::Cancelled | TaskState::Done)
    }))
}
