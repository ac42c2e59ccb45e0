//! How far a count may differ from the books before a second person counts: pieces and percent, by role.

use super::difference::Off;
use crate::db::{Cx, DbError, Tx};
use crate::domain::settings;
use serde::{Deserialize, Serialize};
use shared::catalogue::Role;

/// Both must hold. Nothing differing is always within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Pieces of one item and lot, whatever their condition. 0: every difference is counted twice.
    pub pieces: i64,
    /// Of the greater of counted and booked, 0 to 100.
    pub percent: i64,
}

impl Limit {
    pub fn allows(self, off: Off) -> bool {
        off.pieces == 0 || off.pieces <= self.pieces && off.pieces * 100 <= self.percent * off.of.max(0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    pub worker: Limit,
    /// Leads, office, administrators.
    pub lead: Limit,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            worker: Limit {
                pieces: 2,
                percent: 10,
            },
            lead: Limit {
                pieces: 10,
                percent: 20,
            },
        }
    }
}

impl Limits {
    /// What this role may decide. Nobody known: nothing.
    pub fn of(&self, role: Option<Role>) -> Limit {
        match role {
            None => Limit {
                pieces: 0,
                percent: 0,
            },
            Some(role) if role >= Role::Lead => self.lead,
            Some(_) => self.worker,
        }
    }
}

pub fn limits(tx: &Tx<'_>) -> Result<Limits, DbError> {
    match settings::value(tx, "count_limits")? {
        None => Ok(Limits::default()),
        Some(text) => serde_json::from_str(&text).map_err(|_| DbError::Decode(text, "the limits of counts")),
    }
}

/// Counts that were accepted by themselves before stay so until something about them changes.
pub fn save_limits(cx: &Cx<'_>, limits: Limits) -> Result<(), DbError> {
    let text = serde_json::to_string(&limits).map_err(|error| DbError::Driver(error.to_string()))?;
    settings::put(cx, "count_limits", &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(counted: i64, book: i64) -> Off {
        Off {
            pieces: (counted - book).abs(),
            of: counted.max(book),
        }
    }

    #[test]
    fn both_limits_must_hold_and_no_difference_is_always_fine() {
        let limit = Limit {
            pieces: 2,
            percent: 10,
        };
        for (counted, book, allowed) in [
            (0, 0, true),
            (20, 20, true),
            (18, 20, true),
            (22, 20, true),
            (17, 20, false),
            (1, 2, false),
            (0, 1, false),
            (-1, -1, true),
            (0, -3, false),
        ] {
            let off = off(counted, book);
            assert_eq!(limit.allows(off), allowed, "{counted} of {book}");
        }
        assert!(!Limits::default().of(None).allows(off(9, 10)));
    }
}
