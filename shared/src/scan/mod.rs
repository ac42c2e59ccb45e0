//! Raw string from a scanner → [`Scan`]: what it is, and under which keys to look it up.
//!
//! Invariant: reading never changes what was scanned. `raw` stays as received; house-made codes (bins, totes, badges,
//! lists, orders, parcels) come through as [`Kind::Plain`] letter for letter and are resolved by lookup elsewhere. A
//! [`Kind`] is a reading, not a verdict: a 12-digit parcel number can happen to be a valid GTIN-12, so whoever resolves
//! a scan searches [`Scan::keys`] in order and lets the catalogue and the places decide.
//!
//! What is an error: only what cannot be a barcode (empty, too long, control characters) and what announced itself as GS1
//! (symbology identifier, FNC1, brackets, a Digital Link with a key) and breaks GS1's rules. [`ScanError`] carries the raw
//! scan, so it can still be searched as a plain code. A 13-digit number with a wrong check digit is just a plain code.
//!
//! **The one search order** ([`Scan::keys`]), most specific first:
//! 1. the text as scanned, without symbology identifier and line end; then the same with full-width characters folded,
//! 2. the SSCC (one parcel or pallet),
//! 3. other GS1 identification keys as written (GRAI, GIAI, GDTI, GINC, GSIN, GSRN, CPID, GMN),
//! 4. the GTIN: 14 digits, then as EAN-13, UPC-A and EAN-8 where only zeros fall away,
//! 5. the same for the GTIN that a logistic unit contains (02).
//!
//! Deliberately absent: guessing a lost FNC1, ISO 15434 envelopes, compressed Digital Links, company prefix look-ups.
mod ai;
mod associations;
pub mod check_digit;
mod checks;
mod coupon;
mod date;
mod element;
mod error;
mod gtin;
mod json;
mod link;
mod lists;
mod symbology;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use time::Date;

pub use ai::{Ai, Charset, Check, Entry, Part};
pub use associations::{Problem, What, associations};
pub use element::{Decimal, Decoded, Element};
pub use error::{Reason, ScanError};
pub use gtin::Gtin;
pub use json::scan_json;
pub use symbology::Symbology;

use error::Fault;

/// Longest scan in characters. The largest GS1 symbol holds 3,832 and no label of a warehouse comes near.
pub const MAX_CHARS: usize = 4_000;

/// FNC1 as scanners send it between elements: ASCII group separator.
const GS: u8 = 0x1D;

/// What a shop knows about its scanners, and the day it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Decides the century of two-digit years.
    pub today: Date,
    /// What scanners send instead of GS (0x1D). Only believed where the whole scan then reads as GS1; none of the
    /// presets can stand in a GS1 value.
    pub gs_substitutes: Vec<String>,
    /// Read element strings that nothing announces, if they start with (00), (01) or (02…37) and everything in them is
    /// right: scanners without symbology identifiers send a carton's GS1-128 like that.
    pub unannounced: bool,
    /// Read 8 digits as UPC-E when they are no GTIN-8 and no symbology identifier says what they are. Off: eight digits
    /// starting with 0 or 1 are more often a house code. With `]E0` eight, seven or six digits are always taken as UPC-E
    /// first, because EAN-8 announces itself as `]E4`.
    pub upc_e: bool,
}

impl Options {
    /// The presets for scanners we know nothing about.
    pub fn new(today: Date) -> Options {
        let gs_substitutes = ["|", "^]", "\u{241D}"].map(String::from).to_vec();
        Options {
            today,
            gs_substitutes,
            unannounced: true,
            upc_e: false,
        }
    }
}

/// A scan that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// As it came from the scanner, nothing removed.
    pub raw: String,
    pub symbology: Option<Symbology>,
    /// The data: without symbology identifier and line end, full-width characters folded.
    pub text: String,
    pub kind: Kind,
}

/// What a scan can be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything that is not GS1; the text is in [`Scan::text`].
    Plain,
    /// A bare trade item number from an EAN, UPC or ITF symbol.
    Gtin(Gtin),
    Gs1(Gs1),
}

/// GS1 elements in the order in which they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gs1 {
    pub form: Form,
    pub elements: Vec<Element>,
}

/// How the elements were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Announced by a symbology identifier or by FNC1.
    ElementString,
    /// An element string that nothing announced.
    Unannounced,
    /// `(01)…(10)…`
    Bracketed,
    DigitalLink,
}

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Form::ElementString => "element_string",
            Form::Unannounced => "unannounced",
            Form::Bracketed => "bracketed",
            Form::DigitalLink => "digital_link",
        }
    }
}

