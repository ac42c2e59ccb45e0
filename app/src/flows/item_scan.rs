//! What a scan of goods says, and what it leaves open: which item, which unit, how many.
//!
//! Counting and moving stock read a scan alike and differ in what comes of it. The rule: a code may be several items'
//! and may be on a piece and on its carton; each is a question on the screen, and the answer about the unit holds while
//! the same code is scanned again. More of what was read last is keyed, and so is what no scanner can read.
//!
//! Invariant: goods are read when item, unit and quantity are known; lot, serial and condition are as the code says, and
//! the caller's matter. Nothing is said here: each flow asks in its own words.
//! Absent on purpose: the lines of a delivery or a list. Receiving and picking know what they expect, and read with it.

use super::pad::{Key, Pad};
use super::pick::last_four_match;
use super::resolve::{self, Code, Counts};
use super::{Look, Looked};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Item, Unit};
use shared::facts::{How, kept_raw};
use shared::id::ItemId;
use shared::stock::{Condition, Lot};

/// Pieces of one item, as they were scanned or keyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    #[serde(default)]
    pub serial: String,
    #[serde(default)]
    pub condition: Condition,
    /// 0: not known yet.
    pub quantity: i64,
    /// Piece or carton, where they share a code.
    #[serde(default)]
    pub unit: Option<Unit>,
    pub how: How,
    pub raw: String,
    /// When the trigger was pulled, by the scanner's clock, milliseconds; 0 for what was keyed.
    #[serde(default)]
    pub at_ms: i64,
}

/// A question that lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// Several items have the code.
    Item {
        key: String,
        times: Option<i64>,
        goods: Goods,
        items: Vec<ItemId>,
    },
    /// Piece and carton have the code.
    Unit {
        goods: Goods,
        options: Vec<(Unit, i64)>,
    },
    Quantity {
        goods: Goods,
        pad: Pad,
    },
}

/// What came of a scan, a press or a keyed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    Goods(Goods),
    Asks(Open),
    /// It answered nothing.
    Still(Open),
}

/// A code that means one of these items; `None` without any. `last`: what was read before it.
pub fn scanned(code: &Code, key: &str, items: &[&Item], last: Option<&Goods>) -> Option<Read> {
    let (first, rest) = items.split_first()?;
    let goods = Goods {
        item: first.id,
        lot: code.lot.clone(),
        serial: code.serial.clone(),
        condition: Condition::Good,
        quantity: 1,
        unit: None,
        how: How::Scanned,
        raw: kept_raw(&code.raw),
        at_ms: code.at_ms,
    };
    if rest.is_empty() {
        return Some(worth(first, key, code.count, goods, last));
    }
    Some(Read::Asks(Open::Item {
        key: key.to_owned(),
        times: code.count,
        goods,
        items: items.iter().map(|item| item.id).collect(),
    }))
}

/// The item is known: how much is this code worth?
fn worth(item: &Item, key: &str, times: Option<i64>, goods: Goods, last: Option<&Goods>) -> Read {
    let same = last.filter(|last| last.item == item.id && last.raw == goods.raw);
    match resolve::counts(item, key, times, i64::MAX, same.and_then(|last| last.unit)) {
        Counts::One((unit, quantity)) | Counts::TooMany((unit, quantity)) => Read::Goods(Goods {
            quantity,
            unit: Some(unit),
            ..goods
        }),
        Counts::Ask(options) => Read::Asks(Open::Unit { goods, options }),
    }
}

/// 輸入數量: more of what was read last.
pub fn more(item: &Item, last: &Goods) -> Open {
    Open::Quantity {
        pad: Pad::quantity(item),
        goods: Goods {
            quantity: 0,
            how: How::Keyed,
            serial: String::new(),
            at_ms: 0,
            ..last.clone()
        },
    }
}

/// 刷不到: what was typed instead of a scan names these items; `None` without any.
pub fn by_hand(items: &[Item], typed: &str) -> Option<Open> {
    let (first, rest) = items.split_first()?;
    let goods = Goods {
        item: first.id,
        lot: Lot::default(),
        serial: String::new(),
        condition: Condition::Good,
        quantity: 0,
        unit: None,
        how: How::Manual,
        raw: kept_raw(typed),
        at_ms: 0,
    };
    Some(if rest.is_empty() {
        Open::Quantity {
            pad: Pad::quantity(first),
            goods,
        }
    } else {
        Open::Item {
            key: typed.to_owned(),
            times: None,
            goods,
            items: items.iter().map(|item| item.id).collect(),
        }
    })
}

/// Of these, the items whose SKU or barcode ends with what was typed, or whose SKU it is.
pub fn near(items: impl IntoIterator<Item = ItemId>, typed: &str, look: &dyn Look) -> Looked<Vec<Item>> {
    let mut ids: Vec<ItemId> = items.into_iter().collect();
    ids.sort();
    ids.dedup();
    let mut near = Vec::new();
    for id in ids {
        near.extend(
            look.item(id)?
                .filter(|item| last_four_match(item, typed) || item.sku.eq_ignore_ascii_case(typed)),
        );
    }
    Ok(near)
}

impl Open {
    pub fn goods(&self) -> &Goods {
        match self {
            Open::Item { goods, .. } | Open::Unit { goods, .. } | Open::Quantity { goods, .. } => goods,
        }
    }

    /// A key of the pad, or one of the choices.
    pub fn press(&self, id: &str, last: Option<&Goods>, look: &dyn Look) -> Looked<Read> {
        let choice = id.strip_prefix("choose.");
        let still = || Read::Still(self.clone());
        Ok(match self {
            Open::Item {
                key,
                times,
                goods,
                items,
            } => {
                let chosen = choice
                    .and_then(|id| id.parse().ok())
                    .filter(|id| items.contains(id));
                match chosen.map(|id| look.item(id)).transpose()?.flatten() {
                    Some(item) => {
                        let goods = Goods {
                            item: item.id,
                            ..goods.clone()
                        };
                        if goods.how == How::Manual {
                            let pad = Pad::quantity(&item);
                            Read::Asks(Open::Quantity { goods, pad })
                        } else {
                            worth(&item, key, *times, goods, last)
                        }
                    }
                    None => still(),
                }
            }
            Open::Unit { goods, options } => {
                let chosen = choice.and_then(Unit::parse);
                match options.iter().find(|(unit, _)| Some(*unit) == chosen) {
                    Some((unit, quantity)) => Read::Goods(Goods {
                        quantity: *quantity,
                        unit: Some(*unit),
                        ..goods.clone()
                    }),
                    None => still(),
                }
            }
            Open::Quantity { goods, pad } => {
                let mut pad = pad.clone();
                let key = pad.press(id);
                match (key, pad.total()) {
                    (Key::Ok, Some(quantity)) if quantity > 0 => Read::Goods(Goods {
                        quantity,
                        ..goods.clone()
                    }),
                    (Key::Ok | Key::Typed | Key::Other, _) => Read::Still(Open::Quantity {
                        goods: goods.clone(),
                        pad,
                    }),
                }
            }
        })
    }

    /// The pad with a whole number in its field, as a keyboard types it; `None` when it is none, or no pad is open.
    pub fn typed(&self, text: &str) -> Option<Open> {
        let Open::Quantity { goods, pad } = self else {
            return None;
        };
        let (goods, mut pad) = (goods.clone(), pad.clone());
        pad.type_in(text).then_some(Open::Quantity { goods, pad })
    }
}
