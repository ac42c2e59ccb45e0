//! Text cells to quantities, money, dates and flags, with the reason when they are none.
//!
//! Invariant: nothing is rounded or read two ways in silence. Deliberately absent: locale settings; the forms accepted
//! are those Taiwanese and English files really have.

use super::file::fold;
use serde::{Deserialize, Serialize, Serializer};
use shared::money::Minor;
use shared::quantity;
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

/// The most one amount may be, in minor units: a hundred million dollars.
pub const MAX_AMOUNT: Minor = 10_000_000_000;

/// Why a cell is not what its field needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not a number.
    NotANumber,
    /// A number with a part after the point where only whole ones are.
    NotWhole,
    /// Whole, but outside what is allowed.
    OutOfRange,
    NotAnAmount,
    AmountTooLarge,
    NotADate,
    /// Before [`FIRST_YEAR`].
    TooEarly,
    NotYesOrNo,
}

/// No order and no expiry is older: an earlier date is a typing error, or a clock that was never set.
pub const FIRST_YEAR: u16 = 2000;

/// How `3/4/2026` is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Refused: two readings, no way to know.
    #[default]
    YearFirst,
    MonthFirst,
    DayFirst,
}

/// A whole number: `1,200`, `２`, `3.00`; not `1.5`, not `1e3`.
///
/// # Errors
/// [`Wrong::NotANumber`], [`Wrong::NotWhole`], [`Wrong::OutOfRange`] beyond 64 bits.
pub fn whole(text: &str) -> Result<i64, Wrong> {
    if let Some(plain) = short_digits(text) {
        return Ok(plain);
    }
    let (negative, int, frac) = decimal(text).ok_or(Wrong::NotANumber)?;
    if frac.bytes().any(|b| b != b'0') {
        return Err(Wrong::NotWhole);
    }
    let value: i64 = int.parse().map_err(|_| Wrong::OutOfRange)?;
    Ok(if negative { -value } else { value })
}

/// A quantity of goods: 1 to [`quantity::MAX`].
///
/// # Errors
/// As [`whole`], and [`Wrong::OutOfRange`] for 0, negatives and too many.
pub fn pieces(text: &str) -> Result<i64, Wrong> {
    let value = whole(text)?;
    quantity::check(value).map_err(|_| Wrong::OutOfRange)
}

fn short_digits(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.bytes().fold(0, |n, b| n * 10 + i64::from(b - b'0')))
}

/// Sign, digits before and after the point; thousands separators taken out only where they separate thousands.
fn decimal(text: &str) -> Option<(bool, String, String)> {
    let folded: String = text.chars().map(fold).filter(|c| !c.is_whitespace()).collect();
    let (negative, rest) = match folded.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, folded.strip_prefix('+').unwrap_or(&folded)),
    };
    let (int, frac) = rest.split_once('.').unwrap_or((rest, ""));
    let int = if int.contains(',') {
        ungroup(int)?
    } else {
        int.to_owned()
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (int.is_empty() && frac.is_empty()) || !digits(&int) || !digits(frac) {
        return None;
    }
    let int = if int.is_empty() { "0".to_owned() } else { int };
    Some((negative, int, frac.to_owned()))
}

fn ungroup(int: &str) -> Option<String> {
    let mut parts = int.split(',');
    let head = parts.next()?;
    if head.is_empty() || head.len() > 3 || !parts.all(|p| p.len() == 3) {
        return None;
    }
    Some(int.replace(',', ""))
}

/// An amount and whether it had to be rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Hundredths of the currency, rounded half up (away from zero) where the file has more decimals.
    pub minor: Minor,
    pub rounded: bool,
}

