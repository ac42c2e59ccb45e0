//! Code 128 and GS1-128: the choice of character sets and the SSCC.
//!
//! The encoder takes its sets from marks inside the text, so this file accepts only ASCII 00 to 7E from callers and
//! writes the marks itself; the marks are outside that range. The choice is the shortest symbol, by dynamic programming
//! over the sets A, B and C. Shift (one character of the other set) is absent: the encoder does not follow it.

use barcoders::sym::code128::Code128;

use super::{BarcodeError, Bars, MAX_LINEAR_CHARS};
use crate::scan::check_digit::mod10;

/// Quiet zone on both sides, in modules (ISO/IEC 15417).
const QUIET: u32 = 10;
const FNC1: char = '\u{179}';

/// One thing to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// ASCII 00 to 7E.
    Char(u8),
    /// Function 1: GS1 start and separator.
    Fnc1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    A,
    B,
    C,
}

const SETS: [Set; 3] = [Set::A, Set::B, Set::C];

impl Set {
    /// The mark that starts a symbol in this set or switches to it.
    fn mark(self) -> char {
        match self {
            Set::A => '\u{C0}',
            Set::B => '\u{181}',
            Set::C => '\u{106}',
        }
    }

    /// How many pieces from the front of `rest` one symbol of this set carries; 0 if none.
    fn takes(self, rest: &[Piece]) -> usize {
        match (self, rest) {
            (_, [Piece::Fnc1, ..]) => 1,
            (Set::A, [Piece::Char(c), ..]) if *c < 0x60 => 1,
            (Set::B, [Piece::Char(c), ..]) if *c >= 0x20 => 1,
            (Set::C, [Piece::Char(a), Piece::Char(b), ..]) if a.is_ascii_digit() && b.is_ascii_digit() => 2,
            (Set::A | Set::B | Set::C, _) => 0,
        }
    }
}

/// Code 128 of any ASCII text.
///
/// # Errors
/// Empty, longer than [`MAX_LINEAR_CHARS`], or a character beyond ASCII 7E.
pub fn code128(value: &str) -> Result<Bars, BarcodeError> {
    let pieces = pieces(value)?;
    encode(&pieces, printable(value))
}

/// One GS1 element: application identifier and its value, as printed `(ai)value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// Two to four digits.
    pub ai: &'a str,
    /// The value without separators.
    pub value: &'a str,
}

