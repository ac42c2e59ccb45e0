//! When an answer is due: so many of the shop's hours after the question.
//!
//! Invariant: a due moment lies in the shop's hours, and exactly the promised hours of them lie before it. Public
//! holidays are deliberately absent: a shop that is closed then answers late, and knows why.

use super::Channel;
use crate::db::{Cx, DbError, Tx};
use crate::domain::settings::{self, day::DAY_MS};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const KEY: &str = "cases";
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MIN: i64 = 24 * 60;
/// Longest promise, in the shop's hours.
pub const MOST_HOURS: i64 = 500;

/// What the shop promises its customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Promise {
    /// Minutes since midnight.
    pub opens: i64,
    pub closes: i64,
    /// Monday first.
    pub days: [bool; 7],
    /// Hours to the first answer, by channel.
    pub hours: BTreeMap<String, i64>,
}

impl Default for Promise {
    fn default() -> Promise {
        let hours = Channel::ALL.map(|channel| (channel.code().to_owned(), channel.hours()));
        Promise {
            opens: 9 * 60,
            closes: 18 * 60,
            days: [true, true, true, true, true, false, false],
            hours: hours.into_iter().collect(),
        }
    }
}

impl Promise {
    pub fn hours_of(&self, channel: Channel) -> i64 {
        let kept = self.hours.get(channel.code()).copied();
        kept.unwrap_or_else(|| channel.hours())
    }

    /// Names of the fields that cannot be so.
    pub fn wrong(&self) -> Vec<&'static str> {
        let checks = [
            ("opens", (0..DAY_MIN).contains(&self.opens)),
            ("closes", self.closes > self.opens && self.closes <= DAY_MIN),
            ("days", self.days.contains(&true)),
            (
                "hours",
                self.hours.values().all(|hours| (0..=MOST_HOURS).contains(hours)),
            ),
        ];
        let wrong = checks.into_iter().filter(|(_, right)| !right);
        wrong.map(|(field, _)| field).collect()
    }

    /// When so many of the shop's hours are over, for a question at `asked` (milliseconds since 1970).
    pub fn due(&self, asked: i64, hours: i64, utc_offset_min: i32) -> i64 {
        let offset = i64::from(utc_offset_min) * 60_000;
        let (mut at, mut left) = (asked + offset, hours.clamp(0, MOST_HOURS) * HOUR_MS);
        let (opens, closes) = (self.opens * 60_000, self.closes * 60_000);
        if !self.wrong().is_empty() {
            return asked + left;
        }
        // 1970-01-01 was a Thursday.
        let open_on = |day: i64| self.days[usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)];
        // Each round is a day, and of seven days at least one is open for a minute or more.
        loop {
            let day = at.div_euclid(DAY_MS);
            let (from, to) = (at.max(day * DAY_MS + opens), day * DAY_MS + closes);
            if open_on(day) && from < to {
                if left <= to - from {
                    return from + left - offset;
                }
                left -= to - from;
            }
            at = (day + 1) * DAY_MS;
        }
    }
}

pub fn promise(tx: &Tx<'_>) -> Result<Promise, DbError> {
    match settings::value(tx, KEY)? {
        None => Ok(Promise::default()),
        Some(text) => serde_json::from_str(&text).map_err(|_| DbError::Decode(text, "what was promised")),
    }
}

pub fn set_promise(cx: &Cx<'_>, promise: &Promise) -> Result<(), DbError> {
    let text = serde_json::to_string(promise).map_err(|error| DbError::Driver(error.to_string()))?;
    settings::put(cx, KEY, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::day;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        day::moment(text, 480).unwrap()
    }

    #[test]
    fn an_answer_is_due_in_the_shops_hours() {
        let shop = Promise::default();
        for (asked, hours, due) in [
            // Monday.
            ("2026-11-23 10:00", 2, "2026-11-23 12:00"),
            ("2026-11-23 17:00", 2, "2026-11-24 10:00"),
            ("2026-11-23 17:00", 1, "2026-11-23 18:00"),
            ("2026-11-23 20:00", 1, "2026-11-24 10:00"),
            ("2026-11-23 07:00", 9, "2026-11-23 18:00"),
            // Friday evening, over the weekend.
            ("2026-11-27 17:30", 1, "2026-11-30 09:30"),
            ("2026-11-28 12:00", 0, "2026-11-30 09:00"),
            ("2026-11-23 09:00", 18, "2026-11-24 18:00"),
        ] {
            assert_eq!(
                day::minute(shop.due(at(asked), hours, 480), 480),
                due,
                "{asked} + {hours}"
            );
        }
    }

    /// The shop's hours between two moments, minute by minute.
    fn open_minutes(shop: &Promise, from: i64, to: i64) -> i64 {
        let local = |at: i64| at / 60_000 + 480;
        (local(from)..local(to))
            .filter(|minute| {
                let day = minute.div_euclid(DAY_MIN);
                let of_day = minute.rem_euclid(DAY_MIN);
                shop.days[usize::try_from((day + 3).rem_euclid(7)).unwrap()]
                    && (shop.opens..shop.closes).contains(&of_day)
            })
            .count()
            .try_into()
            .unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn exactly_the_promised_hours_lie_before(
            minute in 0i64..40_000, hours in 0i64..40, opens in 0i64..1_439, long in 1i64..1_440, days in 1u8..128,
        ) {
            let shop = Promise {
                opens,
                closes: (opens + long).min(DAY_MIN),
                days: std::array::from_fn(|day| days & (1 << day) != 0),
                hours: BTreeMap::new(),
            };
            let asked = at("2026-11-23 00:00") + minute * 60_000;
            let due = shop.due(asked, hours.min(long), 480);
            prop_assert_eq!(open_minutes(&shop, asked, due), hours.min(long) * 60);
        }
    }
}