/// Money: `1,234.50`, `NT$1,280`, `£2.55`, `-9.99`, `12元`.
///
/// # Errors
/// [`Wrong::NotAnAmount`], [`Wrong::AmountTooLarge`] beyond [`MAX_AMOUNT`].
pub fn amount(text: &str) -> Result<Amount, Wrong> {
    let folded: String = text.chars().map(fold).filter(|c| !c.is_whitespace()).collect();
    let (sign, rest) = match folded.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", folded.as_str()),
    };
    let rest = [
        "NT$", "NTD", "TWD", "US$", "USD", "GBP", "EUR", "$", "£", "€", "¥",
    ]
    .iter()
    .find_map(|p| rest.strip_prefix(p))
    .unwrap_or(rest);
    let rest = rest.strip_suffix('元').unwrap_or(rest);
    let (negative, int, frac) = decimal(&format!("{sign}{rest}")).ok_or(Wrong::NotAnAmount)?;
    let units: i64 = int.parse().map_err(|_| Wrong::AmountTooLarge)?;
    let digit = |at: usize| frac.as_bytes().get(at).map_or(0, |b| i64::from(b - b'0'));
    let up = i64::from(digit(2) >= 5);
    let minor = units
        .checked_mul(100)
        .and_then(|m| m.checked_add(digit(0) * 10 + digit(1) + up))
        .filter(|m| *m <= MAX_AMOUNT)
        .ok_or(Wrong::AmountTooLarge)?;
    let rounded = frac.bytes().skip(2).any(|b| b != b'0');
    Ok(Amount {
        minor: if negative { -minor } else { minor },
        rounded,
    })
}

/// A point in time as the file says it: always a day, perhaps a time, perhaps an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When {
    pub date: Date,
    pub time: Option<Time>,
    pub offset: Option<UtcOffset>,
}

impl When {
    /// Milliseconds since 1970. Without an offset in the file the shop's counts; without a time, `default` does
    /// (start of day for when something was placed, end of day for a deadline).
    pub fn unix_ms(self, shop: UtcOffset, default: Time) -> i64 {
        let local = PrimitiveDateTime::new(self.date, self.time.unwrap_or(default));
        let at = local.assume_offset(self.offset.unwrap_or(shop));
        i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    /// `2026-09-29`, `2026-09-29T10:05:00` or with `+08:00` behind it.
    pub fn iso(self) -> String {
        let mut out = day_iso(self.date);
        if let Some(time) = self.time {
            out.push_str(&format!(
                "T{:02}:{:02}:{:02}",
                time.hour(),
                time.minute(),
                time.second()
            ));
        }
        if let Some(offset) = self.offset {
            let minutes = i32::from(offset.whole_minutes());
            let sign = if minutes < 0 { '-' } else { '+' };
            out.push_str(&format!(
                "{sign}{:02}:{:02}",
                minutes.abs() / 60,
                minutes.abs() % 60
            ));
        }
        out
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.iso())
    }
}

/// `2026-09-29`.
pub fn day_iso(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

/// A day with or without a time: `2026-09-29 10:05`, `2026/9/29 下午 03:20`, `115/09/29`, `民國115年9月29日`, `20260929`,
/// `1150929`, `2026-09-29T02:05:00Z`, `2026-09-29 10:05:00 +0800`; `9/29/2026` only where `order` says how.
///
/// Years below 1000 are ROC years (民國 1 is 1912).
///
/// # Errors
/// [`Wrong::NotADate`], [`Wrong::TooEarly`].
pub fn when(text: &str, order: DateOrder) -> Result<When, Wrong> {
    let folded: String = text.chars().map(fold).collect();
    let folded = folded.trim().trim_start_matches("民國").trim();
    let split = folded.find(['T', ' ']).unwrap_or(folded.len());
    let (day, rest) = folded.split_at(split);
    let date = date_part(day, order)?;
    let rest = rest.trim_start_matches(['T', ' ']).trim();
    if rest.is_empty() {
        return Ok(When {
            date,
            time: None,
            offset: None,
        });
    }
    let (clock, offset) = split_offset(rest)?;
    Ok(When {
        date,
        time: Some(clock_part(clock)?),
        offset,
    })
}

/// A day alone, for expiry dates.
///
/// # Errors
/// [`Wrong::NotADate`], [`Wrong::TooEarly`].
pub fn day(text: &str, order: DateOrder) -> Result<Date, Wrong> {
    when(text, order).map(|w| w.date)
}

fn date_part(text: &str, order: DateOrder) -> Result<Date, Wrong> {
    let text = text.trim_end_matches('日');
    let numbers: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let number = |s: &str| -> Result<u16, Wrong> {
        let fine = (1..=4).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if fine {
            s.parse().map_err(|_| Wrong::NotADate)
        } else {
            Err(Wrong::NotADate)
        }
    };
    let (year, month, day) = match numbers.as_slice() {
        [one] if one.is_ascii() && one.len() == 8 => {
            (number(&one[..4])?, number(&one[4..6])?, number(&one[6..])?)
        }
        [one] if one.is_ascii() && one.len() == 7 => {
            (number(&one[..3])?, number(&one[3..5])?, number(&one[5..])?)
        }
        [y, m, d] if y.len() >= 3 => (number(y)?, number(m)?, number(d)?),
        [a, b, y] if y.len() == 4 => match order {
            DateOrder::YearFirst => return Err(Wrong::NotADate),
            DateOrder::MonthFirst => (number(y)?, number(a)?, number(b)?),
            DateOrder::DayFirst => (number(y)?, number(b)?, number(a)?),
        },
        _ => return Err(Wrong::NotADate),
    };
    let year = if year < 1000 { year + 1911 } else { year };
    if year < FIRST_YEAR {
        return Err(Wrong::TooEarly);
    }
    let month = u8::try_from(month)
        .ok()
        .and_then(|m| Month::try_from(m).ok())
        .ok_or(Wrong::NotADate)?;
    let day = u8::try_from(day).map_err(|_| Wrong::NotADate)?;
    Date::from_calendar_date(i32::from(year), month, day).map_err(|_| Wrong::NotADate)
}

fn split_offset(text: &str) -> Result<(&str, Option<UtcOffset>), Wrong> {
    if let Some(clock) = text.strip_suffix('Z').or_else(|| text.strip_suffix("UTC")) {
        return Ok((clock.trim(), Some(UtcOffset::UTC)));
    }
    let Some(at) = text.rfind(['+', '-']).filter(|&at| at > 0) else {
        return Ok((text, None));
    };
    let digits: String = text[at + 1..].chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotADate);
    }
    let part = |s: &str| s.parse::<i8>().map_err(|_| Wrong::NotADate);
    let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
    let offset = UtcOffset::from_hms(sign * part(&digits[..2])?, sign * part(&digits[2..])?, 0)
        .map_err(|_| Wrong::NotADate)?;
    Ok((text[..at].trim(), Some(offset)))
}

