//! What an Application Identifier (AI) is: how long, which characters, which checks, which partners.
//!
//! Invariant: `Ai` exists only for codes in the table, so whoever holds one can ask for its rules.
//! Deliberately absent: guessing a format for codes GS1 has not assigned.
use serde::{Serialize, Serializer};

use super::table::TABLE;

/// Character sets of GenSpecs §7.11: digits, CSET 82, CSET 39, and file-safe base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    Digits,
    Cset82,
    Cset39,
    Base64Url,
}

/// A rule on the content of one component. Named after what is checked; the module `checks` holds the how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    Csum,
    CheckPair,
    Prefix1,
    Prefix2,
    HasNonDigit,
    Hour,
    Minute,
    Second,
    HourMinute,
    Hyphen,
    Iban,
    ImporterIndex,
    Country,
    CountryOr999,
    CountryAlpha2,
    Currency,
    Sex,
    Latitude,
    Longitude,
    MediaType,
    NonZero,
    NoZeroPrefix,
    PackageType,
    PercentEncoded,
    PieceOfTotal,
    PosInSequence,
    Winding,
    YesNo,
    DateDay0,
    Date,
    LongDate,
    Zero,
    Coupon,
    CouponOffer,
}

/// One component of a value: `min..=max` characters of one set.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub set: Charset,
    pub min: u8,
    pub max: u8,
    pub optional: bool,
    pub checks: &'static [Check],
}

impl Part {
    /// May be missing together with everything after it.
    pub(super) const fn opt(mut self) -> Part {
        self.optional = true;
        self
    }
}

const fn part(set: Charset, min: u8, max: u8, checks: &'static [Check]) -> Part {
    Part {
        set,
        min,
        max,
        optional: false,
        checks,
    }
}

/// Digits, exactly `len`.
pub(super) const fn n(len: u8, checks: &'static [Check]) -> Part {
    part(Charset::Digits, len, len, checks)
}
/// Digits, one up to `max`.
pub(super) const fn nv(max: u8, checks: &'static [Check]) -> Part {
    part(Charset::Digits, 1, max, checks)
}
/// CSET 82, exactly `len`.
pub(super) const fn x(len: u8, checks: &'static [Check]) -> Part {
    part(Charset::Cset82, len, len, checks)
}
/// CSET 82, one up to `max`.
pub(super) const fn xv(max: u8, checks: &'static [Check]) -> Part {
    part(Charset::Cset82, 1, max, checks)
}
/// CSET 39, one up to `max`.
pub(super) const fn yv(max: u8, checks: &'static [Check]) -> Part {
    part(Charset::Cset39, 1, max, checks)
}
/// Base64url, one up to `max`.
pub(super) const fn zv(max: u8, checks: &'static [Check]) -> Part {
    part(Charset::Base64Url, 1, max, checks)
}

/// One line of the table: one AI or a range of AIs that differ in the last digit only.
#[derive(Debug)]
pub struct Entry {
    /// `"01"` or `"3100-3105"`.
    pub codes: &'static str,
    pub title: &'static str,
    pub parts: &'static [Part],
    /// Length known from the AI alone: no separator follows (GenSpecs §7.8.5).
    pub fixed: bool,
    /// May stand in the query of a GS1 Digital Link.
    pub in_query: bool,
    /// May lead a GS1 Digital Link: allowed qualifiers in order, alternatives separated by `|`.
    pub link_key: Option<&'static str>,
    /// One of these must be present too: `,` separates alternatives, `+` joins, `n` is any digit.
    pub needs: Option<&'static str>,
    /// None of these may be present too.
    pub not_with: Option<&'static str>,
    first: u16,
    last: u16,
    digits: u8,
}

const fn number(text: &[u8], from: usize, to: usize) -> u16 {
    let mut value = 0;
    let mut at = from;
    while at < to {
        value = value * 10 + (text[at] - b'0') as u16;
        at += 1;
    }
    value
}

pub(super) const fn ai(codes: &'static str, title: &'static str, parts: &'static [Part]) -> Entry {
    let text = codes.as_bytes();
    let mut digits = 0;
    while digits < text.len() && text[digits] != b'-' {
        digits += 1;
    }
    let first = number(text, 0, digits);
    let last = if digits == text.len() {
        first
    } else {
        number(text, digits + 1, text.len())
    };
    Entry {
        codes,
        title,
        parts,
        fixed: false,
        in_query: false,
        link_key: None,
        needs: None,
        not_with: None,
        first,
        last,
        digits: digits as u8,
    }
}

impl Entry {
    pub(super) const fn fixed(mut self) -> Entry {
        self.fixed = true;
        self
    }
    pub(super) const fn in_query(mut self) -> Entry {
        self.in_query = true;
        self
    }
    pub(super) const fn link_key(mut self, qualifiers: &'static str) -> Entry {
        self.link_key = Some(qualifiers);
        self
    }
    pub(super) const fn needs(mut self, partners: &'static str) -> Entry {
        self.needs = Some(partners);
        self
    }
    pub(super) const fn not_with(mut self, others: &'static str) -> Entry {
        self.not_with = Some(others);
        self
    }

