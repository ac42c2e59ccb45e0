//! The Global Trade Item Number: one form (14 digits) for what EAN-8, UPC-A, UPC-E, EAN-13 and ITF-14 carry.
//!
//! Invariant: a `Gtin` has 14 digits and a right check digit. Restricted numbers (in-store prefixes 02, 20–29) are
//! GTINs here: whether a shop uses them is the catalogue's business.
use serde::{Serialize, Serializer};

use super::check_digit::{mod10_bytes, mod10_ok_bytes};

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gtin([u8; 14]);

impl Gtin {
    /// From 8, 12, 13 or 14 digits with a right check digit; anything else is no GTIN.
    pub fn parse(digits: &str) -> Option<Gtin> {
        let digits = digits.as_bytes();
        let known = matches!(digits.len(), 8 | 12 | 13 | 14) && mod10_ok_bytes(digits);
        if !known || digits.iter().all(|d| *d == b'0') {
            return None;
        }
        let mut padded = [b'0'; 14];
        padded[14 - digits.len()..].copy_from_slice(digits);
        Some(Gtin(padded))
    }

    /// The number behind a UPC-E symbol: 8 digits (number system 0 or 1, six digits, check digit of the *expanded*
    /// number) or 7 or 6 of them as some scanners send it, without check digit and without number system
    /// (GenSpecs §5.2.2.4.2, zero suppression).
    pub fn from_upc_e(digits: &str) -> Option<Gtin> {
        let d = digits.as_bytes();
        if !d.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let (system, six, check) = match d.len() {
            8 => (d[0], &d[1..7], Some(d[7])),
            7 => (d[0], &d[1..7], None),
            6 => (b'0', d, None),
            _ => return None,
        };
        if system > b'1' {
            return None;
        }
        let mut body = [b'0'; 11];
        body[0] = system;
        body[1..3].copy_from_slice(&six[..2]);
        match six[5] {
            last @ b'0'..=b'2' => {
                body[3] = last;
                body[8..].copy_from_slice(&six[2..5]);
            }
            b'3' => {
                body[3] = six[2];
                body[9..].copy_from_slice(&six[3..5]);
            }
            b'4' => {
                body[3..5].copy_from_slice(&six[2..4]);
                body[10] = six[4];
            }
            last => {
                body[3..6].copy_from_slice(&six[2..5]);
                body[10] = last;
            }
        }
        let right = mod10_bytes(&body)? + b'0';
        if check.is_some_and(|check| check != right) {
            return None;
        }
        let mut all = [b'0'; 14];
        all[2..13].copy_from_slice(&body);
        all[13] = right;
        Some(Gtin(all))
    }

    /// All 14 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The same number in `len` digits (8, 12, 13 or 14), if only zeros fall away.
    pub fn short(&self, len: usize) -> Option<&str> {
        let cut = 14usize.checked_sub(len)?;
        self.0[..cut]
            .iter()
            .all(|d| *d == b'0')
            .then(|| &self.as_str()[cut..])
    }

    /// As printed under the bars: the shortest of 8, 12, 13 and 14 digits.
    pub fn printed(&self) -> &str {
        [8, 12, 13]
            .into_iter()
            .find_map(|len| self.short(len))
            .unwrap_or(self.as_str())
    }
}

impl std::fmt::Debug for Gtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for Gtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Gtin {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
