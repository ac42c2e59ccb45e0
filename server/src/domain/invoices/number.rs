//! 字軌號碼: what an invoice's number and random code may be, and until when a period stands.
//!
//! Source: 統一發票使用辦法 and MIG 4.1: two capital letters and eight digits, periods of two months beginning with the
//! odd ones, 隨機碼 of four digits.

/// Capital letters, no blanks, without the dash that people write after the letters.
pub fn plain(text: &str) -> String {
    let all = text.chars().map(crate::intake::file::fold);
    all.filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_uppercase()
}

pub use crate::domain::payables::is_official as is_number;

/// Four digits, or not given.
pub fn is_random(code: &str) -> bool {
    code.is_empty() || code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit())
}

/// The first month of a day's period: `2026-11-24` → (2026, 11). `None` where it is no day.
fn period(day: &str) -> Option<(i32, u32)> {
    let (year, month) = (day.get(..4)?.parse().ok()?, day.get(5..7)?.parse::<u32>().ok()?);
    Some((year, month - 1 + month % 2))
}

/// 民國 period as it is written: `115年11-12月`.
pub fn period_text(day: &str) -> String {
    period(day).map_or_else(String::new, |(year, first)| {
        format!("{}年{first:02}-{:02}月", year - 1911, first + 1)
    })
}

/// Both days stand in one period: afterwards an invoice is put right by an allowance and not by voiding it, unless
/// accounting has not filed yet.
pub fn same_period(a: &str, b: &str) -> bool {
    period(a).is_some() && period(a) == period(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_two_letters_and_eight_digits_however_it_was_typed() {
        for typed in [
            "AB12345678",
            "ab-12345678",
            " AB 1234 5678 ",
            "ＡＢ１２３４５６７８",
        ] {
            assert!(is_number(&plain(typed)), "{typed}");
        }
        for wrong in [
            "",
            "A12345678",
            "AB1234567",
            "AB123456789",
            "1234567890",
            "ÄB12345678",
        ] {
            assert!(!is_number(&plain(wrong)), "{wrong}");
        }
        assert!(is_random("") && is_random("0042") && !is_random("42") && !is_random("abcd"));
    }

    #[test]
    fn a_period_has_two_months_and_begins_with_an_odd_one() {
        for (a, b, same) in [
            ("2026-11-01", "2026-12-31", true),
            ("2026-12-31", "2027-01-01", false),
            ("2026-10-31", "2026-11-01", false),
            ("2026-11-01", "2027-11-01", false),
            ("", "", false),
        ] {
            assert_eq!(same_period(a, b), same, "{a} {b}");
        }
        assert_eq!(period_text("2026-12-05"), "115年11-12月");
    }
}