fn clock_part(text: &str) -> Result<Time, Wrong> {
    let upper = text.to_ascii_uppercase();
    let (half, clock) = ["上午", "AM"]
        .iter()
        .find(|w| upper.contains(**w))
        .map(|w| (Some(0), upper.replace(w, "")))
        .or_else(|| {
            ["下午", "PM"]
                .iter()
                .find(|w| upper.contains(**w))
                .map(|w| (Some(12), upper.replace(w, "")))
        })
        .unwrap_or((None, upper.clone()));
    let clock = clock.trim();
    let mut parts = clock.split(':');
    let mut next = || -> Result<u8, Wrong> {
        let part = parts.next().unwrap_or("0").split('.').next().unwrap_or("0");
        part.trim().parse().map_err(|_| Wrong::NotADate)
    };
    let (hour, minute, second) = (next()?, next()?, next()?);
    let hour = match half {
        Some(add) if hour <= 12 => hour % 12 + add,
        Some(_) => return Err(Wrong::NotADate),
        None => hour,
    };
    Time::from_hms(hour, minute, second).map_err(|_| Wrong::NotADate)
}

/// A flag: `是`, `Y`, `v`, `1`; empty is no.
///
/// # Errors
/// [`Wrong::NotYesOrNo`].
pub fn flag(text: &str) -> Result<bool, Wrong> {
    let folded: String = text.chars().map(fold).collect();
    match folded.trim().to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" | "v" | "是" | "有" | "要" | "需要" | "✓" | "✔" | "o" => {
            Ok(true)
        }
        "" | "n" | "no" | "false" | "f" | "0" | "否" | "無" | "不" | "不要" | "不需要" | "x" | "-" => {
            Ok(false)
        }
        _ => Err(Wrong::NotYesOrNo),
    }
}

