//! AIM symbology identifiers (ISO/IEC 15424): the `]C1` that a scanner can put before the data.
//!
//! Invariant: only identifiers that say "FNC1 in first position" turn on GS1 element strings.
use serde::{Serialize, Serializer};

/// Which kind of symbol was read, as far as a warehouse must tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbology {
    Code39,
    Code128,
    Gs1_128,
    /// EAN-13, UPC-A or UPC-E: one identifier for the three.
    EanUpc,
    Ean8,
    /// A two- or five-digit add-on alone.
    EanAddOn,
    /// EAN-13 or UPC with its add-on.
    EanWithAddOn,
    Gs1DataBar,
    Interleaved2Of5,
    DataMatrix,
    Gs1DataMatrix,
    QrCode,
    Gs1QrCode,
    DotCode,
    Gs1DotCode,
    Pdf417,
    Aztec,
    MaxiCode,
    Code93,
    Codabar,
    /// A valid identifier of a symbology that no warehouse label of ours uses.
    Other,
}

impl Symbology {
    /// Reads an identifier at the start of `text`: the symbology and the rest.
    pub(super) fn strip(text: &str) -> Option<(Symbology, &str)> {
        let [b']', letter, modifier, ..] = *text.as_bytes() else {
            return None;
        };
        if !modifier.is_ascii_alphanumeric() {
            return None;
        }
        Some((Symbology::of(letter, modifier)?, &text[3..]))
    }

    fn of(letter: u8, modifier: u8) -> Option<Symbology> {
        Some(match (letter, modifier) {
            (b'A', _) => Symbology::Code39,
            (b'C', b'1') => Symbology::Gs1_128,
            (b'C', _) => Symbology::Code128,
            (b'E', b'0') => Symbology::EanUpc,
            (b'E', b'1' | b'2') => Symbology::EanAddOn,
            (b'E', b'3') => Symbology::EanWithAddOn,
            (b'E', b'4') => Symbology::Ean8,
            (b'e', b'0'..=b'2') => Symbology::Gs1DataBar,
            (b'I', _) => Symbology::Interleaved2Of5,
            // 2: FNC1 first; 5: the same with ECI.
            (b'd', b'2' | b'5') => Symbology::Gs1DataMatrix,
            (b'd', _) => Symbology::DataMatrix,
            // 3: FNC1 first; 4: the same with ECI.
            (b'Q', b'3' | b'4') => Symbology::Gs1QrCode,
            (b'Q', _) => Symbology::QrCode,
            (b'J', b'1') => Symbology::Gs1DotCode,
            (b'J', _) => Symbology::DotCode,
            (b'L', _) => Symbology::Pdf417,
            (b'z', _) => Symbology::Aztec,
            (b'U', _) => Symbology::MaxiCode,
            (b'G', _) => Symbology::Code93,
            (b'F', _) => Symbology::Codabar,
            (
                b'B' | b'D' | b'H' | b'K' | b'M' | b'N' | b'O' | b'P' | b'R' | b'S' | b'T' | b'X' | b'o'
                | b'h',
                _,
            ) => Symbology::Other,
            _ => return None,
        })
    }

    /// Does the identifier announce GS1 element strings?
    pub fn is_gs1(self) -> bool {
        match self {
            Symbology::Gs1_128
            | Symbology::Gs1DataBar
            | Symbology::Gs1DataMatrix
            | Symbology::Gs1QrCode
            | Symbology::Gs1DotCode => true,
            Symbology::Code39
            | Symbology::Code128
            | Symbology::EanUpc
            | Symbology::Ean8
            | Symbology::EanAddOn
            | Symbology::EanWithAddOn
            | Symbology::Interleaved2Of5
            | Symbology::DataMatrix
            | Symbology::QrCode
            | Symbology::DotCode
            | Symbology::Pdf417
            | Symbology::Aztec
            | Symbology::MaxiCode
            | Symbology::Code93
            | Symbology::Codabar
            | Symbology::Other => false,
        }
    }

    /// Stable name for JSON and logs.
    pub fn name(self) -> &'static str {
        match self {
            Symbology::Code39 => "code39",
            Symbology::Code128 => "code128",
            Symbology::Gs1_128 => "gs1_128",
            Symbology::EanUpc => "ean_upc",
            Symbology::Ean8 => "ean8",
            Symbology::EanAddOn => "ean_add_on",
            Symbology::EanWithAddOn => "ean_with_add_on",
            Symbology::Gs1DataBar => "gs1_databar",
            Symbology::Interleaved2Of5 => "itf",
            Symbology::DataMatrix => "datamatrix",
            Symbology::Gs1DataMatrix => "gs1_datamatrix",
            Symbology::QrCode => "qr",
            Symbology::Gs1QrCode => "gs1_qr",
            Symbology::DotCode => "dotcode",
            Symbology::Gs1DotCode => "gs1_dotcode",
            Symbology::Pdf417 => "pdf417",
            Symbology::Aztec => "aztec",
            Symbology::MaxiCode => "maxicode",
            Symbology::Code93 => "code93",
            Symbology::Codabar => "codabar",
            Symbology::Other => "other",
        }
    }
}

impl Serialize for Symbology {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
