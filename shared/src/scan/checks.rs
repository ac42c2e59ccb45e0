//! What each named check of the AI table means, on one component of a value.
//!
//! Sources: GS1 General Specifications (sections at each rule) and the descriptions of the Syntax Dictionary's checks.
//! Invariant: a check sees characters already known to be of the component's set.
//! Deliberately absent: looking company prefixes up (GS1 keeps that list); only their digits are checked.
use super::ai::{Charset, Check};
use super::check_digit::{CSET82, check_pair, iban_ok, mod10_bytes};
use super::error::Reason;
use super::{coupon, date, lists};

/// A complaint and where in the component it is.
pub(super) type Complaint = (usize, Reason);

const IN_CSET82: u8 = 1;
const IN_CSET39: u8 = 2;
const IN_BASE64: u8 = 4;

static SETS: [u8; 256] = sets();

const fn sets() -> [u8; 256] {
    let mut all = [0; 256];
    let mut at = 0;
    while at < CSET82.len() {
        all[CSET82[at] as usize] |= IN_CSET82;
        at += 1;
    }
    let mut byte = 0;
    while byte < 128usize {
        let b = byte as u8;
        if b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'#' | b'-' | b'/') {
            all[byte] |= IN_CSET39;
        }
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') {
            all[byte] |= IN_BASE64;
        }
        byte += 1;
    }
    all
}

/// Are all characters of this set?
pub(super) fn in_set(set: Charset, part: &[u8]) -> Result<(), Complaint> {
    let bad = |ok: fn(u8) -> bool| part.iter().position(|b| !ok(*b));
    match set {
        Charset::Digits => bad(|b| b.is_ascii_digit()).map_or(Ok(()), |at| Err((at, Reason::NotDigits))),
        Charset::Cset82 => {
            bad(|b| SETS[b as usize] & IN_CSET82 != 0).map_or(Ok(()), |at| Err((at, Reason::NotCset82)))
        }
        Charset::Cset39 => {
            bad(|b| SETS[b as usize] & IN_CSET39 != 0).map_or(Ok(()), |at| Err((at, Reason::NotCset39)))
        }
        Charset::Base64Url => base64url(part),
    }
}

/// GS1 pads AI (8030) with at most two `=` up to a multiple of three characters.
fn base64url(part: &[u8]) -> Result<(), Complaint> {
    let pad = part.iter().rev().take_while(|b| **b == b'=').count();
    let body = part.len() - pad;
    if let Some(at) = part[..body]
        .iter()
        .position(|b| SETS[*b as usize] & IN_BASE64 == 0)
    {
        return Err((at, Reason::NotBase64));
    }
    let padding_ok = pad == 0 || (pad <= 2 && part.len().is_multiple_of(3));
    if padding_ok {
        Ok(())
    } else {
        Err((body, Reason::NotBase64))
    }
}

/// Applies one check to one component.
pub(super) fn check(kind: Check, part: &[u8]) -> Result<(), Complaint> {
    let text = std::str::from_utf8(part).map_err(|_| (0, Reason::NotCset82))?;
    let digit = part.first().copied().unwrap_or(b' ');
    let must = |ok: bool, reason: Reason| if ok { Ok(()) } else { Err((0, reason)) };
    match kind {
        Check::Csum => csum(part),
        Check::CheckPair => pair(text),
        Check::Prefix1 => prefix(part, 0),
        Check::Prefix2 => prefix(part, 1),
        Check::HasNonDigit => must(!part.iter().all(u8::is_ascii_digit), Reason::NeedsLetter),
        Check::Hour => must(number(part) < 24, Reason::Time),
        Check::Minute | Check::Second => must(number(part) < 60, Reason::Time),
        Check::HourMinute => must(number(part) / 100 < 24 && number(part) % 100 < 60, Reason::Time),
        Check::Hyphen => must(part.iter().all(|b| *b == b'-'), Reason::Hyphen),
        Check::Iban => iban(text),
        Check::ImporterIndex => must(SETS[digit as usize] & IN_BASE64 != 0, Reason::ImporterIndex),
        Check::Country => must(lists::is_country(number(part) as u16), Reason::Country),
        Check::CountryOr999 => must(
            matches!(number(part), 999) || lists::is_country(number(part) as u16),
            Reason::Country,
        ),
        Check::CountryAlpha2 => must(lists::is_country_alpha2(text), Reason::Country),
        Check::Currency => must(lists::is_currency(number(part) as u16), Reason::Currency),
        Check::Sex => must(matches!(digit, b'0' | b'1' | b'2' | b'9'), Reason::Sex),
        Check::Latitude => must(number(part) <= 1_800_000_000, Reason::Latitude),
        Check::Longitude => must(number(part) <= 3_600_000_000, Reason::Longitude),
        Check::MediaType => must(lists::is_media_type(number(part) as u16), Reason::MediaType),
        Check::NonZero => must(part.iter().any(|b| *b != b'0'), Reason::Zero),
        Check::NoZeroPrefix => must(digit != b'0' || part.len() == 1, Reason::LeadingZero),
        Check::PackageType => must(lists::is_package_type(text), Reason::PackageType),
        Check::PercentEncoded => percent(part),
        Check::PieceOfTotal => piece_of_total(part),
        Check::PosInSequence => position_in_sequence(text),
        Check::Winding => must(matches!(digit, b'0' | b'1' | b'9'), Reason::Winding),
        Check::YesNo => must(matches!(digit, b'0' | b'1'), Reason::YesNo),
        Check::DateDay0 => must(date::valid_yymmdd(part, true), Reason::Date),
        Check::Date => must(date::valid_yymmdd(part, false), Reason::Date),
        Check::LongDate => must(date::valid_yyyymmdd(part), Reason::Date),
        Check::Zero => must(part.iter().all(|b| *b == b'0'), Reason::NotZero),
        Check::Coupon => coupon::check_8110(part),
        Check::CouponOffer => coupon::check_8112(part),
    }
}

