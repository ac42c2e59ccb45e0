//! Days as a person keys them: ROC or AD, with or without strokes, a month alone.
//!
//! `115/06/30`, `1150630`, `2026/6/30`, `20260630`, `2026-06`, `11506`. A month alone is its last day (GS1 General
//! Specifications, AI (17)). A year of two digits is refused: 15 may be 1926, 2015 or 2026.

use shared::lang::Lang;
use thiserror::Error;
use time::{Date, Duration, Month, OffsetDateTime};

/// Longest entry, characters.
pub const LIMIT: usize = 10;
/// The first year of the Republic is 1912.
const ROC: i32 = 1911;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DayError {
    #[error("not a date")]
    Unreadable,
    #[error("no year can be read from it")]
    Year,
    #[error("there is no such day")]
    NoSuchDay { year: i32, month: u8, day: u8 },
}

/// Reads an entry.
pub fn read(text: &str) -> Result<Date, DayError> {
    let text: String = text.trim().chars().map(half_width).collect();
    if text.is_empty() || text.chars().count() > LIMIT {
        return Err(DayError::Unreadable);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    match parts.as_slice() {
        [digits] => together(digits),
        [year, month] => of(year, month, None),
        [year, month, day] => of(year, month, Some(day)),
        _ => Err(DayError::Unreadable),
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (u32::from(c) - 0xff10) as u8),
        '／' => '/',
        '－' | '—' => '-',
        other => other,
    }
}

/// Digits alone: 8 and 6 are AD, 7 and 5 are ROC.
fn together(digits: &str) -> Result<Date, DayError> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DayError::Unreadable);
    }
    match digits.len() {
        8 => of(&digits[..4], &digits[4..6], Some(&digits[6..])),
        7 => of(&digits[..3], &digits[3..5], Some(&digits[5..])),
        // 260630 could be a year of two digits: only what begins as our century is a month.
        6 if digits.starts_with("20") => of(&digits[..4], &digits[4..], None),
        5 => of(&digits[..3], &digits[3..], None),
        6 => Err(DayError::Year),
        _ => Err(DayError::Unreadable),
    }
}

fn of(year: &str, month: &str, day: Option<&str>) -> Result<Date, DayError> {
    let number = |text: &str| -> Result<i32, DayError> {
        let sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| sound).ok_or(DayError::Unreadable)
    };
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        (year, 3) => year + ROC,
        _ => return Err(DayError::Year),
    };
    if !(2000..2100).contains(&year) {
        return Err(DayError::Year);
    }
    let (month, day) = (number(month)?, day.map(number).transpose()?);
    let small = |n: i32| u8::try_from(n).unwrap_or(u8::MAX);
    let none = DayError::NoSuchDay {
        year,
        month: small(month),
        day: small(day.unwrap_or(0)),
    };
    let month = Month::try_from(small(month)).map_err(|_| none)?;
    let day = day.map_or_else(|| month.length(year), small);
    Date::from_calendar_date(year, month, day).map_err(|_| none)
}

/// `YYYY-MM-DD`, as a lot keeps it.
pub fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// The day that a lot keeps.
pub fn from_iso(text: &str) -> Option<Date> {
    read(text).ok().filter(|_| text.len() == 10)
}

/// Today in the shop.
pub fn today(now_ms: i64, utc_offset_min: i32) -> Date {
    let there = now_ms.div_euclid(1000) + i64::from(utc_offset_min) * 60;
    OffsetDateTime::from_unix_timestamp(there)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .date()
}

/// A number that a device makes by itself: its label, a letter, the moment: `H3-R1123-140512`. Nothing has to be counted
/// up, and two devices never make the same.
pub fn number(letter: char, device: &str, now_ms: i64, utc_offset_min: i32) -> String {
    let today = today(now_ms, utc_offset_min);
    let second = (now_ms.div_euclid(1000) + i64::from(utc_offset_min) * 60).rem_euclid(86_400);
    format!(
        "{}-{letter}{:02}{:02}-{:02}{:02}{:02}",
        crate::say::shown(device),
        u8::from(today.month()),
        today.day(),
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// The last day of use of what was made on `made`.
pub fn after(made: Date, days: i64) -> Option<Date> {
    made.checked_add(Duration::days(days))
}

/// `2026 年 6 月 30 日（民國 115 年）`, `30 June 2026`.
pub fn words(day: Date, lang: Lang) -> String {
    let (year, month, date) = (day.year(), u8::from(day.month()), day.day());
    match lang {
        Lang::ZhTw => format!("{year} 年 {month} 月 {date} 日（民國 {} 年）", year - ROC),
        Lang::En => format!("{date} {} {year}", day.month()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roc_and_ad_with_and_without_strokes() {
        for text in [
            "115/06/30",
            "1150630",
            "20260630",
            "2026-6-30",
            "2026.06.30",
            "2026-06",
            "202606",
            "11506",
            "１１５０６３０",
        ] {
            assert_eq!(read(text).map(iso), Ok("2026-06-30".to_owned()), "{text}");
        }
        assert_eq!(read("2028-02").map(iso), Ok("2028-02-29".to_owned()));
    }

    #[test]
    fn what_is_no_day_says_why() {
        let none = |year, month, day| Err(DayError::NoSuchDay { year, month, day });
        assert_eq!(read("1150230"), none(2026, 2, 30));
        assert_eq!(read("20261301"), none(2026, 13, 1));
        assert_eq!(read("2026-00"), none(2026, 0, 0));
        assert_eq!(read("260630"), Err(DayError::Year));
        assert_eq!(read("15/06/30"), Err(DayError::Year));
        assert_eq!(read("30261231"), Err(DayError::Year));
        for text in ["", "soon", "1", "2026-6-30-1", "20260630123"] {
            assert_eq!(read(text), Err(DayError::Unreadable), "{text}");
        }
    }
}
