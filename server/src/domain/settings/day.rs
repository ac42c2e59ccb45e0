//! Days and moments in the shop's time zone.

use time::{OffsetDateTime, UtcOffset};

fn local(now_ms: i64, utc_offset_min: i32) -> OffsetDateTime {
    let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(now_ms) * 1_000_000);
    let offset = UtcOffset::from_whole_seconds(utc_offset_min * 60).unwrap_or(UtcOffset::UTC);
    utc.unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset)
}

/// `2026-11-23`
pub fn date(now_ms: i64, utc_offset_min: i32) -> String {
    let day = local(now_ms, utc_offset_min).date();
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// `261123`, for numbers of papers.
pub fn stamp(now_ms: i64, utc_offset_min: i32) -> String {
    date(now_ms, utc_offset_min)[2..].replace('-', "")
}

/// `2026-11-23 14:05`
pub fn minute(now_ms: i64, utc_offset_min: i32) -> String {
    let at = local(now_ms, utc_offset_min);
    format!(
        "{} {:02}:{:02}",
        date(now_ms, utc_offset_min),
        at.hour(),
        at.minute()
    )
}

/// `2026-11-23 14:05:09`
pub fn second(now_ms: i64, utc_offset_min: i32) -> String {
    format!(
        "{}:{:02}",
        minute(now_ms, utc_offset_min),
        local(now_ms, utc_offset_min).second()
    )
}

/// The moment of a local date and time as a file writes it: `2026-11-23`, `2026/11/23 14:05[:09]`, with an
/// optional offset (`+0800`) that wins over the shop's. `None` for anything else, a 30 February included.
pub fn moment(text: &str, utc_offset_min: i32) -> Option<i64> {
    let text = text.trim().replace('/', "-").replace('T', " ");
    let (date, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let mut numbers = date.split('-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = time::Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    let (clock, zone) = match rest.trim().find([' ', '+', 'Z']) {
        Some(at) => rest.trim().split_at(at),
        None => (rest.trim(), ""),
    };
    let mut parts = clock
        .split(':')
        .map(|part| part.split('.').next().unwrap_or("").parse::<u8>().ok());
    let clock = if clock.is_empty() {
        time::Time::MIDNIGHT
    } else {
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
        time::Time::from_hms(hour, minute, second).ok()?
    };
    let offset = offset_minutes(zone.trim()).unwrap_or(utc_offset_min);
    let offset = UtcOffset::from_whole_seconds(offset * 60).ok()?;
    i64::try_from(date.with_time(clock).assume_offset(offset).unix_timestamp_nanos() / 1_000_000).ok()
}

/// `+0800`, `+08:00`, `Z`, `-0500`.
fn offset_minutes(zone: &str) -> Option<i32> {
    if zone == "Z" || zone == "UTC" {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits.replace(':', "")),
        ("-", digits) => (-1, digits.replace(':', "")),
        _ => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAIPEI: i32 = 480;

    #[test]
    fn a_day_begins_at_midnight_in_taipei() {
        let midnight = moment("2026-11-23", TAIPEI).unwrap();
        assert_eq!(date(midnight, TAIPEI), "2026-11-23");
        assert_eq!(date(midnight - 1, TAIPEI), "2026-11-22");
        assert_eq!(stamp(midnight, TAIPEI), "261123");
        assert_eq!(second(midnight + 61_000, TAIPEI), "2026-11-23 00:01:01");
    }

    #[test]
    fn moments_as_platforms_write_them() {
        let noon = moment("2026-11-23 12:00", TAIPEI);
        assert!(noon.is_some());
        for text in [
            "2026/11/23 12:00:00",
            "2026-11-23T12:00:00",
            "2026-11-23 04:00:00 Z",
            "2026-11-23 12:00:00 +0800",
        ] {
            assert_eq!(moment(text, TAIPEI), noon, "{text}");
        }
        for text in ["", "2026-02-30", "yesterday", "2026-11-23 25:00", "1e9"] {
            assert_eq!(moment(text, TAIPEI), None, "{text}");
        }
    }
}
