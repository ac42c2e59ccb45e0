//! Photos: named by what they are, carried beside the facts that name them.
//!
//! Invariant: a photo's id is the SHA-256 of its bytes, so a fact names exactly the picture that its person took, and
//! sending one twice is sending it once. A fact may be known before its photo or after it.
//! Absent on purpose: what is on it. Handhelds make them small and drop all metadata before they are named.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Bytes of a photo that a handheld makes, at most.
pub const PHOTO_BYTES: usize = 300_000;
/// Bytes of a photo that a server takes, at most: a later handheld may keep more.
pub const PHOTO_WIRE_BYTES: usize = 1_000_000;
/// Photos that one fact names, at most.
pub const FACT_PHOTOS: usize = 6;
/// Photos of one handheld within 24 hours, at most: as many as may wait on it.
pub const PHOTOS_A_DAY: i64 = 500;

/// SHA-256 of the kept bytes; 64 hexadecimal digits on the wire and in SQL.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoId(pub [u8; 32]);

impl PhotoId {
    pub fn of(bytes: &[u8]) -> PhotoId {
        PhotoId(Sha256::digest(bytes).into())
    }

    pub fn hex(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhotoId({self})")
    }
}

/// Not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a photo is named by 64 lower-case hexadecimal digits")]
pub struct PhotoIdError;

impl FromStr for PhotoId {
    type Err = PhotoIdError;
    fn from_str(text: &str) -> Result<PhotoId, PhotoIdError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(PhotoIdError);
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(PhotoIdError),
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Ok(PhotoId(bytes))
    }
}

impl Serialize for PhotoId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PhotoId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PhotoId, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_named_by_its_bytes_and_read_back() {
        // FIPS 180-4, the digest of "abc".
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let id = PhotoId::of(b"abc");
        assert_eq!((id.hex().as_str(), hex.parse()), (hex, Ok(id)));
        for wrong in [
            "",
            "ba",
            &hex.to_uppercase(),
            &format!("{hex}0"),
            &"g".repeat(64),
            &"é".repeat(32),
        ] {
            assert_eq!(wrong.parse::<PhotoId>(), Err(PhotoIdError), "{wrong}");
        }
    }
}
