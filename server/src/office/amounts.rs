//! Money as people type and read it in forms: `1,234.50`, full-width digits too.

use super::fields::Fields;
use crate::intake::file::fold;

/// Minor units of a typed amount; `None` for what is none, has more than two decimals or is below zero.
pub fn parse(text: &str) -> Option<i64> {
    let plain: String = text
        .trim()
        .chars()
        .map(fold)
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    let plain = plain.trim_start_matches("NT").trim_start_matches('$');
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// The same out of a form: empty is nothing, what is no amount is said beside the field.
pub fn read(fields: &mut Fields, name: &str, text: &str) -> i64 {
    if text.trim().is_empty() {
        return 0;
    }
    parse(text).unwrap_or_else(|| {
        fields.say(name, "invalid.amount", &[("value", text)]);
        0
    })
}

/// As a form shows it: empty for nothing.
pub fn typed(minor: i64) -> String {
    if minor == 0 {
        String::new()
    } else {
        shared::money::plain(minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_it_is_written() {
        for (text, minor) in [
            ("12", 1200),
            ("1,234.5", 123_450),
            ("NT$80", 8000),
            ("１２．５０", 1250),
            ("0.05", 5),
        ] {
            assert_eq!(parse(text), Some(minor), "{text}");
        }
        for wrong in ["", "-1", "1.234", "abc", ".5", "1.2.3", "9999999999999"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!((typed(1250).as_str(), typed(0).as_str()), ("12.50", ""));
    }
}
