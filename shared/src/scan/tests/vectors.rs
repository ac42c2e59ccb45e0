//! Vectors that we did not write; where they come from: `fixtures/gs1/README.md`.
use serde_json::Value;

use super::*;

/// Lines of `verdict TAB "bracketed element string"`.
fn verdicts(file: &str) -> Vec<(bool, String)> {
    let line = |line: &str| {
        let (verdict, text) = line.split_once('\t').expect("two columns");
        (
            verdict == "ok",
            serde_json::from_str(text).expect("a JSON string"),
        )
    };
    file.lines()
        .filter(|text| !text.starts_with('#'))
        .map(line)
        .collect()
}

/// Where we mean to differ from both.
const WE_DIFFER: [(&str, &str); 7] = [
    (
        "(8004)12cdefghijklmnopqrstuvwxyz1234",
        "a company prefix has at least four digits (GS1's own check says so)",
    ),
    ("(8010)01#-/23456789ABCDEFGHIJKLMNOPQ", "the same"),
    ("(8013)22", "the same"),
    ("(8013)12W", "the same"),
    ("(8013)99zzzzzzzzzzzzzzzzzzzzzZ7", "the same"),
    ("(7023)833A;qT", "the same"),
    (
        "(8020) \"\"9Z6xrof>P1\"=kbEAX'yQt,",
        "a space after the bracket is how people print it: dropped",
    ),
];

fn disagreements(file: &str) -> Vec<String> {
    let ours = |text: &str| {
        matches!(
            parse(text, &options()),
            Ok(Scan {
                kind: Kind::Gs1(_),
                ..
            })
        )
    };
    let meant = |text: &str| WE_DIFFER.iter().any(|(known, _why)| *known == text);
    let differs = |(ok, text): (bool, String)| {
        (ours(&text) != ok && !meant(&text)).then(|| format!("{ok}: {text} → {}", told(&text)))
    };
    verdicts(file).into_iter().filter_map(differs).collect()
}

#[test]
fn zint_and_we_agree_on_every_verdict() {
    let file = include_str!("../../../fixtures/gs1/zint.tsv");
    assert_eq!(verdicts(file).len(), 1351);
    assert_eq!(disagreements(file), [""; 0]);
}

#[test]
fn bwipp_and_we_agree_on_every_verdict() {
    let file = include_str!("../../../fixtures/gs1/bwipp.tsv");
    assert_eq!(verdicts(file).len(), 2548);
    assert_eq!(disagreements(file), [""; 0]);
}

#[test]
fn bwipp_and_we_agree_on_partners() {
    let file = include_str!("../../../fixtures/gs1/bwipp-partners.tsv");
    let all = verdicts(file);
    assert_eq!(all.len(), 1359);
    let wrong: Vec<String> = all
        .into_iter()
        .filter_map(|(ok, text)| {
            let scan = parse(&text, &options()).unwrap_or_else(|error| panic!("{text}: {error}"));
            let problems = associations(scan.elements());
            (problems.is_empty() != ok).then(|| format!("{ok}: {text} {problems:?}"))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

/// biip takes these; GS1's rules do not: a wrong check digit is read as it stands, media type 28 is not assigned.
const BIIP_IS_LENIENT: [&str; 1] = ["90N.IGK\u{1D}724128"];

#[test]
fn biip_and_we_read_the_same_numbers() {
    let file = include_str!("../../../fixtures/gs1/biip.jsonl");
    let mut compared = 0;
    for line in file.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let input = row["input"].as_str().expect("input");
        if BIIP_IS_LENIENT.contains(&input) || other_features(input) {
            continue;
        }
        compared += 1;
        let scan = parse(input, &options());
        let gtin = scan
            .as_ref()
            .ok()
            .and_then(Scan::gtin)
            .map(|gtin| gtin.to_string());
        assert_eq!(
            gtin.as_deref(),
            row["gtin"].as_str().filter(|_| gtin_is_asked(input, &row)),
            "{input}"
        );
        if announced(input) {
            assert_eq!(elements(&scan), row["elements"], "{input}");
        }
        if let (8, Some(upc_a)) = (input.len(), row["upc_a"].as_str()) {
            assert_eq!(Gtin::from_upc_e(input), Gtin::parse(upc_a), "{input}");
        }
    }
    assert!(compared > 120, "{compared}");
}

/// biip trims spaces, does not read brackets and knows no substitutes unless told.
fn other_features(input: &str) -> bool {
    input.trim() != input || input.contains('|') || input.contains('(')
}

fn announced(input: &str) -> bool {
    let symbology = ["]C1", "]e0", "]Q3"].iter().any(|id| input.starts_with(id));
    symbology || input.contains('\u{1D}') || input.starts_with("https://")
}

/// Without an announcement biip also takes UPC-E, and (01) with a wrong check digit.
fn gtin_is_asked(input: &str, row: &Value) -> bool {
    let upc_e_only = input.len() == 8 && row["gtin"].as_str().is_some_and(|gtin| !gtin.ends_with(input));
    !upc_e_only
}

fn elements(scan: &Result<Scan, ScanError>) -> Value {
    match scan.as_ref().map(Scan::elements) {
        Ok([]) | Err(_) => Value::Null,
        Ok(found) => found.iter().map(row).collect(),
    }
}

fn row(element: &Element) -> Value {
    match element.decoded {
        Decoded::Date(day) => json!([element.ai.code(), element.value, day.to_string()]),
        _ => json!([element.ai.code(), element.value]),
    }
}