/// Reads one scan. Errors: see the module's description and [`Reason`].
pub fn parse(raw: &str, options: &Options) -> Result<Scan, ScanError> {
    read(raw, options).map_err(|fault| ScanError::new(raw, fault))
}

fn read(raw: &str, options: &Options) -> Result<Scan, Fault> {
    let text = clean(raw)?;
    let (symbology, data) = match Symbology::strip(&text) {
        Some((symbology, data)) => (Some(symbology), data),
        None => (None, &*text),
    };
    if data.is_empty() {
        return Err(Fault::general(0, Reason::Empty));
    }
    let kind = kind(symbology, data, options)?;
    Ok(Scan {
        raw: raw.to_owned(),
        symbology,
        text: data.to_owned(),
        kind,
    })
}

/// Checks length and control characters, takes the line end off and folds full-width characters.
fn clean(raw: &str) -> Result<Cow<'_, str>, Fault> {
    if raw.len() > MAX_CHARS && raw.chars().nth(MAX_CHARS).is_some() {
        return Err(Fault::general(MAX_CHARS, Reason::TooManyChars));
    }
    let text = raw.trim_end_matches(['\r', '\n', '\t']);
    if text.trim_matches(' ').is_empty() {
        return Err(Fault::general(0, Reason::Empty));
    }
    let bad = |c: char| c.is_control() && c != GS as char;
    if let Some((position, c)) = text.chars().enumerate().find(|(_, c)| bad(*c)) {
        return Err(Fault::general(position, Reason::Control { code: c as u32 }));
    }
    Ok(folded(text))
}

/// Full-width ASCII (U+FF01 to U+FF5E) as an input method types it, back to ASCII. Nothing else is touched.
fn folded(text: &str) -> Cow<'_, str> {
    let full = |c: char| matches!(c, '\u{FF01}'..='\u{FF5E}');
    if text.is_ascii() || !text.contains(full) {
        return Cow::Borrowed(text);
    }
    let fold = |c: char| {
        if full(c) {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        } else {
            c
        }
    };
    Cow::Owned(text.chars().map(fold).collect())
}

fn kind(symbology: Option<Symbology>, text: &str, options: &Options) -> Result<Kind, Fault> {
    let today = options.today;
    let gs1 = |form| move |elements| Kind::Gs1(Gs1 { form, elements });
    if let Some(elements) = link::parse(text, today) {
        return elements.map(gs1(Form::DigitalLink));
    }
    if symbology.is_some_and(Symbology::is_gs1) || text.as_bytes().contains(&GS) {
        let text = with_gs(text, options).unwrap_or(Cow::Borrowed(text));
        return element::element_string(&text, today).map(gs1(Form::ElementString));
    }
    if element::is_bracketed(text) {
        return element::bracketed(text, today).map(gs1(Form::Bracketed));
    }
    if let Some(gtin) = bare_gtin(symbology, text, options) {
        return Ok(Kind::Gtin(gtin));
    }
    Ok(unannounced(text, options).map_or(Kind::Plain, gs1(Form::Unannounced)))
}

/// The text with GS in place of a scanner's substitute, if one is in it.
fn with_gs<'a>(text: &'a str, options: &Options) -> Option<Cow<'a, str>> {
    let found = options
        .gs_substitutes
        .iter()
        .find(|s| !s.is_empty() && text.contains(s.as_str()))?;
    Some(Cow::Owned(text.replace(found.as_str(), "\u{1D}")))
}

/// Elements that nothing announces: nothing may be wrong in them, else the scan is a plain code.
fn unannounced(text: &str, options: &Options) -> Option<Vec<Element>> {
    let elements = match with_gs(text, options) {
        Some(text) => element::element_string(&text, options.today).ok()?,
        None if options.unannounced && ["00", "01", "02"].iter().any(|ai| text.starts_with(ai)) => {
            element::element_string(text, options.today).ok()?
        }
        None => return None,
    };
    let has = |number| {
        elements
            .iter()
            .any(|e| e.ai.digits() == 2 && e.ai.number() == number)
    };
    (has(0) || has(1) || (has(2) && has(37))).then_some(elements)
}

fn bare_gtin(symbology: Option<Symbology>, text: &str, options: &Options) -> Option<Gtin> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match symbology {
        _ if !digits => None,
        Some(Symbology::EanUpc) => match text.len() {
            6..=8 => Gtin::from_upc_e(text).or_else(|| Gtin::parse(text)),
            _ => Gtin::parse(text),
        },
        Some(Symbology::EanWithAddOn) => match text.len() {
            15 | 18 => Gtin::parse(&text[..13]),
            _ => Gtin::parse(text),
        },
        Some(Symbology::EanAddOn) => None,
        Some(_) => Gtin::parse(text),
        None => Gtin::parse(text).or_else(|| {
            let eight = options.upc_e && text.len() == 8;
            eight.then(|| Gtin::from_upc_e(text)).flatten()
        }),
    }
}

