//! GS1 Digital Link URIs: a web address that carries AIs, `https://any.host/01/…/10/…?17=…`.
//!
//! Source: GS1 Digital Link Standard: URI Syntax, and the key and qualifier facts of the Syntax Dictionary.
//! Invariant: a web address without a plausible key is no Digital Link but a plain code.
//! Deliberately absent: compressed links, the old words (`/gtin/`), and fetching anything.
use time::Date;

use super::ai::Ai;
use super::element::{Element, element};
use super::error::{Fault, Reason};

/// The elements of a Digital Link; `None` for any other text, other web addresses included.
pub(super) fn parse(text: &str, today: Date) -> Option<Result<Vec<Element>, Fault>> {
    let rest = strip_scheme(text)?;
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (_host, path) = path.split_once('/')?;
    let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let mut complaint = None;
    // A shop's own path may stand before the key, so each place where a key could be is tried, from the left.
    for start in (segments.len() % 2..segments.len()).step_by(2) {
        match from_key(&segments[start..], query, today) {
            Attempt::NoKey => {}
            Attempt::Read(elements) => return Some(Ok(elements)),
            Attempt::Bad(fault) => complaint = complaint.or(Some(fault)),
        }
    }
    complaint.map(Err)
}

fn strip_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    })
}

enum Attempt {
    NoKey,
    Read(Vec<Element>),
    Bad(Fault),
}

fn from_key(segments: &[&str], query: &str, today: Date) -> Attempt {
    let [key, value, qualifiers @ ..] = segments else {
        return Attempt::NoKey;
    };
    let Some((ai, order)) = Ai::of(key).and_then(|ai| Some((ai, ai.entry().link_key?))) else {
        return Attempt::NoKey;
    };
    let first = match decoded(ai, value).and_then(|value| element(ai, &padded(ai, &value), today)) {
        Ok(first) => first,
        // The right number of digits with a wrong check digit meant to be a key; `/01/news` did not.
        Err(fault) if matches!(fault.reason, Reason::CheckDigit { .. } | Reason::CheckPair) => {
            return Attempt::Bad(fault);
        }
        Err(_) => return Attempt::NoKey,
    };
    match with_rest(first, order, qualifiers, query, today) {
        Ok(elements) => Attempt::Read(elements),
        Err(fault) => Attempt::Bad(fault),
    }
}

/// A GTIN of 8, 12 or 13 digits may stand in a path; it is the same number with zeros in front.
fn padded(ai: Ai, value: &str) -> String {
    match (ai.number(), value.len()) {
        (1, 8 | 12 | 13) => format!("{value:0>14}"),
        _ => value.to_owned(),
    }
}

fn with_rest(
    first: Element,
    order: &str,
    qualifiers: &[&str],
    query: &str,
    today: Date,
) -> Result<Vec<Element>, Fault> {
    let mut elements = vec![first];
    for pair in qualifiers.chunks(2) {
        let [code, value] = pair else { continue };
        let ai = Ai::of(code).ok_or_else(|| Fault::of(code, 0, Reason::LinkOrder))?;
        elements.push(element(ai, &decoded(ai, value)?, today)?);
    }
    in_order(&elements[1..], order)?;
    for pair in query.split(['&', ';']) {
        let (code, value) = pair.split_once('=').unwrap_or((pair, ""));
        // What is not an AI (linkType, tracking words) is not ours to judge.
        let Some(ai) = Ai::of(code) else { continue };
        if !ai.entry().in_query {
            return Err(Fault::of(ai, 0, Reason::LinkQuery));
        }
        elements.push(element(ai, &decoded(ai, value)?, today)?);
    }
    Ok(elements)
}

/// Do the qualifiers follow one of the key's sequences, each at most once and none before an earlier one?
fn in_order(qualifiers: &[Element], order: &str) -> Result<(), Fault> {
    let follows = |sequence: &str| {
        let mut codes = sequence.split(',');
        qualifiers.iter().all(|q| codes.any(|code| q.ai.matches(code)))
    };
    match qualifiers.first() {
        None => Ok(()),
        Some(_) if order.split('|').any(follows) => Ok(()),
        Some(first) => Err(Fault::of(first.ai, 0, Reason::LinkOrder)),
    }
}

/// Undoes percent-encoding. `+` stays: no value holds a space, and shops write lots with a plain plus.
fn decoded(ai: Ai, value: &str) -> Result<String, Fault> {
    if !value.contains('%') {
        return Ok(value.to_owned());
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut hex = || rest.next().and_then(|b| (b as char).to_digit(16));
        match (hex(), hex()) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            _ => return Err(Fault::of(ai, bytes.len(), Reason::LinkEncoding)),
        }
    }
    String::from_utf8(bytes).map_err(|_| Fault::of(ai, 0, Reason::LinkEncoding))
}