/// A number Excel has already spoilt: `2.51013E+15` was an order number or a barcode once.
pub fn spoilt_by_excel(text: &str) -> bool {
    let Some((head, exponent)) = text.split_once("E+") else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(exponent)
        && head
            .split_once('.')
            .map_or(digits(head), |(a, b)| digits(a) && digits(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, offset, time};

    #[test]
    fn quantities_are_whole_pieces_from_one_up() {
        for (text, want) in [
            ("1", Ok(1)),
            ("999999", Ok(999_999)),
            ("1,200", Ok(1200)),
            ("２", Ok(2)),
            ("3.00", Ok(3)),
            (" +7 ", Ok(7)),
            ("0", Err(Wrong::OutOfRange)),
            ("-1", Err(Wrong::OutOfRange)),
            ("1.5", Err(Wrong::NotWhole)),
            ("1000000", Err(Wrong::OutOfRange)),
            ("1000000000000", Err(Wrong::OutOfRange)),
            ("99999999999999999999", Err(Wrong::OutOfRange)),
            ("abc", Err(Wrong::NotANumber)),
            ("1e3", Err(Wrong::NotANumber)),
            ("1,2", Err(Wrong::NotANumber)),
            ("", Err(Wrong::NotANumber)),
            ("-", Err(Wrong::NotANumber)),
        ] {
            assert_eq!(pieces(text), want, "{text:?}");
        }
    }

    #[test]
    fn money_is_hundredths_rounded_half_up_and_says_so() {
        let ok = |minor, rounded| Ok(Amount { minor, rounded });
        for (text, want) in [
            ("2.55", ok(255, false)),
            ("NT$1,280", ok(128_000, false)),
            ("£0", ok(0, false)),
            ("1.005", ok(101, true)),
            ("-9.995", ok(-1000, true)),
            ("33.3333333", ok(3333, true)),
            ("12元", ok(1200, false)),
            (".5", ok(50, false)),
            ("100000000", ok(10_000_000_000, false)),
            ("100000000.01", Err(Wrong::AmountTooLarge)),
            ("99999999999999999999", Err(Wrong::AmountTooLarge)),
            ("free", Err(Wrong::NotAnAmount)),
            ("", Err(Wrong::NotAnAmount)),
        ] {
            assert_eq!(amount(text), want, "{text:?}");
        }
    }

    #[test]
    fn dates_as_taiwan_writes_them() {
        let day = date!(2026 - 09 - 29);
        for text in [
            "2026-09-29",
            "2026/9/29",
            "2026.09.29",
            "20260929",
            "115/09/29",
            "115.9.29",
            "1150929",
            "民國115年9月29日",
            "2026年9月29日",
            "２０２６／０９／２９",
        ] {
            assert_eq!(
                when(text, DateOrder::YearFirst).map(|w| (w.date, w.time)),
                Ok((day, None)),
                "{text}"
            );
        }
        for (text, clock) in [
            ("2026-09-29 10:05", time!(10:05)),
            ("2026-09-29T10:05:07.123", time!(10:05:07)),
            ("2026/9/29 下午 03:20:00", time!(15:20)),
            ("2026/9/29 上午 12:01", time!(0:01)),
            ("2026/9/29 3:20 PM", time!(15:20)),
        ] {
            assert_eq!(
                when(text, DateOrder::YearFirst).unwrap().time,
                Some(clock),
                "{text}"
            );
        }
        let zoned = when("2026-09-29 10:05:00 +0800", DateOrder::YearFirst).unwrap();
        assert_eq!(
            (zoned.offset, zoned.iso().as_str()),
            (Some(offset!(+8)), "2026-09-29T10:05:00+08:00")
        );
        let z = when("2026-09-29T02:05:00Z", DateOrder::YearFirst).unwrap();
        assert_eq!(
            z.unix_ms(offset!(+8), Time::MIDNIGHT),
            zoned.unix_ms(offset!(+0), Time::MIDNIGHT)
        );
    }

    #[test]
    fn a_date_with_two_readings_is_refused_until_the_mapping_says_which() {
        assert_eq!(when("12/1/2010 8:26", DateOrder::YearFirst), Err(Wrong::NotADate));
        assert_eq!(
            when("12/1/2010 8:26", DateOrder::MonthFirst).unwrap().date,
            date!(2010 - 12 - 01)
        );
        assert_eq!(
            when("12/1/2010", DateOrder::DayFirst).unwrap().date,
            date!(2010 - 01 - 12)
        );
        for bad in [
            "2026-02-30",
            "2026/13/1",
            "99/1",
            "soon",
            "",
            "2026-09-29 25:00",
            "2026-09-29 嗶",
            "115年",
        ] {
            assert_eq!(when(bad, DateOrder::YearFirst), Err(Wrong::NotADate), "{bad}");
        }
        for early in ["1969-12-31", "1900/1/1", "088/12/31", "19700101"] {
            assert_eq!(when(early, DateOrder::YearFirst), Err(Wrong::TooEarly), "{early}");
        }
    }

    #[test]
    fn an_order_number_excel_turned_into_a_power_is_seen() {
        assert!(spoilt_by_excel("2.51013E+15") && spoilt_by_excel("4E+12"));
        assert!(
            !spoilt_by_excel("2510130E") && !spoilt_by_excel("AB.CE+12") && !spoilt_by_excel("251013ABCDEF")
        );
    }
}
