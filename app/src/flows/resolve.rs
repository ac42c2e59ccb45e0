//! What a scanned code means: looked up by the keys of `shared::scan`, in its one search order, the text as scanned
//! first. A code that the parser refuses is still looked up as the plain text that it is.

use super::{Look, Looked};
use crate::say::{Count, Desk, Pack, Pick, PutAway, Receive, Say, Transfer, brief, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Bin, Carton, Item, Staff, Supplier, Unit};
use shared::facts::RAW_LIMIT;
use shared::id::ItemId;
use shared::lang::Lang;
use shared::row::RowKind;
use shared::scan;
use shared::stock::Lot;
use shared::task::{CountPlan, Delivery, PickList, Return, Sent, Shipment};
use time::OffsetDateTime;

/// A scan, read but not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// As the scanner gave it, without the ends' white space.
    pub raw: String,
    /// The data: without symbology identifier, full-width characters folded. What a tote or a label is known by.
    pub text: String,
    /// What to look it up by, best first: the raw string, then the normalised forms.
    pub keys: Vec<String>,
    /// Lot and expiry, when the code carries them.
    pub lot: Lot,
    /// 序號, when the code carries one.
    #[serde(default)]
    pub serial: String,
    /// What to learn it as: the GTIN of a GS1 code, without its lot; else the text.
    #[serde(default)]
    pub plain: String,
    /// How many of what it names, when the code says so: (37) and (30).
    #[serde(default)]
    pub count: Option<i64>,
    /// When the trigger was pulled, by the source's own clock, milliseconds.
    pub at_ms: i64,
}

