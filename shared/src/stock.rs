//! The double-entry arithmetic of stock.
//!
//! Invariant: a movement takes from one place exactly what it gives to another, so every item's movements sum
//! to zero over all places. Supplier, customer, lost and scrap are places like any bin.
//! Absent on purpose: balances below zero are legal here. Facts of several devices arrive in any order, and a
//! parcel may be packed in the books before its list is picked.

use crate::facts::Effect;
use crate::id::{BinId, ItemId, ListId, ParcelId, PlateId};
use crate::lang::Lang;
use crate::quantity::{self, QuantityError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// Anything that holds stock.
///
/// `Tote` is keyed by the pick list and not by the code on the plastic: picker and packer may both be offline,
/// and the list is what they both know. The code on the plastic is bound to the list by `tote_attached`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    Bin(BinId),
    Tote(ListId),
    Parcel(ParcelId),
    /// What the returns bench sent on its way: a licence plate or a tote, by its code, until it is put away.
    Plate(PlateId),
    /// 暫存區: what was received and is not put away yet. One pool, and not one dock a delivery: two devices that
    /// put away offline take from what is there, whichever delivery brought it.
    Dock,
    /// Opening stock comes from here.
    Opening,
    Supplier,
    Customer,
    Lost,
    Scrap,
    /// Pieces pass through here when their condition changes: they leave as one and enter as the other.
    Regrade,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a place")]
pub struct PlaceError(String);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Bin(id) => write!(f, "bin:{id}"),
            Place::Tote(id) => write!(f, "tote:{id}"),
            Place::Parcel(id) => write!(f, "parcel:{id}"),
            Place::Plate(id) => write!(f, "plate:{id}"),
            Place::Dock => f.write_str("dock"),
            Place::Opening => f.write_str("opening"),
            Place::Supplier => f.write_str("supplier"),
            Place::Customer => f.write_str("customer"),
            Place::Lost => f.write_str("lost"),
            Place::Scrap => f.write_str("scrap"),
            Place::Regrade => f.write_str("regrade"),
        }
    }
}

impl FromStr for Place {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Place, PlaceError> {
        let wrong = || PlaceError(text.to_owned());
        let place = match text.split_once(':') {
            Some(("bin", id)) => Place::Bin(id.parse().map_err(|_| wrong())?),
            Some(("tote", id)) => Place::Tote(id.parse().map_err(|_| wrong())?),
            Some(("parcel", id)) => Place::Parcel(id.parse().map_err(|_| wrong())?),
            Some(("plate", id)) => Place::Plate(id.parse().map_err(|_| wrong())?),
            _ => match text {
                "dock" => Place::Dock,
                "opening" => Place::Opening,
                "supplier" => Place::Supplier,
                "customer" => Place::Customer,
                "lost" => Place::Lost,
                "scrap" => Place::Scrap,
                "regrade" => Place::Regrade,
                _ => return Err(wrong()),
            },
        };
        Ok(place)
    }
}

impl TryFrom<String> for Place {
    type Error = PlaceError;
    fn try_from(text: String) -> Result<Place, PlaceError> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

/// The id under which the dock's content travels: there is one dock.
pub const DOCK: Uuid = Uuid::from_u128(0xd0c4);

impl Place {
    /// Where handhelds are told what it holds: the id of its [`Content`] row. Bins, plates and the dock; whoever empties
    /// a tote or a parcel knows its list or its shipment.
    pub fn content_id(self) -> Option<Uuid> {
        match self {
            Place::Bin(bin) => Some(bin.0),
            Place::Dock => Some(DOCK),
            Place::Plate(plate) => Some(plate.0),
            Place::Tote(_)
            | Place::Parcel(_)
            | Place::Opening
            | Place::Supplier
            | Place::Customer
            | Place::Lost
            | Place::Scrap
            | Place::Regrade => None,
        }
    }

    /// The place whose content travels under this id.
    pub fn of_content(id: Uuid) -> Place {
        match id {
            DOCK => Place::Dock,
            id if PlateId::is_plate(id) => Place::Plate(PlateId(id)),
            id => Place::Bin(BinId(id)),
        }
    }
}

/// So many pieces of one kind in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pieces {
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    #[serde(default)]
    pub condition: Condition,
    pub quantity: i64,
}

/// What a bin or the dock holds, as the books say. A place without a row holds nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub place: Place,
    /// By item, lot and condition; never zero.
    pub pieces: Vec<Pieces>,
}

impl Content {
    pub fn empty(place: Place) -> Content {
        Content {
            place,
            pieces: Vec::new(),
        }
    }

    pub fn add(&mut self, item: ItemId, lot: &Lot, condition: Condition, delta: i64) {
        let same =
            |pieces: &Pieces| pieces.item == item && pieces.lot == *lot && pieces.condition == condition;
        match self.pieces.iter_mut().find(|pieces| same(pieces)) {
            Some(found) => found.quantity += delta,
            None => self.pieces.push(Pieces {
                item,
                lot: lot.clone(),
                condition,
                quantity: delta,
            }),
        }
        self.pieces.retain(|pieces| pieces.quantity != 0);
    }

    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::Content {
            place,
            item,
            lot,
            condition,
            delta,
        } = effect
            && *place == self.place
        {
            self.add(*item, lot, *condition, *delta);
        }
    }

    /// Pieces of an item, in every lot and condition.
    pub fn of(&self, item: ItemId) -> impl Iterator<Item = &Pieces> {
        self.pieces.iter().filter(move |pieces| pieces.item == item)
    }

    /// Nothing is there, or less than nothing.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|pieces| pieces.quantity <= 0)
    }
}

