//! Dates in six digits: which century, and what day 00 means.
//!
//! Source: GS1 General Specifications §7.12 (century) and §3.4 (day 00 is the last day of the month).
//! Invariant: the answer depends on `today`, which is a parameter: the same label read in fifty years means another day.
use time::{Date, Month, Time};

fn two(digits: &[u8], at: usize) -> Option<u8> {
    match digits.get(at..at + 2)? {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

/// The year that two digits mean: the nearest one, 49 years back to 50 years ahead (GenSpecs §7.12).
pub(super) fn century(yy: u8, today: Date) -> i32 {
    let year = today.year();
    let this = year - year.rem_euclid(100);
    match yy as i32 - year.rem_euclid(100) {
        51.. => this - 100 + yy as i32,
        ..=-50 => this + 100 + yy as i32,
        -49..=50 => this + yy as i32,
    }
}

/// Decodes YYMMDD; day 00 is the last day of the month.
pub(super) fn yymmdd(digits: &[u8], today: Date) -> Option<Date> {
    let year = century(two(digits, 0)?, today);
    let month = Month::try_from(two(digits, 2)?).ok()?;
    let day = match two(digits, 4)? {
        0 => month.length(year),
        day => day,
    };
    Date::from_calendar_date(year, month, day).ok()
}

/// Is this a date? The century does not matter but for 29 February of 00; 2000 had one, and the window holds it until
/// 2050, so two-digit leap years are those divisible by four.
pub(super) fn valid_yymmdd(digits: &[u8], day_zero: bool) -> bool {
    let (Some(yy), Some(month), Some(day)) = (two(digits, 0), two(digits, 2), two(digits, 4)) else {
        return false;
    };
    let Ok(month) = Month::try_from(month) else {
        return false;
    };
    (day_zero || day > 0) && day <= month.length(2000 + yy as i32)
}

pub(super) fn yyyymmdd(digits: &[u8]) -> Option<Date> {
    let year = two(digits, 0)? as i32 * 100 + two(digits, 2)? as i32;
    Date::from_calendar_date(year, Month::try_from(two(digits, 4)?).ok()?, two(digits, 6)?).ok()
}

pub(super) fn valid_yyyymmdd(digits: &[u8]) -> bool {
    digits.len() == 8 && yyyymmdd(digits).is_some()
}

/// HH, HHMI or HHMISS.
pub(super) fn clock(digits: &[u8]) -> Option<Time> {
    let more = |at| {
        if digits.len() > at {
            two(digits, at)
        } else {
            Some(0)
        }
    };
    Time::from_hms(two(digits, 0)?, more(2)?, more(4)?).ok()
}