/// The text as scanned, and folded if that is something else; both without symbology identifier and line end.
fn text_keys(raw: &str) -> Vec<String> {
    let bare = |text: &str| Symbology::strip(text).map_or(text, |(_, data)| data).to_owned();
    let scanned = raw.trim_end_matches(['\r', '\n', '\t']);
    let mut keys = Vec::with_capacity(6);
    keys.push(bare(scanned));
    if let Cow::Owned(folded) = folded(scanned) {
        keys.push(bare(&folded));
    }
    keys
}

/// The form in which a catalogue keeps a code: line end and full-width taken off, a GTIN in 14 digits, all else as it
/// is. Among [`Scan::keys`] of a scan of the same code, always; applying it twice changes nothing.
pub fn canonical(code: &str) -> String {
    let text = folded(code.trim_end_matches(['\r', '\n', '\t']));
    Gtin::parse(&text).map_or_else(|| text.to_string(), |gtin| gtin.to_string())
}

impl Scan {
    /// The GS1 elements; none for plain codes and bare GTINs.
    pub fn elements(&self) -> &[Element] {
        match &self.kind {
            Kind::Gs1(gs1) => &gs1.elements,
            Kind::Plain | Kind::Gtin(_) => &[],
        }
    }

    /// The value of an AI such as `"10"` or `"3103"`.
    pub fn value(&self, ai: &str) -> Option<&str> {
        self.first(&[ai]).map(|element| element.value.as_str())
    }

    fn first(&self, ais: &[&str]) -> Option<&Element> {
        ais.iter()
            .find_map(|ai| self.elements().iter().find(|e| e.ai.matches(ai)))
    }

    /// The trade item: a bare GTIN, (01), a made-to-order (03) or the item of an (8006).
    pub fn gtin(&self) -> Option<Gtin> {
        match &self.kind {
            Kind::Plain => None,
            Kind::Gtin(gtin) => Some(*gtin),
            Kind::Gs1(_) => self.gtin_in(&["01", "03", "8006"]),
        }
    }

    /// The trade item that a logistic unit contains: (02) or (8026). How many: [`Scan::count`].
    pub fn content_gtin(&self) -> Option<Gtin> {
        self.gtin_in(&["02", "8026"])
    }

    fn gtin_in(&self, ais: &[&str]) -> Option<Gtin> {
        Gtin::parse(self.first(ais)?.value.get(..14)?)
    }

    /// The SSCC (00): 18 digits.
    pub fn sscc(&self) -> Option<&str> {
        self.value("00")
    }

    /// Batch or lot (10).
    pub fn lot(&self) -> Option<&str> {
        self.value("10")
    }

    /// Serial number (21).
    pub fn serial(&self) -> Option<&str> {
        self.value("21")
    }

    /// The day until which it may be used: expiry (17) or (7003), else best before (15), else sell by (16).
    pub fn expiry(&self) -> Option<Date> {
        self.day(&["17", "7003", "15", "16"])
    }

    /// Production date (11), else packaging date (13).
    pub fn produced(&self) -> Option<Date> {
        self.day(&["11", "13"])
    }

    fn day(&self, ais: &[&str]) -> Option<Date> {
        match self.first(ais)?.decoded {
            Decoded::Date(day) | Decoded::Days(day, _) => Some(day),
            Decoded::Moment(moment) => Some(moment.date()),
            Decoded::Text | Decoded::Number(_) | Decoded::Decimal(_) | Decoded::Money(..) => None,
        }
    }

    /// How many pieces: content of a logistic unit (37), else variable count (30).
    pub fn count(&self) -> Option<u64> {
        match self.first(&["37", "30"])?.decoded {
            Decoded::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The keys under which to search, in the module's one search order, each once.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = text_keys(&self.raw);
        let mut add = |key: &str| {
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        };
        self.sscc().into_iter().for_each(&mut add);
        for ai in [
            "8003", "8004", "253", "255", "401", "402", "8017", "8018", "8010", "8013",
        ] {
            self.value(ai).into_iter().for_each(&mut add);
        }
        for gtin in [self.gtin(), self.content_gtin()].into_iter().flatten() {
            [14, 13, 12, 8]
                .into_iter()
                .filter_map(|len| gtin.short(len))
                .for_each(&mut add);
        }
        keys
    }
}
