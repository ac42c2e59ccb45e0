//! Our table against GS1's dictionary, AI by AI: every fact of theirs is in ours and none of ours is made up.
use std::collections::BTreeMap;

use super::*;

const DICTIONARY: &str = include_str!("../../../fixtures/gs1/gs1-syntax-dictionary.txt");

/// What the dictionary calls our checks.
fn linter(check: Check) -> &'static str {
    match check {
        Check::Csum => "csum",
        Check::CheckPair => "csumalpha",
        Check::Prefix1 => "gcppos1",
        Check::Prefix2 => "gcppos2",
        Check::HasNonDigit => "hasnondigit",
        Check::Hour => "hh",
        Check::Minute => "mi",
        Check::Second => "ss",
        Check::HourMinute => "hhmi",
        Check::Hyphen => "hyphen",
        Check::Iban => "iban",
        Check::ImporterIndex => "importeridx",
        Check::Country => "iso3166",
        Check::CountryOr999 => "iso3166999",
        Check::CountryAlpha2 => "iso3166alpha2",
        Check::Currency => "iso4217",
        Check::Sex => "iso5218",
        Check::Latitude => "latitude",
        Check::Longitude => "longitude",
        Check::MediaType => "mediatype",
        Check::NonZero => "nonzero",
        Check::NoZeroPrefix => "nozeroprefix",
        Check::PackageType => "packagetype",
        Check::PercentEncoded => "pcenc",
        Check::PieceOfTotal => "pieceoftotal",
        Check::PosInSequence => "posinseqslash",
        Check::Winding => "winding",
        Check::YesNo => "yesno",
        Check::DateDay0 => "yymmd0",
        Check::Date => "yymmdd",
        Check::LongDate => "yyyymmdd",
        Check::Zero => "zero",
        Check::Coupon => "couponcode",
        Check::CouponOffer => "couponposoffer",
    }
}

/// Our line in the dictionary's words, for comparison.
fn ours(ai: Ai) -> String {
    let entry = ai.entry();
    let mut flags = String::new();
    flags.push_str(if entry.fixed { "*" } else { "" });
    flags.push_str(if entry.in_query { "?" } else { "" });
    let parts: Vec<String> = entry.parts.iter().map(component).collect();
    let mut attributes: Vec<String> = Vec::new();
    attributes.extend(entry.link_key.map(|keys| match keys {
        "" => "dlpkey".to_owned(),
        keys => format!("dlpkey={keys}"),
    }));
    attributes.extend(entry.needs.map(|needs| format!("req={needs}")));
    attributes.extend(entry.not_with.map(|others| format!("ex={others}")));
    attributes.sort();
    format!(
        "{flags} {} {} # {}",
        parts.join(" "),
        attributes.join(" "),
        entry.title
    )
}

fn component(part: &Part) -> String {
    let letter = match part.set {
        Charset::Digits => "N",
        Charset::Cset82 => "X",
        Charset::Cset39 => "Y",
        Charset::Base64Url => "Z",
    };
    let dots = if part.min == part.max { "" } else { ".." };
    let format = format!("{letter}{dots}{}", part.max);
    let format = if part.optional {
        format!("[{format}]")
    } else {
        format
    };
    part.checks
        .iter()
        .fold(format, |text, check| text + "," + linter(*check))
}

/// The dictionary's line for each AI, in the same words.
fn theirs() -> BTreeMap<String, String> {
    let lines = DICTIONARY
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(line).collect()
}

fn line(line: &str) -> Vec<(String, String)> {
    let (body, title) = line.split_once('#').unwrap_or((line, ""));
    let mut words = body.split_whitespace().peekable();
    let codes = words.next().expect("codes");
    let flags = words
        .next_if(|word| word.chars().all(|c| "*?".contains(c)))
        .unwrap_or("");
    let is_component = |word: &&str| word.starts_with(['N', 'X', 'Y', 'Z', '[']);
    let (parts, mut attributes): (Vec<&str>, Vec<&str>) = words.partition(is_component);
    attributes.sort();
    let text = format!(
        "{flags} {} {} # {}",
        parts.join(" "),
        attributes.join(" "),
        title.trim()
    );
    let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
    let range = first.parse::<u16>().expect("number")..=last.parse().expect("number");
    range
        .map(|code| (format!("{code:0width$}", width = first.len()), text.clone()))
        .collect()
}

#[test]
fn the_table_is_the_dictionary_ai_by_ai() {
    let theirs = theirs();
    let ours: BTreeMap<String, String> = Ai::all().map(|ai| (ai.code(), ours(ai))).collect();
    for (code, wanted) in &theirs {
        assert_eq!(ours.get(code), Some(wanted), "AI {code}");
    }
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    assert!(
        theirs.len() > 500,
        "the dictionary was read: {} AIs",
        theirs.len()
    );
}

#[test]
fn every_ai_is_found_by_its_code_and_by_nothing_else() {
    for number in 0..10_000u32 {
        for width in 2..=4 {
            let code = format!("{number:0width$}");
            let listed = Ai::all().find(|ai| ai.code() == code);
            assert_eq!(Ai::of(&code), listed, "{code}");
        }
    }
    assert_eq!(Ai::of("1"), None);
    assert_eq!(Ai::of("011"), None);
    assert_eq!(Ai::of("x1"), None);
}

#[test]
fn the_table_stands_in_the_order_of_its_codes() {
    let codes: Vec<String> = Ai::all().map(Ai::code).collect();
    assert!(codes.is_sorted(), "as the dictionary, which is in lexical order");
}