impl Code {
    /// `now_ms`: milliseconds since 1970; its day decides the century of two-digit years.
    pub fn read(raw: &str, at_ms: i64, now_ms: i64) -> Code {
        let raw = raw.trim_matches(|c: char| c.is_whitespace()).to_owned();
        let today = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        match scan::parse(&raw, &scan::Options::new(today.date())) {
            Ok(read) => Code {
                keys: read.keys(),
                lot: Lot {
                    number: read.lot().unwrap_or_default().to_owned(),
                    expiry: read.expiry().map(|day| day.to_string()).unwrap_or_default(),
                },
                serial: read.serial().unwrap_or_default().to_owned(),
                plain: [read.gtin(), read.content_gtin()]
                    .into_iter()
                    .flatten()
                    .filter(|_| !read.elements().is_empty())
                    .find_map(|gtin| gtin.short(13).or(gtin.short(14)).map(str::to_owned))
                    .unwrap_or_else(|| read.text.clone()),
                count: read
                    .count()
                    .and_then(|count| i64::try_from(count).ok())
                    .filter(|count| *count > 0),
                text: read.text,
                at_ms,
                raw,
            },
            // Announced as GS1 and broken, or no barcode at all: it may still be a house code.
            Err(_) => Code {
                keys: vec![raw.clone()],
                text: raw.clone(),
                plain: raw.clone(),
                serial: String::new(),
                lot: Lot::default(),
                count: None,
                at_ms,
                raw,
            },
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
    /// The item that this handheld once learnt the code for, and the office said no.
    pub refused: Option<Item>,
    pub staff: Option<Staff>,
    pub lists: Vec<PickList>,
    pub shipments: Vec<Shipment>,
    pub deliveries: Vec<Delivery>,
    pub plans: Vec<CountPlan>,
    pub returns: Vec<Return>,
    /// Parcels that left not long ago. Only a returns bench asks for them: elsewhere such a code is nothing.
    pub sent: Vec<Sent>,
    pub supplier: Option<Supplier>,
    pub carton: Option<Carton>,
}

impl Found {
    pub fn nothing(&self) -> bool {
        self.bin.is_none()
            && self.items.is_empty()
            && self.staff.is_none()
            && self.lists.is_empty()
            && self.shipments.is_empty()
            && self.deliveries.is_empty()
            && self.plans.is_empty()
            && self.returns.is_empty()
            && self.supplier.is_none()
            && self.carton.is_none()
    }

    /// What came, in words: `洗髮精`, `A-03-2`, or the code itself.
    pub fn name(&self, lang: Lang) -> String {
        if let Some(item) = self.items.first() {
            return brief(item.name_in(lang));
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
        let refused = found.refused.take();
        for (kind, id) in hits {
            match kind {
                RowKind::Bin => found.bin = look.bin(id.into())?,
                RowKind::Item => match look.item(id.into())? {
                    Some(item) if item.is_called(key) => found.items.push(item),
                    refused => found.refused = refused.or(found.refused.take()),
                },
                RowKind::Staff => found.staff = look.staff(id.into())?,
                RowKind::List => found.lists.extend(look.list(id.into())?),
                RowKind::Shipment => found.shipments.extend(look.shipment(id.into())?),
                RowKind::Delivery => found.deliveries.extend(look.delivery(id.into())?),
                RowKind::CountPlan => found.plans.extend(look.count_plan(id.into())?),
                RowKind::Return => found.returns.extend(look.returned(id.into())?),
                RowKind::Sent => found.sent.extend(look.sent(id.into())?),
                RowKind::Supplier => found.supplier = look.supplier(id.into())?,
                RowKind::Settings
                | RowKind::Carrier
                | RowKind::Line
                | RowKind::ShipmentLine
                | RowKind::Content
                | RowKind::DeliveryLine
                | RowKind::CountTask
                | RowKind::Replenishment => {}
            }
        }
        if !found.nothing() {
            found.key = key.clone();
            break;
        }
        // Nothing but a no of the office: another way to read the code may still say what it is.
        found.refused = found.refused.take().or(refused);
    }
    Ok(found)
}

/// What every flow says to a code that it does not know, where this handheld once learnt the code for an item and the
/// office said no. Receiving says it itself, for there the code can be taught anew, and so does a count that keeps it.
pub fn refused(say: &Say, code: &Code, found: &Found, lang: Lang) -> Option<Desk> {
    let unknown = matches!(
        say,
        Say::Desk(Desk::UnknownCode { .. })
            | Say::Receive(Receive::LearnUnknown { .. })
            | Say::PutAway(PutAway::Unknown { .. })
            | Say::Pick(Pick::UnknownCode { .. })
            | Say::Pack(Pack::UnknownCode { .. })
            | Say::Count(Count::Unknown { .. })
            | Say::Transfer(Transfer::Unknown { .. })
    );
    let item = found.refused.as_ref().filter(|_| unknown && found.nothing())?;
    Some(Desk::CodeRefused {
        got: shown(&code.raw),
        item: brief(item.name_in(lang)),
    })
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

/// `times` is the count that the code itself carries, `chosen` what the worker answered for this line before.
pub fn counts(item: &Item, key: &str, times: Option<i64>, open: i64, chosen: Option<Unit>) -> Counts {
    let times = times.unwrap_or(1);
    let all: Vec<Worth> = worth(item, key)
        .into_iter()
        .map(|(unit, quantity)| (unit, quantity.saturating_mul(times)))
        .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_413_600_000;

    #[test]
    fn a_gs1_carton_label_is_found_by_its_gtin_and_brings_lot_expiry_and_count() {
        let broken = "]C10104710000000043";
        assert_eq!(
            Code::read(broken, 0, NOW).keys,
            [broken],
            "a wrong check digit: plain text"
        );
        let code = Code::read("]C102047100000000423712", 0, NOW);
        assert_eq!(code.count, Some(12));
        assert!(code.keys.contains(&"4710000000042".to_owned()), "{:?}", code.keys);
        let code = Code::read("(01)04710000000042(17)270331(10)L2401", 0, NOW);
        assert_eq!(
            (code.lot.number.as_str(), code.lot.expiry.as_str()),
            ("L2401", "2027-03-31")
        );
    }

    #[test]
    fn house_codes_come_through_letter_for_letter_and_full_width_is_folded() {
        let plain = Code::read(" A-03-2\r\n", 0, NOW);
        assert_eq!(
            (plain.raw.as_str(), plain.text.as_str(), plain.keys[0].as_str()),
            ("A-03-2", "A-03-2", "A-03-2")
        );
        let wide = Code::read("\u{ff21}-03-2", 0, NOW);
        assert!(wide.keys.contains(&"A-03-2".to_owned()));
        assert_eq!(wide.text, "A-03-2");
        assert_eq!(Code::read("]C0T-01", 0, NOW).text, "T-01");
    }
}
