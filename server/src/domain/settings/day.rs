//! Days and moments in the shop's time zone.

use time::{Date, Duration, Month, OffsetDateTime, UtcOffset, Weekday};

/// A day, milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

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

/// When a day begins, milliseconds since 1970.
pub fn start(day: &str, utc_offset_min: i32) -> Option<i64> {
    let offset = UtcOffset::from_whole_seconds(utc_offset_min * 60).unwrap_or(UtcOffset::UTC);
    Some(read(day)?.midnight().assume_offset(offset).unix_timestamp() * 1000)
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

fn read(day: &str) -> Option<Date> {
    let mut parts = day.split('-');
    let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (year.len(), month.len(), of_month.len()) != (4, 2, 2) {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, of_month.parse().ok()?).ok()
}

/// `2026-11-23` is a day of the calendar, `2026-02-30` and `2026-2-3` are none.
pub fn is_day(day: &str) -> bool {
    read(day).is_some()
}

/// A Saturday or a Sunday.
pub fn is_weekend(day: &str) -> bool {
    read(day).is_some_and(|day| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}

/// `2026-11-23 18:00`, or `2026-11-23T18:00` as browsers write it; `None` where it is no moment.
pub fn moment(text: &str, utc_offset_min: i32) -> Option<i64> {
    let (day, clock) = text.split_once(['T', ' '])?;
    let (hours, minutes) = clock.split_once(':')?;
    let part = |text: &str, below: i64| -> Option<i64> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|n| digits && *n < below)
    };
    Some(start(day, utc_offset_min)? + (part(hours, 24)? * 60 + part(minutes, 60)?) * 60_000)
}

/// So many days after a day; `None` where it is no day, or beyond the calendar.
pub fn plus(day: &str, days: i64) -> Option<String> {
    let later = read(day)?.checked_add(Duration::days(days))?;
    Some(format!(
        "{:04}-{:02}-{:02}",
        later.year(),
        u8::from(later.month()),
        later.day()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_the_ends_of_months_and_years() {
        assert_eq!(plus("2026-12-30", 3).as_deref(), Some("2027-01-02"));
        assert_eq!(plus("2028-02-28", 1).as_deref(), Some("2028-02-29"));
        for none in ["2026-02-30", "2026-2-3", "", "2026-02-03-04", "day"] {
            assert!(!is_day(none) && plus(none, 1).is_none(), "{none}");
        }
    }

    const TAIPEI: i32 = 480;

    #[test]
    fn a_day_begins_at_midnight_in_taipei() {
        // 2026-11-22 16:00 UTC
        let midnight = 1_795_363_200_000;
        assert_eq!(date(midnight, TAIPEI), "2026-11-23");
        assert_eq!(date(midnight - 1, TAIPEI), "2026-11-22");
        assert_eq!(stamp(midnight, TAIPEI), "261123");
        assert_eq!(start("2026-11-23", TAIPEI), Some(midnight));
        assert_eq!(start("2026-02-30", TAIPEI), None);
        for text in ["2026-11-23T18:05", "2026-11-23 18:05"] {
            assert_eq!(moment(text, TAIPEI), Some(midnight + (18 * 60 + 5) * 60_000));
        }
        for none in [
            "2026-11-23",
            "2026-11-23T24:00",
            "2026-11-23T7:05",
            "2026-02-30T07:05",
            "",
        ] {
            assert_eq!(moment(none, TAIPEI), None, "{none}");
        }
        assert_eq!(second(midnight + 61_000, TAIPEI), "2026-11-23 00:01:01");
    }
}
