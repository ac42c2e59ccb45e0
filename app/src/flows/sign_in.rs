//! Who is at the device.
//!
//! The rule. At shift start (and after the app was started) a badge and its PIN; after idle the badge alone; in
//! mid-task another badge takes the device over without a PIN, and the work goes on where it stands. Ten wrong PINs
//! lock the badge on this device until a lead's badge with its own PIN, or the office, unlocks it. The PIN switches
//! users and protects no data.
//!
//! Invariant: a PIN's digits live in memory alone; only who was here last is kept.

use super::resolve::{self, Code};
use super::{Input, Look, Looked, Step};
use crate::say::{Desk, Say, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::Staff;
use shared::facts::SignedIn;
use shared::id::StaffId;

pub const VERSION: i64 = 1;
/// Wrong PINs that lock a badge.
pub const WRONG_PINS: i64 = 10;
/// Longest PIN, digits.
const PIN_DIGITS: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// Who was signed in last, also after the app was ended.
    #[serde(default)]
    pub last: Option<StaffId>,
    #[serde(skip)]
    pub at: At,
    /// What became of a PIN in this step: to be counted in the same transaction.
    #[serde(skip)]
    pub tried: Option<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum At {
    #[default]
    Badge,
    Pin {
        staff: StaffId,
        typed: String,
    },
    /// This badge is locked; a lead's badge opens it.
    Locked {
        staff: StaffId,
    },
    LeadPin {
        staff: StaffId,
        lead: StaffId,
        typed: String,
    },
    In {
        staff: StaffId,
    },
    /// Long untouched: the badge alone.
    Idle {
        staff: StaffId,
    },
}

/// A PIN was tried, or a badge unlocked: the count of wrong PINs from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    pub staff: StaffId,
    pub wrong: i64,
    pub unlocks: i64,
}

impl State {
    pub fn staff(&self) -> Option<StaffId> {
        match self.at {
            At::In { staff } => Some(staff),
            At::Badge | At::Pin { .. } | At::Locked { .. } | At::LeadPin { .. } | At::Idle { .. } => None,
        }
    }

    fn at(&self, at: At) -> State {
        State {
            last: self.last,
            at,
            tried: None,
        }
    }
}

/// What the screen asks for when nothing was said.
pub fn waiting(state: &State, look: &dyn Look) -> Looked<Say> {
    let name =
        |id: StaffId| -> Looked<String> { Ok(look.staff(id)?.map_or_else(String::new, |staff| staff.name)) };
    Ok(match &state.at {
        At::Badge | At::In { .. } => Desk::ScanBadge {}.into(),
        At::Pin { staff, .. } => Desk::EnterPin { name: name(*staff)? }.into(),
        At::Locked { staff } => Desk::BadgeLocked { name: name(*staff)? }.into(),
        At::LeadPin { staff, lead, .. } => Desk::LeadPin {
            lead: name(*lead)?,
            name: name(*staff)?,
        }
        .into(),
        At::Idle { staff } => Desk::LockedIdle { name: name(*staff)? }.into(),
    })
}

pub fn step(state: &State, input: Input<'_>, look: &dyn Look) -> Looked<Step<State>> {
    match input {
        Input::Scan(code) => scan(state, code, look),
        Input::Press(id) => press(state, id, look),
        Input::Typed { id: "pin", text } => {
            let mut state = state.clone();
            match &mut state.at {
                At::Pin { typed, .. } | At::LeadPin { typed, .. } => {
                    *typed = text.chars().take(PIN_DIGITS).collect()
                }
                At::Badge | At::Locked { .. } | At::In { .. } | At::Idle { .. } => {}
            }
            press(&state, "pad.ok", look)
        }
        Input::Typed { .. } => Ok(Step::stay(state.clone())),
    }
}

fn scan(state: &State, code: &Code, look: &dyn Look) -> Looked<Step<State>> {
    let found = resolve::find(code, look)?;
    let Some(staff) = found.staff else {
        return Ok(Step::mis(
            state.at(state.at.clone()),
            Desk::NotABadge {
                got: shown(&code.raw),
            },
            &code.raw,
            "sign_in",
            None,
        ));
    };
    match &state.at {
        At::Locked { staff: locked } if staff.id != *locked => {
            let name = look.staff(*locked)?.map_or_else(String::new, |staff| staff.name);
            if !staff.role.leads() {
                let say = Desk::NotALead { name: staff.name };
                return Ok(Step::mis(
                    state.at(state.at.clone()),
                    say,
                    &code.raw,
                    "sign_in",
                    None,
                ));
            }
            if look.wrong_pins(&staff)? >= WRONG_PINS {
                return Ok(Step::say(
                    state.at(state.at.clone()),
                    Desk::BadgeLocked { name: staff.name },
                ));
            }
            let at = At::LeadPin {
                staff: *locked,
                lead: staff.id,
                typed: String::new(),
            };
            Ok(Step::say(
                state.at(at),
                Desk::LeadPin {
                    lead: staff.name,
                    name,
                },
            ))
        }
        At::Idle { staff: before } => take(state, &staff, Some(*before), look),
        At::In { staff: before } => take(state, &staff, Some(*before), look),
        At::Badge | At::Pin { .. } | At::Locked { .. } | At::LeadPin { .. } => ask_pin(state, &staff, look),
    }
}

