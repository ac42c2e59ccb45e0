//! Random strings: what we build from the table reads back as it was built, and nothing makes the parser fall over.
use proptest::collection::vec;
use proptest::prelude::*;

use super::super::check_digit::{CSET82, check_pair, mod10};
use super::*;

/// A right value for each AI of the table, from random bytes.
fn value(ai: Ai, seed: &[u8]) -> String {
    let mut seed = seed.iter().copied().cycle();
    let mut next = || seed.next().unwrap_or(7) as usize;
    let mut text = String::new();
    for part in ai.entry().parts {
        if part.optional && next() % 2 == 0 {
            break;
        }
        text.push_str(&component(part, &mut next));
    }
    text
}

fn component(part: &Part, next: &mut impl FnMut() -> usize) -> String {
    let (min, max) = (part.min as usize, part.max as usize);
    let mut pick = |list: &[&str]| list[next() % list.len()].to_owned();
    for check in part.checks {
        match check {
            Check::Csum => {
                let body: String = (1..max).map(|_| pick(&["1", "4", "7", "0", "9"])).collect();
                return format!("{body}{}", mod10(&body).expect("digits"));
            }
            Check::CheckPair => {
                let body = format!("4712{}{}", pick(&["A", "a", "x-Y"]), pick(&["", "12", "!z"]));
                return check_pair(&body)
                    .expect("CSET 82")
                    .iter()
                    .fold(body, |text, c| text + &c.to_string());
            }
            Check::Prefix1 if part.set != Charset::Digits => {
                return pick(&["4712", "4712AB", "47123/4", "0000-Z"]);
            }
            Check::Prefix1 | Check::Prefix2 => {}
            Check::HasNonDigit | Check::NonZero | Check::NoZeroPrefix => {}
            Check::Hour => return pick(&["00", "23"]),
            Check::Minute | Check::Second => return pick(&["00", "59"]),
            Check::HourMinute => return pick(&["0000", "2359", "0930"]),
            Check::Hyphen => return "-".into(),
            Check::Iban => return pick(&["DE91100000000123456789", "GB98MIDL07009312345678"]),
            Check::ImporterIndex => return pick(&["-", "_", "0", "Z"]),
            Check::Country => return pick(&["158", "392", "004"]),
            Check::CountryOr999 => return pick(&["158", "999"]),
            Check::CountryAlpha2 => return pick(&["TW", "AD", "ZW"]),
            Check::Currency => return pick(&["901", "840"]),
            Check::Sex => return pick(&["0", "1", "2", "9"]),
            Check::Latitude => return pick(&["0000000000", "1800000000"]),
            Check::Longitude => return pick(&["0000000000", "3600000000"]),
            Check::MediaType => return pick(&["01", "10", "80", "99"]),
            Check::PackageType => return pick(&["CT", "1A", "ZZ", "8"]),
            Check::PercentEncoded => return pick(&["TAIPEI%20101", "A", "%E5%8F%B0"]),
            Check::PieceOfTotal => return pick(&["0101", "0205", "9999"]),
            Check::PosInSequence => return pick(&["1/1", "2/3"]),
            Check::Winding => return pick(&["0", "1", "9"]),
            Check::YesNo => return pick(&["0", "1"]),
            Check::DateDay0 => return pick(&["261200", "240229", "990131"]),
            Check::Date => return pick(&["261231", "240229", "990131"]),
            Check::LongDate => return pick(&["19991231", "20240229"]),
            Check::Zero => return "0".into(),
            Check::Coupon => return pick(&["012345612345611110123", "0123456123456111101233261231"]),
            Check::CouponOffer => return pick(&["001234561234560123456", "101234561234560123456"]),
        }
    }
    let alphabet: &[u8] = match part.set {
        Charset::Digits => b"123456789",
        Charset::Cset82 => CSET82,
        Charset::Cset39 => b"#-/0123456789ABCXYZ",
        Charset::Base64Url => b"09AZaz-_",
    };
    let len = min + next() % (max - min + 1);
    (0..len)
        .map(|_| alphabet[next() % alphabet.len()] as char)
        .collect()
}

