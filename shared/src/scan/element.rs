//! Element strings: AI and value pairs, as symbols carry them or as people print them in brackets.
//!
//! Invariant: an `Element` satisfies every rule of its AI's line in the table.
//! Deliberately absent: guessing a lost separator. A lot that has swallowed the next AI is read as the lot it claims to
//! be (or refused where it gets too long); only someone who knows the lots of a document can tell better.
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use time::{Date, PrimitiveDateTime};

use super::ai::Ai;
use super::error::{Fault, Reason};
use super::{GS, checks, date};

/// One AI with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub ai: Ai,
    pub value: String,
    pub decoded: Decoded,
}

/// What a value says beyond its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    Text,
    Date(Date),
    Moment(PrimitiveDateTime),
    /// First and last day (harvest).
    Days(Date, Date),
    Number(u64),
    Decimal(Decimal),
    /// ISO 4217 numeric currency and amount.
    Money(u16, Decimal),
}

/// A number with a decimal point: `units` ÷ 10^`places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub units: u64,
    pub places: u8,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scale = 10u64.pow(self.places as u32);
        match self.places {
            0 => write!(f, "{}", self.units),
            places => write!(
                f,
                "{}.{:0width$}",
                self.units / scale,
                self.units % scale,
                width = places as usize
            ),
        }
    }
}

/// Checks `value` against every rule of `ai`.
pub(super) fn validate(ai: Ai, value: &[u8]) -> Result<(), Fault> {
    let fault = |(at, reason)| Fault::of(ai, at, reason);
    if value.is_empty() {
        return Err(fault((0, Reason::NoValue)));
    }
    let mut at = 0;
    for part in ai.entry().parts {
        let rest = &value[at..];
        if part.optional && rest.is_empty() {
            break;
        }
        let (piece, _) = rest.split_at(rest.len().min(part.max as usize));
        checks::in_set(part.set, piece).map_err(|(pos, reason)| fault((at + pos, reason)))?;
        if piece.len() < part.min as usize {
            return Err(fault((
                value.len(),
                Reason::TooShort {
                    min: at as u16 + part.min as u16,
                },
            )));
        }
        for check in part.checks {
            checks::check(*check, piece).map_err(|(pos, reason)| fault((at + pos, reason)))?;
        }
        at += piece.len();
    }
    match at == value.len() {
        true => Ok(()),
        false => Err(fault((
            at,
            Reason::TooLong {
                max: ai.entry().max_len() as u16,
            },
        ))),
    }
}

/// A checked element.
pub(super) fn element(ai: Ai, value: &str, today: Date) -> Result<Element, Fault> {
    validate(ai, value.as_bytes())?;
    Ok(Element {
        ai,
        value: value.to_owned(),
        decoded: decode(ai, value, today),
    })
}

/// Reads `AI value AI value …` with GS (0x1D) after values whose length the AI does not fix. A GS in front, after a
/// fixed length or at the end is tolerated: scanners send them.
pub(super) fn element_string(text: &str, today: Date) -> Result<Vec<Element>, Fault> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(4);
    let mut at = 0;
    loop {
        while bytes.get(at) == Some(&GS) {
            at += 1;
        }
        if at == bytes.len() {
            break;
        }
        let Some((ai, digits)) = Ai::at_start(&bytes[at..]) else {
            return Err(no_ai(&text[at..], at));
        };
        at += digits;
        let rest = &bytes[at..];
        let to_gs = rest.iter().position(|b| *b == GS).unwrap_or(rest.len());
        let len = if ai.entry().fixed {
            to_gs.min(ai.entry().max_len())
        } else {
            to_gs
        };
        validate(ai, &rest[..len])?;
        // Valid values are ASCII, so the cut falls between characters.
        let value = text
            .get(at..at + len)
            .ok_or_else(|| Fault::of(ai, 0, Reason::NotCset82))?;
        found.push(Element {
            ai,
            value: value.to_owned(),
            decoded: decode(ai, value, today),
        });
        at += len;
    }
    if found.is_empty() {
        Err(Fault::general(0, Reason::Empty))
    } else {
        Ok(found)
    }
}

/// Names what stands where an AI should: its digits if there are any.
fn no_ai(text: &str, at: usize) -> Fault {
    let head: String = text.chars().take(Ai::digits_of_start(text.as_bytes())).collect();
    match head.len() >= 2 && head.bytes().all(|b| b.is_ascii_digit()) {
        true => Fault::of(head, 0, Reason::UnknownAi),
        false => Fault::general(at, Reason::NoAi),
    }
}

