//! Serial number, lot and expiry of tracked goods: what a code did not say, a person is asked for, one thing at a time.
//!
//! Receiving, counting and packing ask alike and differ in their words and in what comes of it. The rule: the serial
//! number first, because a piece that is here already is not asked about further; then the lot, then its last day. A
//! code that means nothing else is the answer, and so is what was keyed. A closed carton has no serial number of its own.
//!
//! Nothing is said here: each flow asks in its own words.

use super::Ctx;
use super::resolve::Code;
use shared::catalogue::Item;
use shared::facts::How;
use shared::facts::receive::LOT_LIMIT;
use shared::stock::Lot;

/// What a person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Serial,
    Lot,
    Expiry,
}

/// The next thing to ask for, if anything is missing. `single`: it is one piece, and not a carton that was scanned.
pub fn missing(item: &Item, single: bool, serial: &str, lot: &Lot) -> Option<Missing> {
    if item.serial_tracked && single && serial.is_empty() {
        Some(Missing::Serial)
    } else if item.lot_tracked && lot.number.is_empty() {
        Some(Missing::Lot)
    } else if item.expiry_tracked && lot.expiry.is_empty() {
        Some(Missing::Expiry)
    } else {
        None
    }
}

/// The serial number that a code said, where the item has them and the code is one piece; else none.
pub fn serial_of(item: &Item, quantity: i64, serial: &str) -> String {
    if item.serial_tracked && quantity == 1 && serial.chars().count() <= LOT_LIMIT {
        serial.to_owned()
    } else {
        String::new()
    }
}

/// The serial number in a raw scan of goods. What was keyed has none: the code before it was another piece's.
pub fn serial_in(item: &Item, quantity: i64, how: How, raw: &str, ctx: &Ctx) -> String {
    match how {
        How::Scanned => serial_of(item, quantity, &Code::read(raw, 0, ctx.now_ms).serial),
        How::Keyed | How::Manual => String::new(),
    }
}

/// Why a text is no lot and no serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    Empty,
    /// Characters.
    TooLong(usize),
}

/// A lot or a serial number as it was scanned or keyed.
pub fn sound(text: &str) -> Result<String, Unsound> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Unsound::Empty),
        length if length > LOT_LIMIT => Err(Unsound::TooLong(length)),
        _ => Ok(text.to_owned()),
    }
}

/// What a scan answers: the element that the code has for it, else its whole text.
pub fn told<'a>(element: &'a str, code: &'a Code) -> &'a str {
    if element.is_empty() { &code.text } else { element }
}