/// GS1-128: FNC1, the elements, FNC1 after every element that is neither last nor of predefined length
/// (GS1 General Specifications 7.8.5). Whether the elements make sense is the caller's knowledge.
///
/// # Errors
/// As [`code128`]; also a value of no characters.
pub fn gs1_128(elements: &[Element<'_>]) -> Result<Bars, BarcodeError> {
    let mut all = vec![Piece::Fnc1];
    let mut text = String::new();
    for (i, element) in elements.iter().enumerate() {
        all.extend(pieces(element.ai)?);
        all.extend(pieces(element.value)?);
        if i + 1 < elements.len() && !predefined_length(element.ai) {
            all.push(Piece::Fnc1);
        }
        text.push_str(&format!("({}){}", element.ai, printable(element.value)));
    }
    if elements.is_empty() {
        return Err(BarcodeError::Empty);
    }
    if all.len() > MAX_LINEAR_CHARS {
        return Err(BarcodeError::TooLong {
            given: all.len(),
            limit: MAX_LINEAR_CHARS,
        });
    }
    encode(&all, text)
}

/// The GS1-128 of a serial shipping container code, 18 digits.
///
/// # Errors
/// Not 18 digits, or a wrong check digit.
pub fn sscc(digits: &str) -> Result<Bars, BarcodeError> {
    check_digits(digits, 18)?;
    gs1_128(&[Element {
        ai: "00",
        value: digits,
    }])
}

/// Exactly `wanted` ASCII digits, the last being the check digit of the others.
pub(super) fn check_digits(digits: &str, wanted: usize) -> Result<(), BarcodeError> {
    if digits.is_empty() {
        return Err(BarcodeError::Empty);
    }
    let given = digits.chars().filter(char::is_ascii_digit).count();
    if given != wanted || digits.chars().count() != wanted {
        return Err(BarcodeError::Digits { given, wanted });
    }
    let (body, last) = digits.split_at(wanted - 1);
    let right = mod10(body).map_or('?', |digit| char::from(b'0' + digit));
    match last.chars().next() {
        Some(given) if given != right => Err(BarcodeError::CheckDigit { given, wanted: right }),
        _ => Ok(()),
    }
}

/// AIs whose length everybody knows (GS1 General Specifications, figure 7.8.5-2): no separator follows them.
fn predefined_length(ai: &str) -> bool {
    let prefix = ai.get(..2).unwrap_or_default();
    matches!(prefix.parse::<u32>(), Ok(0..=4 | 11..=20 | 31..=36 | 41))
}

fn pieces(value: &str) -> Result<Vec<Piece>, BarcodeError> {
    if value.is_empty() {
        return Err(BarcodeError::Empty);
    }
    let given = value.chars().count();
    if given > MAX_LINEAR_CHARS {
        return Err(BarcodeError::TooLong {
            given,
            limit: MAX_LINEAR_CHARS,
        });
    }
    let piece = |(i, c): (usize, char)| match u8::try_from(c) {
        Ok(byte) if byte < 0x7F => Ok(Piece::Char(byte)),
        _ => Err(BarcodeError::Character {
            code: c.into(),
            position: i + 1,
        }),
    };
    value.chars().enumerate().map(piece).collect()
}

/// The human-readable line: control characters have no shape, so they show as spaces.
fn printable(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_ascii_control() { ' ' } else { c })
        .collect()
}

fn encode(pieces: &[Piece], text: String) -> Result<Bars, BarcodeError> {
    let marked = choose_sets(pieces).ok_or(BarcodeError::Encoder)?;
    let symbol = Code128::new(marked).map_err(|_| BarcodeError::Encoder)?;
    Bars::from_modules(&symbol.encode(), QUIET, QUIET, text)
}

/// Writes `pieces` with set marks so that the symbol is as short as can be. `None` if some piece fits no set.
///
/// `cost[i][s]` is the fewest symbols for `pieces[i..]` when set `s` is in force at `i`; switching costs one symbol.
/// In set C digits go in pairs only, so no half pair is ever left before an FNC1 or a switch.
fn choose_sets(pieces: &[Piece]) -> Option<String> {
    const NEVER: u32 = u32::MAX / 2;
    let n = pieces.len();
    let mut cost = vec![[NEVER; 3]; n + 1];
    cost[n] = [0; 3];
    for i in (0..n).rev() {
        let mut stay = [NEVER; 3];
        for (s, set) in SETS.iter().enumerate() {
            let taken = set.takes(&pieces[i..]);
            if taken > 0 {
                stay[s] = 1 + cost[i + taken][s];
            }
        }
        let switched = 1 + stay.iter().min()?;
        cost[i] = stay.map(|c| c.min(switched).min(NEVER));
    }
    let cheapest = |i: usize| (0..3).min_by_key(|&s| cost[i][s]);
    let mut now = cheapest(0)?;
    if cost[0][now] >= NEVER {
        return None;
    }
    let mut out = String::from(SETS[now].mark());
    let mut i = 0;
    while i < n {
        let taken = SETS[now].takes(&pieces[i..]);
        if taken == 0 || cost[i][now] != 1 + cost[i + taken][now] {
            now = (0..3).find(|&s| {
                let taken = SETS[s].takes(&pieces[i..]);
                taken > 0 && cost[i][now] == 2 + cost[i + taken][s]
            })?;
            out.push(SETS[now].mark());
        }
        let taken = SETS[now].takes(&pieces[i..]);
        for piece in &pieces[i..i + taken] {
            out.push(match piece {
                Piece::Char(c) => char::from(*c),
                Piece::Fnc1 => FNC1,
            });
        }
        i += taken;
    }
    Some(out)
}
