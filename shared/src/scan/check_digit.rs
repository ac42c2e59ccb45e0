//! Check digits and check characters, computed: for reading and for printing.
//!
//! Sources: GS1 General Specifications §7.9 (mod 10, and the check character pair for the GMN), ISO 13616 (IBAN).
use thiserror::Error;

/// The mod-10 check digit of GTIN, SSCC, GLN, GSIN … for `digits` without it; `None` if a character is no digit or
/// there is none. Weights 3, 1, 3 … from the right (GenSpecs §7.9.1).
pub fn mod10(digits: &str) -> Option<u8> {
    mod10_bytes(digits.as_bytes())
}

pub(super) fn mod10_bytes(digits: &[u8]) -> Option<u8> {
    let mut sum = 0u32;
    let mut weight = 3;
    for digit in digits.iter().rev() {
        if !digit.is_ascii_digit() {
            return None;
        }
        sum += (digit - b'0') as u32 * weight;
        weight = 4 - weight;
    }
    (!digits.is_empty()).then_some(((10 - sum % 10) % 10) as u8)
}

/// Do these digits end in their own mod-10 check digit?
pub fn mod10_ok(digits: &str) -> bool {
    mod10_ok_bytes(digits.as_bytes())
}

pub(super) fn mod10_ok_bytes(digits: &[u8]) -> bool {
    match digits.split_last() {
        Some((last, rest)) => mod10_bytes(rest).is_some_and(|check| check + b'0' == *last),
        None => false,
    }
}

/// CSET 82 in the order of its values 0 to 81 (GenSpecs §7.11).
pub(super) const CSET82: &[u8; 82] =
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const CSET32: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The check character pair of a Global Model Number (GenSpecs §7.9.5) for the value without it: characters' values
/// times the primes counted from the right, mod 1021, written as two base-32 characters. `None` outside CSET 82.
pub fn check_pair(value: &str) -> Option<[char; 2]> {
    let mut sum = 0u32;
    let mut prime = 1u32;
    for byte in value.bytes().rev() {
        prime = next_prime(prime);
        let worth = CSET82.iter().position(|c| *c == byte)? as u32;
        sum = (sum + worth * prime) % 1021;
    }
    Some([
        CSET32[(sum >> 5) as usize] as char,
        CSET32[(sum & 31) as usize] as char,
    ])
}

fn next_prime(after: u32) -> u32 {
    (after + 1..)
        .find(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .unwrap_or(2)
}

/// Does an IBAN's two-digit check agree (ISO 13616: mod 97 is 1)? Only the arithmetic; upper-case letters and digits.
pub fn iban_ok(iban: &str) -> bool {
    let bytes = iban.as_bytes();
    let Some((head, tail)) = bytes.split_at_checked(4) else {
        return false;
    };
    let rest = tail.iter().chain(head).try_fold(0u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + (byte - b'0') as u32) % 97),
        b'A'..=b'Z' => Some((rest * 100 + (byte - b'A') as u32 + 10) % 97),
        _ => None,
    });
    rest == Some(1)
}

/// Why an SSCC could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SsccError {
    #[error("the extension digit is 0 to 9, not {0}")]
    Extension(u8),
    #[error("a GS1 company prefix has 4 to 12 digits")]
    Prefix,
    #[error("serial number {serial} has more than the {digits} digits that the company prefix leaves")]
    Serial { serial: u64, digits: u8 },
}

/// An SSCC-18: extension digit, company prefix (4 to 12 digits), serial number filling up to 17 digits, check digit
/// (GenSpecs §2.2.1). The caller keeps serial numbers unique; GS1 asks for no reuse within one year of shipping.
pub fn sscc(extension: u8, company_prefix: &str, serial: u64) -> Result<String, SsccError> {
    if extension > 9 {
        return Err(SsccError::Extension(extension));
    }
    if !(4..=12).contains(&company_prefix.len()) || !company_prefix.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SsccError::Prefix);
    }
    let digits = 16 - company_prefix.len();
    let body = format!("{extension}{company_prefix}{serial:0digits$}");
    match mod10(&body) {
        Some(check) if body.len() == 17 => Ok(format!("{body}{check}")),
        _ => Err(SsccError::Serial {
            serial,
            digits: digits as u8,
        }),
    }
}