fn ask_pin(state: &State, staff: &Staff, look: &dyn Look) -> Looked<Step<State>> {
    if look.wrong_pins(staff)? >= WRONG_PINS {
        let say = Desk::BadgeLocked {
            name: staff.name.clone(),
        };
        return Ok(Step::say(state.at(At::Locked { staff: staff.id }), say));
    }
    let at = At::Pin {
        staff: staff.id,
        typed: String::new(),
    };
    Ok(Step::say(
        state.at(at),
        Desk::EnterPin {
            name: staff.name.clone(),
        },
    ))
}

/// A badge alone: after idle, or another person in mid-task.
fn take(state: &State, staff: &Staff, before: Option<StaffId>, look: &dyn Look) -> Looked<Step<State>> {
    if look.wrong_pins(staff)? >= WRONG_PINS {
        return Ok(Step::say(
            state.at(state.at.clone()),
            Desk::BadgeLocked {
                name: staff.name.clone(),
            },
        ));
    }
    let idle = matches!(state.at, At::Idle { .. });
    let next = State {
        last: Some(staff.id),
        at: At::In { staff: staff.id },
        tried: None,
    };
    if before == Some(staff.id) {
        let say = if idle {
            Desk::Resumed {
                name: staff.name.clone(),
            }
        } else {
            Desk::AlreadyIn {
                name: staff.name.clone(),
            }
        };
        return Ok(Step::say(next, say));
    }
    let from = match before {
        Some(before) => look.staff(before)?.map_or_else(String::new, |staff| staff.name),
        None => String::new(),
    };
    let say = Desk::TookOver {
        name: staff.name.clone(),
        from,
    };
    Ok(Step::say(next, say).fact(SignedIn {
        staff: staff.id,
        from: before,
    }))
}

fn press(state: &State, id: &str, look: &dyn Look) -> Looked<Step<State>> {
    let key = id.strip_prefix("pad.").unwrap_or("");
    let mut next = state.at(state.at.clone());
    let (At::Pin { typed, .. } | At::LeadPin { typed, .. }) = &mut next.at else {
        return Ok(Step::stay(next));
    };
    match key {
        "back" => {
            typed.pop();
        }
        "clear" => typed.clear(),
        "ok" => {
            let pin = std::mem::take(typed);
            return tried(state, &pin, look);
        }
        digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() && typed.len() < PIN_DIGITS => {
            typed.push_str(digit);
        }
        _ if id == "cancel" => return Ok(Step::say(state.at(At::Badge), Desk::ScanBadge {})),
        _ => {}
    }
    Ok(Step::stay(next))
}

fn tried(state: &State, pin: &str, look: &dyn Look) -> Looked<Step<State>> {
    let (who, unlocks) = match &state.at {
        At::Pin { staff, .. } => (*staff, None),
        At::LeadPin { lead, staff, .. } => (*lead, Some(*staff)),
        At::Badge | At::Locked { .. } | At::In { .. } | At::Idle { .. } => {
            return Ok(Step::stay(state.clone()));
        }
    };
    let Some(staff) = look.staff(who)? else {
        return Ok(Step::say(state.at(At::Badge), Desk::ScanBadge {}));
    };
    if pin.is_empty() {
        return Ok(Step::stay(state.at(state.at.clone())));
    }
    if !look.pin_is(&staff, pin) {
        return wrong(state, &staff, look);
    }
    if let Some(locked) = unlocks {
        let Some(locked) = look.staff(locked)? else {
            return Ok(Step::say(state.at(At::Badge), Desk::ScanBadge {}));
        };
        let mut next = state.at(At::Pin {
            staff: locked.id,
            typed: String::new(),
        });
        next.tried = Some(Tried {
            staff: locked.id,
            wrong: 0,
            unlocks: locked.unlocks,
        });
        return Ok(Step::say(next, Desk::Unlocked { name: locked.name }));
    }
    let from = state.last.filter(|last| *last != staff.id);
    let next = State {
        last: Some(staff.id),
        at: At::In { staff: staff.id },
        tried: Some(Tried {
            staff: staff.id,
            wrong: 0,
            unlocks: staff.unlocks,
        }),
    };
    Ok(Step::say(next, Desk::Welcome { name: staff.name }).fact(SignedIn { staff: who, from }))
}

fn wrong(state: &State, staff: &Staff, look: &dyn Look) -> Looked<Step<State>> {
    let wrong = look.wrong_pins(staff)? + 1;
    let (mut next, say) = match &state.at {
        At::LeadPin {
            staff: locked, lead, ..
        } if wrong < WRONG_PINS => (
            state.at(At::LeadPin {
                staff: *locked,
                lead: *lead,
                typed: String::new(),
            }),
            None,
        ),
        At::LeadPin { staff: locked, .. } => (state.at(At::Locked { staff: *locked }), None),
        _ if wrong >= WRONG_PINS => (
            state.at(At::Locked { staff: staff.id }),
            Some(Desk::BadgeLocked {
                name: staff.name.clone(),
            }),
        ),
        _ => (
            state.at(At::Pin {
                staff: staff.id,
                typed: String::new(),
            }),
            None,
        ),
    };
    next.tried = Some(Tried {
        staff: staff.id,
        wrong,
        unlocks: staff.unlocks,
    });
    let left = (WRONG_PINS - wrong).max(0);
    Ok(Step::say(next, say.unwrap_or(Desk::PinWrong { left })))
}