fn elements() -> impl Strategy<Value = Vec<(Ai, String)>> {
    let all: Vec<Ai> = Ai::all().collect();
    let one = (proptest::sample::select(all), vec(any::<u8>(), 40));
    vec(one.prop_map(|(ai, seed)| (ai, value(ai, &seed))), 1..7)
}

/// As a symbol carries it: a separator after each value that needs one, except the last.
fn joined(elements: &[(Ai, String)]) -> String {
    let last = elements.len() - 1;
    let one = |(at, (ai, value)): (usize, &(Ai, String))| {
        let gs = if ai.entry().fixed || at == last {
            ""
        } else {
            "\u{1D}"
        };
        format!("{ai}{value}{gs}")
    };
    elements.iter().enumerate().map(one).collect()
}

fn pairs(scan: &Scan) -> Vec<(Ai, String)> {
    scan.elements().iter().map(|e| (e.ai, e.value.clone())).collect()
}

proptest! {
    #[test]
    fn what_is_written_by_the_rules_is_read_back(elements in elements()) {
        let scan = parse(&format!("]C1{}", joined(&elements)), &options()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(pairs(&scan), elements);
    }

    #[test]
    fn brackets_and_substitutes_say_the_same_as_separators(elements in elements()) {
        let escape = |value: &str| value.replace('(', "\\(");
        let bracketed: String = elements.iter().map(|(ai, value)| format!("({ai}){}", escape(value))).collect();
        prop_assert_eq!(pairs(&parse(&bracketed, &options()).expect("brackets")), elements.clone());
        let substituted = format!("]d2{}", joined(&elements).replace('\u{1D}', "^]"));
        prop_assert_eq!(pairs(&parse(&substituted, &options()).expect("substitute")), elements);
    }

    #[test]
    fn reading_never_panics_and_keeps_the_raw_scan(bytes in vec(any::<u8>(), 0..80)) {
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        match parse(&raw, &options()) {
            Ok(scan) => {
                prop_assert_eq!(&scan.raw, &raw);
                prop_assert!(!scan.keys().is_empty());
                prop_assert!(scan_json(&raw, &options()).is_object());
            }
            Err(error) => prop_assert_eq!(&error.raw, &raw),
        }
    }

    #[test]
    fn almost_gs1_never_panics(
        start in "(\\]C1|\\]d2|\\(01\\)|\\(10\\)|https://a.b/01/|https://a/x/00/|01|00|\u{1D}|\\]E0|)",
        rest in "[0-9A-Za-z()/?&=%;|^\\]\u{1D}\u{FF10}台 -]{0,60}",
    ) {
        let raw = start + &rest;
        match parse(&raw, &options()) {
            Ok(scan) => prop_assert_eq!(scan.raw, raw),
            Err(error) => prop_assert_eq!(error.raw, raw),
        }
    }

    #[test]
    fn a_plain_code_comes_through_letter_for_letter(code in "[A-Z]{1,4}-[0-9A-Z]{1,3}(-[0-9]{1,2}){0,2}") {
        let scan = parse(&code, &options()).expect("plain");
        prop_assert_eq!(&scan.kind, &Kind::Plain);
        prop_assert_eq!(scan.keys(), vec![code]);
    }

    #[test]
    fn canonical_is_idempotent_and_among_the_keys(code in "[0-9]{6,14}|[A-Z0-9\u{FF10}-\u{FF19}-]{1,20}") {
        let once = canonical(&code);
        prop_assert_eq!(canonical(&once), once.clone());
        prop_assert!(parse(&code, &options()).expect("plain or GTIN").keys().contains(&once));
    }

    #[test]
    fn one_wrong_digit_is_always_found(digits in "[0-9]{17}", at in 0usize..18, add in 1u8..10) {
        let right = format!("{digits}{}", mod10(&digits).expect("digits"));
        let mut wrong = right.clone().into_bytes();
        wrong[at] = (wrong[at] - b'0' + add) % 10 + b'0';
        prop_assert!(check_digit::mod10_ok(&right));
        prop_assert!(!check_digit::mod10_ok(&String::from_utf8(wrong).expect("digits")));
    }
}