/// Digits as a number; the longest that is asked has ten.
fn number(part: &[u8]) -> u64 {
    part.iter().fold(0, |value: u64, b| {
        value.wrapping_mul(10).wrapping_add(b.wrapping_sub(b'0') as u64)
    })
}

fn csum(part: &[u8]) -> Result<(), Complaint> {
    let Some((last, rest)) = part.split_last() else {
        return Err((0, Reason::NotDigits));
    };
    match mod10_bytes(rest) {
        Some(expected) if expected + b'0' == *last => Ok(()),
        Some(expected) => Err((rest.len(), Reason::CheckDigit { expected })),
        None => Err((0, Reason::NotDigits)),
    }
}

fn pair(text: &str) -> Result<(), Complaint> {
    let Some((body, found)) = text.len().checked_sub(2).and_then(|at| text.split_at_checked(at)) else {
        return Err((0, Reason::TooShort { min: 2 }));
    };
    match check_pair(body) {
        Some(expected) if found.chars().eq(expected) => Ok(()),
        _ => Err((body.len(), Reason::CheckPair)),
    }
}

/// A GS1 company prefix has at least four digits; the prefix of a GTIN or SSCC starts at its second digit.
fn prefix(part: &[u8], from: usize) -> Result<(), Complaint> {
    match part.get(from..from + 4) {
        None => Err((0, Reason::TooShort { min: from as u16 + 4 })),
        Some(head) => match head.iter().position(|b| !b.is_ascii_digit()) {
            Some(at) => Err((from + at, Reason::CompanyPrefix)),
            None => Ok(()),
        },
    }
}

/// ISO 13616: country, two check digits, account; at least eleven characters so that there is something to check.
fn iban(text: &str) -> Result<(), Complaint> {
    if text.len() <= 10 {
        return Err((0, Reason::TooShort { min: 11 }));
    }
    if !text.get(..2).is_some_and(lists::is_country_alpha2) {
        return Err((0, Reason::Country));
    }
    match text
        .bytes()
        .position(|b| !b.is_ascii_uppercase() && !b.is_ascii_digit())
    {
        Some(at) => Err((at, Reason::Iban)),
        None if iban_ok(text) => Ok(()),
        None => Err((2, Reason::Iban)),
    }
}

/// RFC 3986: every `%` is followed by two hexadecimal digits.
fn percent(part: &[u8]) -> Result<(), Complaint> {
    let mut at = 0;
    while let Some(found) = part[at..].iter().position(|b| *b == b'%') {
        at += found;
        match part.get(at + 1..at + 3) {
            Some(hex) if hex.iter().all(u8::is_ascii_hexdigit) => at += 3,
            _ => return Err((at, Reason::Percent)),
        }
    }
    Ok(())
}

/// "Piece 02 of 05" as `0205` (AI 8006, 8026): neither is zero, the piece is not beyond the total.
fn piece_of_total(part: &[u8]) -> Result<(), Complaint> {
    let (piece, total) = part.split_at(part.len() / 2);
    let ok = piece.len() == total.len() && number(piece) > 0 && number(piece) <= number(total);
    if ok {
        Ok(())
    } else {
        Err((0, Reason::PieceOfTotal))
    }
}

/// "2/3" (AI 7258): second of three, without leading zeros.
fn position_in_sequence(text: &str) -> Result<(), Complaint> {
    let plain = |t: &str| !t.is_empty() && !t.starts_with('0') && t.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('/') {
        Some((at, end)) if plain(at) && plain(end) && (at.len(), at) <= (end.len(), end) => Ok(()),
        _ => Err((0, Reason::Sequence)),
    }
}
