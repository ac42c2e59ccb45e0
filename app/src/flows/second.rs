//! A second person who stands by: their badge, then their PIN.
//!
//! The rule: it is never the one who does it. Wrong PINs count like those at signing in, and lock the badge alike.
//! Nothing is said here: scrapping from a bin and scrapping at the returns bench speak for themselves.

use super::resolve::Found;
use super::sign_in::{Tried, WRONG_PINS};
use super::{Ctx, Look, Looked};
use shared::catalogue::Staff;
use shared::id::StaffId;

/// Digits of a PIN at most.
const PIN_DIGITS: usize = 8;

/// What was scanned where a badge is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    NotABadge,
    SamePerson,
    Locked { name: String },
    Right { staff: StaffId, name: String },
}

pub fn badge(found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Badge> {
    let Some(staff) = &found.staff else {
        return Ok(Badge::NotABadge);
    };
    if Some(staff.id) == ctx.staff {
        return Ok(Badge::SamePerson);
    }
    let name = staff.name.clone();
    if look.wrong_pins(staff)? >= WRONG_PINS {
        return Ok(Badge::Locked { name });
    }
    let staff = staff.id;
    Ok(Badge::Right { staff, name })
}

/// What a key of the PIN pad did to what is typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keyed {
    Typed(String),
    /// 確定
    Try(String),
}

pub fn key(typed: &str, id: &str) -> Keyed {
    let mut typed = typed.to_owned();
    match id.strip_prefix("pad.").unwrap_or("") {
        "back" => {
            typed.pop();
        }
        "clear" => typed.clear(),
        "ok" if !typed.is_empty() => return Keyed::Try(typed),
        digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() && typed.len() < PIN_DIGITS => {
            typed.push_str(digit);
        }
        _ => {}
    }
    Keyed::Typed(typed)
}

/// What a PIN led to; the app keeps the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// The badge is not there any more, or it is the same person by now.
    Nobody,
    Wrong {
        left: i64,
        tried: Tried,
    },
    Locked {
        name: String,
        tried: Tried,
    },
    Right {
        staff: Staff,
        tried: Tried,
    },
}

pub fn tried(who: StaffId, pin: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Pin> {
    let Some(staff) = look.staff(who)?.filter(|staff| Some(staff.id) != ctx.staff) else {
        return Ok(Pin::Nobody);
    };
    let before = look.wrong_pins(&staff)?;
    let tried = |wrong| Tried {
        staff: staff.id,
        wrong,
        unlocks: staff.unlocks,
    };
    if before < WRONG_PINS && look.pin_is(&staff, pin) {
        let tried = tried(0);
        return Ok(Pin::Right { staff, tried });
    }
    let wrong = (before + 1).min(WRONG_PINS);
    let (left, tried) = (WRONG_PINS - wrong, tried(wrong));
    Ok(if left == 0 {
        let name = staff.name;
        Pin::Locked { name, tried }
    } else {
        Pin::Wrong { left, tried }
    })
}