    /// Longest value in characters; for a fixed AI its only length.
    pub fn max_len(&self) -> usize {
        self.parts.iter().map(|part| part.max as usize).sum()
    }

    /// Every code of the line, ascending.
    pub fn each(&'static self) -> impl Iterator<Item = Ai> {
        (self.first..=self.last).map(move |code| Ai {
            code,
            digits: self.digits,
            entry: self,
        })
    }
}

/// Where the AIs of one two-digit start are in the table, and how many digits they have.
#[derive(Clone, Copy)]
struct Bucket {
    from: u16,
    to: u16,
    digits: u8,
}

/// Computed by the compiler: the first two digits of an AI decide its length (GenSpecs §7.8).
static BUCKETS: [Bucket; 100] = buckets();

const fn buckets() -> [Bucket; 100] {
    let mut all = [Bucket {
        from: 0,
        to: 0,
        digits: 0,
    }; 100];
    let mut at = 0;
    while at < TABLE.len() {
        let entry = &TABLE[at];
        let scale = match entry.digits {
            2 => 1,
            3 => 10,
            _ => 100,
        };
        let mut start = entry.first / scale;
        while start <= entry.last / scale {
            let bucket = &mut all[start as usize];
            assert!(
                bucket.digits == 0 || bucket.digits == entry.digits,
                "one start, one number of digits"
            );
            if bucket.digits == 0 {
                bucket.from = at as u16;
                bucket.digits = entry.digits;
            }
            bucket.to = at as u16 + 1;
            start += 1;
        }
        at += 1;
    }
    all
}

/// An assigned Application Identifier with its rules. Two are equal when their codes are.
#[derive(Clone, Copy)]
pub struct Ai {
    code: u16,
    digits: u8,
    entry: &'static Entry,
}

impl Ai {
    /// The AI with exactly this code, such as `"01"` or `"3103"`.
    pub fn of(code: &str) -> Option<Ai> {
        let (ai, digits) = Ai::at_start(code.as_bytes())?;
        (digits == code.len()).then_some(ai)
    }

    /// The AI this text starts with, and its number of digits.
    pub(super) fn at_start(text: &[u8]) -> Option<(Ai, usize)> {
        let [a, b, ..] = *text else { return None };
        if !a.is_ascii_digit() || !b.is_ascii_digit() {
            return None;
        }
        let bucket = BUCKETS[(a - b'0') as usize * 10 + (b - b'0') as usize];
        let digits = bucket.digits as usize;
        let head = text
            .get(..digits)
            .filter(|head| digits > 0 && head.iter().all(u8::is_ascii_digit))?;
        let code = number(head, 0, digits);
        let lines = &TABLE[bucket.from as usize..bucket.to as usize];
        let entry = lines
            .iter()
            .find(|entry| entry.first <= code && code <= entry.last)?;
        Some((
            Ai {
                code,
                digits: bucket.digits,
                entry,
            },
            digits,
        ))
    }

    /// How many digits an AI with this start would have, for naming an unassigned one in an error.
    pub(super) fn digits_of_start(text: &[u8]) -> usize {
        match *text {
            [a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                match BUCKETS[(a - b'0') as usize * 10 + (b - b'0') as usize].digits {
                    0 => 2,
                    digits => digits as usize,
                }
            }
            _ => 2,
        }
    }

    /// Every assigned AI, ascending.
    pub fn all() -> impl Iterator<Item = Ai> {
        TABLE.iter().flat_map(Entry::each)
    }

    pub fn entry(self) -> &'static Entry {
        self.entry
    }

    pub fn title(self) -> &'static str {
        self.entry.title
    }

    /// The code as a number; with [`Ai::digits`] it is unique.
    pub fn number(self) -> u16 {
        self.code
    }

    pub fn digits(self) -> u8 {
        self.digits
    }

    /// The code as it is written: `01`, `3103`.
    pub fn code(self) -> String {
        format!("{:0width$}", self.code, width = self.digits as usize)
    }

    /// Is this one of `pattern`, such as `"31nn"` (`n` is any digit)?
    pub fn matches(self, pattern: &str) -> bool {
        pattern.len() == self.digits as usize
            && pattern
                .bytes()
                .rev()
                .fold((true, self.code), |(ok, rest), wanted| {
                    (
                        ok && (wanted == b'n' || wanted == b'0' + (rest % 10) as u8),
                        rest / 10,
                    )
                })
                .0
    }

    /// Number of decimal places that the last digit of the AI announces (31nn–36nn, 390n–395n).
    pub fn decimal_places(self) -> Option<u8> {
        let four = self.digits == 4;
        (four && matches!(self.code, 3100..=3699 | 3900..=3959)).then_some((self.code % 10) as u8)
    }
}

impl PartialEq for Ai {
    fn eq(&self, other: &Ai) -> bool {
        (self.code, self.digits) == (other.code, other.digits)
    }
}
impl Eq for Ai {}

impl std::fmt::Debug for Ai {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({self})")
    }
}

impl std::fmt::Display for Ai {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:0width$}", self.code, width = self.digits as usize)
    }
}

impl Serialize for Ai {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
