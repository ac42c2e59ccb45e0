//! Money as minor units: hundredths of the currency, also for TWD, whose unit prices may have decimals while
//! its documents are in whole dollars.

/// Hundredths of a currency unit.
pub type Minor = i64;

/// Writes whole dollars where the amount is whole, two decimals where it is not: `1280`, `12.50`.
pub fn plain(amount: Minor) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, part) = (amount.unsigned_abs() / 100, amount.unsigned_abs() % 100);
    if part == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:02}")
    }
}

/// `plain` with groups of three: `NT$1,280`.
pub fn twd(amount: Minor) -> String {
    let plain = plain(amount);
    let (sign, rest) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, part) = rest
        .split_once('.')
        .map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match part {
        Some(part) => format!("{sign}NT${grouped}.{part}"),
        None => format!("{sign}NT${grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_a_clerk_writes_them() {
        for (minor, text) in [
            (0, "NT$0"),
            (128_000, "NT$1,280"),
            (-5, "-NT$0.05"),
            (123_456_789, "NT$1,234,567.89"),
        ] {
            assert_eq!(twd(minor), text);
        }
        assert_eq!(plain(1250), "12.50");
    }
}
