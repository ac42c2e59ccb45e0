//! What a scanned code means: exact-string look-up first, then what the parser makes of it.

use super::{Look, Looked};
use crate::say::shown;
use serde::{Deserialize, Serialize};
use shared::catalogue::{Bin, Carton, Item, Staff, Unit};
use shared::facts::RAW_LIMIT;
use shared::id::ItemId;
use shared::lang::Lang;
use shared::row::RowKind;
use shared::stock::Lot;
use shared::task::{PickList, Shipment};

/// A scan, read but not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// As the scanner gave it, without the ends' white space.
    pub raw: String,
    /// What to look it up by, best first: the raw string, then the normalised forms.
    pub keys: Vec<String>,
    /// Lot and expiry, when the code carries them.
    pub lot: Lot,
    /// When the trigger was pulled, by the source's own clock, milliseconds.
    pub at_ms: i64,
}

impl Code {
    pub fn read(raw: &str, at_ms: i64) -> Code {
        let raw = raw.trim_matches(|c: char| c.is_whitespace()).to_owned();
        Code {
            keys: vec![raw.clone()],
            lot: Lot::default(),
            at_ms,
            raw,
        }
    }

    pub fn length(&self) -> usize {
        self.raw.chars().count()
    }

    pub fn too_long(&self) -> bool {
        self.length() > RAW_LIMIT
    }
}

/// Everything here that a code may mean. What is expected decides which of it counts.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The key under which it was found; the raw string when it was not.
    pub key: String,
    pub bin: Option<Bin>,
    pub items: Vec<Item>,
    pub staff: Option<Staff>,
    pub lists: Vec<PickList>,
    pub shipments: Vec<Shipment>,
    pub carton: Option<Carton>,
}

impl Found {
    pub fn nothing(&self) -> bool {
        self.bin.is_none()
            && self.items.is_empty()
            && self.staff.is_none()
            && self.lists.is_empty()
            && self.shipments.is_empty()
            && self.carton.is_none()
    }

    /// What came, in words: `洗髮精`, `A-03-2`, or the code itself.
    pub fn name(&self, lang: Lang) -> String {
        if let Some(item) = self.items.first() {
            return item.name_in(lang).to_owned();
        }
        shown(&self.key)
    }

    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

/// Looks a code up.
pub fn find(code: &Code, look: &dyn Look) -> Looked<Found> {
    let mut found = Found {
        key: code.raw.clone(),
        ..Found::default()
    };
    if code.too_long() || code.raw.is_empty() {
        return Ok(found);
    }
    for key in &code.keys {
        found.carton = look
            .settings()
            .cartons
            .iter()
            .find(|carton| carton.code == *key)
            .cloned();
        let hits = look.find(key)?;
        if hits.is_empty() && found.carton.is_none() {
            continue;
        }
        found.key = key.clone();
        for (kind, id) in hits {
            match kind {
                RowKind::Bin => found.bin = look.bin(id.into())?,
                RowKind::Item => found.items.extend(look.item(id.into())?),
                RowKind::Staff => found.staff = look.staff(id.into())?,
                RowKind::List => found.lists.extend(look.list(id.into())?),
                RowKind::Shipment => found.shipments.extend(look.shipment(id.into())?),
                RowKind::Settings | RowKind::Carrier | RowKind::Line | RowKind::ShipmentLine => {}
            }
        }
        break;
    }
    Ok(found)
}

/// A unit that a code stands for, and the pieces it is worth.
pub type Worth = (Unit, i64);

/// What this code is worth of this item: one answer mostly, several when units share a code.
pub fn worth(item: &Item, key: &str) -> Vec<Worth> {
    let mut found: Vec<Worth> = item
        .barcodes_of(key)
        .map(|barcode| (barcode.unit, barcode.quantity.max(1)))
        .collect();
    found.sort_by_key(|(_, quantity)| *quantity);
    found.dedup_by_key(|(_, quantity)| *quantity);
    if found.is_empty() {
        // The SKU itself was scanned: a piece.
        found.push((Unit::Piece, 1));
    }
    found
}

/// How a code counts where `open` pieces are still wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counts {
    One(Worth),
    /// Piece and carton share the code, and both would fit.
    Ask(Vec<Worth>),
    /// Even the least of it is more than is wanted.
    TooMany(Worth),
}

/// `chosen` is what the worker answered for this line before.
pub fn counts(item: &Item, key: &str, open: i64, chosen: Option<Unit>) -> Counts {
    let all = worth(item, key);
    let fitting: Vec<Worth> = all
        .iter()
        .copied()
        .filter(|(_, quantity)| *quantity <= open)
        .collect();
    if let Some(worth) = fitting.iter().find(|(unit, _)| Some(*unit) == chosen) {
        return Counts::One(*worth);
    }
    match fitting.as_slice() {
        [] => Counts::TooMany(all[0]),
        [one] => Counts::One(*one),
        _ => Counts::Ask(fitting),
    }
}