/// Stock state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// 良品
    #[default]
    Good,
    /// 待驗
    PendingInspection,
    /// 待判
    Hold,
    /// 福利品
    BGrade,
    /// 不良品
    Defect,
    /// 鎖定
    Blocked,
}

impl Condition {
    pub const ALL: [Condition; 6] = [
        Condition::Good,
        Condition::PendingInspection,
        Condition::Hold,
        Condition::BGrade,
        Condition::Defect,
        Condition::Blocked,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Condition::Good => "good",
            Condition::PendingInspection => "pending_inspection",
            Condition::Hold => "hold",
            Condition::BGrade => "b_grade",
            Condition::Defect => "defect",
            Condition::Blocked => "blocked",
        }
    }

    pub fn parse(code: &str) -> Option<Condition> {
        Condition::ALL
            .into_iter()
            .find(|condition| condition.code() == code)
    }
}

impl Condition {
    pub fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Condition::Good => ("良品", "Good"),
            Condition::PendingInspection => ("待驗", "To inspect"),
            Condition::Hold => ("待判", "On hold"),
            Condition::BGrade => ("福利品", "B-grade"),
            Condition::Defect => ("不良品", "Defect"),
            Condition::Blocked => ("鎖定", "Blocked"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }

    pub fn is_good(&self) -> bool {
        *self == Condition::Good
    }
}

/// What tells one piece of an item from another in the books. Both empty for goods that are not tracked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Lot {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Last day of use, as `YYYY-MM-DD`; empty when not tracked. Text so that it sorts and never shifts by a time zone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expiry: String,
}

impl Lot {
    pub fn is_none(&self) -> bool {
        self.number.is_empty() && self.expiry.is_empty()
    }
}

/// A double-entry posting: `quantity` leaves `from` and enters `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    pub item: ItemId,
    pub lot: Lot,
    pub condition: Condition,
    pub from: Place,
    pub to: Place,
    pub quantity: i64,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MovementError {
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    #[error("a movement from {0} to itself moves nothing")]
    NowhereToGo(Place),
}

impl Movement {
    pub fn check(&self) -> Result<(), MovementError> {
        quantity::check(self.quantity)?;
        if self.from == self.to {
            Err(MovementError::NowhereToGo(self.from))
        } else {
            Ok(())
        }
    }

    /// The movement that takes this one back.
    pub fn reversed(&self) -> Movement {
        Movement {
            from: self.to,
            to: self.from,
            ..self.clone()
        }
    }
}

/// What a balance is kept by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BalanceKey {
    pub item: ItemId,
    pub place: Place,
    pub lot: Lot,
    pub condition: Condition,
}

/// Balances are a fold over movements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(pub BTreeMap<BalanceKey, i64>);

impl Balances {
    /// Posts one movement: what leaves one place enters the other.
    pub fn post(&mut self, movement: &Movement) {
        for (place, delta) in [
            (movement.from, -movement.quantity),
            (movement.to, movement.quantity),
        ] {
            let key = BalanceKey {
                item: movement.item,
                place,
                lot: movement.lot.clone(),
                condition: movement.condition,
            };
            let balance = self.0.entry(key.clone()).or_insert(0);
            *balance += delta;
            if *balance == 0 {
                self.0.remove(&key);
            }
        }
    }

    /// Sum over all places; zero for every item, always.
    pub fn total(&self, item: ItemId) -> i64 {
        self.0
            .iter()
            .filter(|(key, _)| key.item == item)
            .map(|(_, quantity)| quantity)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(n: u8) -> Place {
        match n % 8 {
            7 => Place::Plate(PlateId::of(&n.to_string())),
            5 => Place::Dock,
            6 => Place::Regrade,
            0 => Place::Bin(BinId(Uuid::from_u128(u128::from(n)))),
            1 => Place::Tote(ListId(Uuid::from_u128(u128::from(n)))),
            2 => Place::Parcel(ParcelId(Uuid::from_u128(u128::from(n)))),
            3 => Place::Customer,
            _ => Place::Lost,
        }
    }

    proptest! {
        #[test]
        fn whatever_moves_every_item_sums_to_zero_and_taking_it_back_leaves_nothing(
            moves in proptest::collection::vec((0u8..3, 0u8..20, 0u8..20, 1i64..1000), 0..60)
        ) {
            let mut balances = Balances::default();
            let mut posted = Vec::new();
            for (item, from, to, quantity) in moves {
                let movement = Movement {
                    item: ItemId(Uuid::from_u128(u128::from(item))),
                    lot: Lot::default(),
                    condition: Condition::Good,
                    from: place(from),
                    to: place(to),
                    quantity,
                };
                if movement.check().is_ok() {
                    balances.post(&movement);
                    posted.push(movement);
                }
            }
            for item in 0..3u128 {
                prop_assert_eq!(balances.total(ItemId(Uuid::from_u128(item))), 0);
            }
            for movement in posted.iter().rev() {
                balances.post(&movement.reversed());
            }
            prop_assert_eq!(balances, Balances::default());
        }

        #[test]
        fn a_place_reads_back_as_written(n: u8) {
            prop_assert_eq!(place(n).to_string().parse::<Place>(), Ok(place(n)));
            if let Some(id) = place(n).content_id() {
                prop_assert_eq!(Place::of_content(id), place(n));
            }
        }
    }
}
