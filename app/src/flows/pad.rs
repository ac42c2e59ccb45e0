//! The number pad: 箱＋盒＋個 in one entry, or a single number.

use serde::{Deserialize, Serialize};
use shared::catalogue::{Item, Unit};

/// Digits of one field at most: a million pieces is a typing error.
const DIGITS: usize = 6;
/// Digits of a day: `20260630`.
const DAY_DIGITS: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `carton`, `inner`, `piece`, `gram`.
    pub id: String,
    /// Base units that one of it is worth.
    pub worth: i64,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pad {
    pub fields: Vec<Field>,
    pub active: String,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Typed,
    /// 確定
    Ok,
    /// Not a key of the pad.
    Other,
}

impl Pad {
    /// Fields for every unit that the item comes in, pieces last and active.
    pub fn quantity(item: &Item) -> Pad {
        let mut fields = Vec::new();
        for unit in [Unit::Carton, Unit::Inner] {
            if let Some(worth) = item
                .barcodes
                .iter()
                .find(|barcode| barcode.unit == unit)
                .map(|b| b.quantity)
            {
                fields.push(Field {
                    id: unit.code().to_owned(),
                    worth,
                    text: String::new(),
                });
            }
        }
        fields.push(Field {
            id: Unit::Piece.code().to_owned(),
            worth: 1,
            text: String::new(),
        });
        Pad {
            fields,
            active: Unit::Piece.code().to_owned(),
        }
    }

    fn of(ids: &[&str]) -> Pad {
        let field = |id: &&str| Field {
            id: (*id).to_owned(),
            worth: 1,
            text: String::new(),
        };
        Pad {
            active: ids.first().map_or_else(String::new, |id| (*id).to_owned()),
            fields: ids.iter().map(field).collect(),
        }
    }

    /// 點箱: how many, and how many are damaged.
    pub fn cartons() -> Pad {
        Pad::of(&["cartons", "damaged"])
    }

    /// Pieces alone.
    pub fn pieces() -> Pad {
        Pad::of(&["piece"])
    }

    /// The last day of use, or the day of making where the item's shelf life is known.
    pub fn days(made: bool) -> Pad {
        if made {
            Pad::of(&["expiry", "made"])
        } else {
            Pad::of(&["expiry"])
        }
    }

    pub fn text(&self, id: &str) -> &str {
        let field = self.fields.iter().find(|field| field.id == id);
        field.map_or("", |field| field.text.as_str())
    }

    /// What stands in one field; 0 while it is empty.
    pub fn value(&self, id: &str) -> i64 {
        self.text(id).parse().unwrap_or(0)
    }

    pub fn grams() -> Pad {
        let field = Field {
            id: "gram".to_owned(),
            worth: 1,
            text: String::new(),
        };
        Pad {
            active: field.id.clone(),
            fields: vec![field],
        }
    }

    pub fn milliseconds() -> Pad {
        let field = Field {
            id: "ms".to_owned(),
            worth: 1,
            text: String::new(),
        };
        Pad {
            active: field.id.clone(),
            fields: vec![field],
        }
    }

    pub fn press(&mut self, key: &str) -> Key {
        let Some(key) = key.strip_prefix("pad.") else {
            return Key::Other;
        };
        if key == "ok" {
            return Key::Ok;
        }
        if let Some(id) = key.strip_prefix("field.") {
            if self.fields.iter().any(|field| field.id == id) {
                self.active = id.to_owned();
            }
            return Key::Typed;
        }
        let Some(field) = self.fields.iter_mut().find(|field| field.id == self.active) else {
            return Key::Other;
        };
        match key {
            "back" => {
                field.text.pop();
            }
            "clear" => field.text.clear(),
            digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => {
                let most = match field.id.as_str() {
                    "expiry" | "made" => DAY_DIGITS,
                    _ => DIGITS,
                };
                if field.text.len() < most {
                    field.text.push_str(digit);
                }
            }
            _ => return Key::Other,
        }
        Key::Typed
    }

    /// The active field takes a whole number that was typed elsewhere. False when it is none.
    pub fn type_in(&mut self, text: &str) -> bool {
        let sound =
            !text.is_empty() && text.len() <= DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        if let (true, Some(field)) = (
            sound,
            self.fields.iter_mut().find(|field| field.id == self.active),
        ) {
            field.text = text.to_owned();
        }
        sound
    }

    /// In base units; `None` while nothing is typed.
    pub fn total(&self) -> Option<i64> {
        if self.fields.iter().all(|field| field.text.is_empty()) {
            return None;
        }
        Some(
            self.fields
                .iter()
                .map(|field| field.worth.saturating_mul(field.text.parse().unwrap_or(0)))
                .sum(),
        )
    }
}
