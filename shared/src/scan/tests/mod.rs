//! The room's tests: what a GS1 clerk would ask, other people's vectors, GS1's own dictionary, random strings.
mod clerk;
mod dictionary;
mod random;
mod vectors;

use super::*;
use serde_json::json;
use time::macros::date;

/// The day on which all tests happen.
const TODAY: Date = date!(2026 - 07 - 27);

fn options() -> Options {
    Options::new(TODAY)
}

/// A scan or its error in one line, the way one would read it out.
fn told(raw: &str) -> String {
    told_with(raw, &options())
}

fn told_with(raw: &str, options: &Options) -> String {
    match parse(raw, options) {
        Ok(scan) => match &scan.kind {
            Kind::Plain => format!("plain {}", scan.text),
            Kind::Gtin(gtin) => format!("gtin {gtin}"),
            Kind::Gs1(gs1) => {
                let elements: Vec<String> = gs1.elements.iter().map(element).collect();
                format!("{} {}", gs1.form.name(), elements.join(" "))
            }
        },
        Err(error) => match &error.ai {
            Some(ai) => format!("error ({ai}) {} at {}", error.code(), error.position),
            None => format!("error {} at {}", error.code(), error.position),
        },
    }
}

fn element(element: &Element) -> String {
    let Element { ai, value, decoded } = element;
    match decoded {
        Decoded::Text => format!("({ai}){value}"),
        Decoded::Date(day) => format!("({ai}){value}={day}"),
        Decoded::Moment(moment) => format!("({ai}){value}={moment}"),
        Decoded::Days(first, last) => format!("({ai}){value}={first}..{last}"),
        Decoded::Number(number) => format!("({ai}){value}={number}"),
        Decoded::Decimal(decimal) => format!("({ai}){value}={decimal}"),
        Decoded::Money(currency, amount) => format!("({ai}){value}={amount} in {currency:03}"),
    }
}

/// Compares a list of (scan, what it says) and shows every difference at once.
fn check_list(list: &[(&str, &str)]) {
    let wrong: Vec<String> = list
        .iter()
        .filter(|(raw, wanted)| told(raw) != *wanted)
        .map(|(raw, wanted)| format!("{raw:?}\n   wanted {wanted}\n   got    {}", told(raw)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