/// An AI in brackets at the start: its digits and the text after it.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let (digits, rest) = text.strip_prefix('(')?.split_once(')')?;
    let ok = (2..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    ok.then_some((digits, rest))
}

/// Does the text look like `(01)…`?
pub(super) fn is_bracketed(text: &str) -> bool {
    bracket(text).is_some()
}

/// Reads `(01)0471…(10)ABC`, as printed below a symbol or typed by hand. A bracket inside a value counts as the next AI
/// only if two to four digits stand in it; `\(` is always a bracket of the value. Spaces around values are dropped:
/// no GS1 value holds one.
pub(super) fn bracketed(text: &str, today: Date) -> Result<Vec<Element>, Fault> {
    let mut found = Vec::with_capacity(4);
    let mut rest = text;
    while let Some((digits, tail)) = bracket(rest) {
        let ai = Ai::of(digits).ok_or_else(|| Fault::of(digits, 0, Reason::UnknownAi))?;
        let end = value_end(tail);
        let value = tail[..end].trim_matches(' ').replace("\\(", "(");
        found.push(element(ai, &value, today)?);
        rest = &tail[end..];
    }
    if rest.is_empty() {
        Ok(found)
    } else {
        Err(Fault::general(text.len() - rest.len(), Reason::NoAi))
    }
}

fn value_end(tail: &str) -> usize {
    let escaped = |at: usize| at > 0 && tail.as_bytes()[at - 1] == b'\\';
    let next = tail
        .match_indices('(')
        .find(|(at, _)| !escaped(*at) && bracket(&tail[*at..]).is_some());
    next.map_or(tail.len(), |(at, _)| at)
}

fn decode(ai: Ai, value: &str, today: Date) -> Decoded {
    let bytes = value.as_bytes();
    let decoded = match (ai.digits(), ai.number()) {
        (2, 11 | 12 | 13 | 15 | 16 | 17) | (4, 4326 | 7006) => date::yymmdd(bytes, today).map(Decoded::Date),
        (2, 30 | 37) | (4, 8111) => value.parse().ok().map(Decoded::Number),
        (4, 7007) => days(bytes, today),
        (4, 4324 | 4325 | 7003 | 7011 | 8008) => match bytes.len() {
            6 => date::yymmdd(bytes, today).map(Decoded::Date),
            _ => moment(date::yymmdd(bytes, today), &bytes[6..]),
        },
        (4, 7250) => date::yyyymmdd(bytes).map(Decoded::Date),
        (4, 7251) => moment(date::yyyymmdd(bytes), &bytes[8..]),
        (4, 3910..=3919 | 3930..=3939) => money(ai, value),
        (4, _) => decimal(ai, value).map(Decoded::Decimal),
        _ => None,
    };
    decoded.unwrap_or(Decoded::Text)
}

fn moment(day: Option<Date>, clock: &[u8]) -> Option<Decoded> {
    Some(Decoded::Moment(PrimitiveDateTime::new(day?, date::clock(clock)?)))
}

fn days(bytes: &[u8], today: Date) -> Option<Decoded> {
    let first = date::yymmdd(bytes, today)?;
    let last = if bytes.len() > 6 {
        date::yymmdd(&bytes[6..], today)?
    } else {
        first
    };
    Some(Decoded::Days(first, last))
}

fn decimal(ai: Ai, digits: &str) -> Option<Decimal> {
    Some(Decimal {
        places: ai.decimal_places()?,
        units: digits.parse().ok()?,
    })
}

fn money(ai: Ai, value: &str) -> Option<Decoded> {
    let (currency, amount) = value.split_at_checked(3)?;
    Some(Decoded::Money(currency.parse().ok()?, decimal(ai, amount)?))
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("ai", &self.ai)?;
        map.serialize_entry("title", self.ai.title())?;
        map.serialize_entry("value", &self.value)?;
        match self.decoded {
            Decoded::Text => {}
            Decoded::Date(day) => map.serialize_entry("date", &day.to_string())?,
            Decoded::Moment(moment) => {
                map.serialize_entry("datetime", &format!("{}T{}", moment.date(), hms(moment)))?;
            }
            Decoded::Days(first, last) => {
                map.serialize_entry("dates", &[first.to_string(), last.to_string()])?;
            }
            Decoded::Number(number) => map.serialize_entry("number", &number)?,
            Decoded::Decimal(decimal) => map.serialize_entry("decimal", &decimal.to_string())?,
            Decoded::Money(currency, amount) => {
                map.serialize_entry("currency", &format!("{currency:03}"))?;
                map.serialize_entry("decimal", &amount.to_string())?;
            }
        }
        map.end()
    }
}

fn hms(moment: PrimitiveDateTime) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}
