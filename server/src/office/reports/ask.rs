//! What a report is asked for: the address of its page, read once.
//!
//! Invariant: what cannot be read is said and never replaced by something else.

use crate::domain::reports::{Scope, StockFilter};
use crate::domain::settings::day;
use serde::{Deserialize, Serialize};
use shared::stock::Condition;

/// Days that may be asked for.
const MOST_DAYS: i64 = 3_650;
/// Days of a period: ten years.
const LONGEST: i64 = 3_653 * day::DAY_MS;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Stock,
    Flow,
    Ageing,
    Slow,
    Runout,
    Sales,
    Returned,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Stock,
        Kind::Flow,
        Kind::Ageing,
        Kind::Slow,
        Kind::Runout,
        Kind::Sales,
        Kind::Returned,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Stock => "stock",
            Kind::Flow => "flow",
            Kind::Ageing => "ageing",
            Kind::Slow => "slow",
            Kind::Runout => "runout",
            Kind::Sales => "sales",
            Kind::Returned => "returned",
        }
    }

    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A zone's name, or `@dock`, `@totes`, `@parcels`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// Days: expiring within, idle for, average of the last.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub days: String,
    /// A moment, as a browser writes it: `2026-11-23T18:00`; empty: now.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// `lot`: a row a lot; of sales, what rows are made by.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub view: String,
    /// `csv`, `xlsx` or `pdf`; empty: a page.
    #[serde(rename = "as", skip_serializing_if = "String::is_empty")]
    pub out: String,
}

/// A key of a text that says what cannot be read.
pub type Wrong = &'static str;

impl Ask {
    /// The same as the query of an address, as `out`.
    pub fn query(&self, out: &str) -> String {
        let asked = Ask {
            out: out.to_owned(),
            ..self.clone()
        };
        serde_urlencoded::to_string(asked).unwrap_or_default()
    }

    pub fn words(&self) -> String {
        self.q.trim().chars().take(100).collect()
    }

    pub fn condition(&self) -> Result<Option<Condition>, Wrong> {
        match self.condition.as_str() {
            "" => Ok(None),
            code => Condition::parse(code).map(Some).ok_or("report.wrong.condition"),
        }
    }

    /// Days that were asked for; `None` where none were.
    pub fn days(&self) -> Result<Option<i64>, Wrong> {
        match self.days.trim() {
            "" => Ok(None),
            text => match text.parse() {
                Ok(days) if (1..=MOST_DAYS).contains(&days) => Ok(Some(days)),
                Ok(_) | Err(_) => Err("report.wrong.days"),
            },
        }
    }

    pub fn moment(&self, utc_offset_min: i32) -> Result<Option<i64>, Wrong> {
        match self.at.trim() {
            "" => Ok(None),
            text => day::moment(text, utc_offset_min)
                .map(Some)
                .ok_or("report.wrong.moment"),
        }
    }

    /// The period that was asked for, both days included, as first and last day and as milliseconds; from the first
    /// of this month until today where none was.
    pub fn period(&self, now: i64, utc_offset_min: i32) -> Result<Period, Wrong> {
        let today = day::date(now, utc_offset_min);
        let given = |text: &str, standard: String| match text.trim() {
            "" => standard,
            text => text.to_owned(),
        };
        let to = given(&self.to, today);
        let first = to.get(..7).map(|month| format!("{month}-01")).unwrap_or_default();
        let from = given(&self.from, first);
        let begins = |day: &str| day::start(day, utc_offset_min);
        let after = day::plus(&to, 1).and_then(|day| begins(&day));
        let (Some(since), Some(until)) = (begins(&from), after) else {
            return Err("report.wrong.day");
        };
        if since >= until || until - since > LONGEST {
            return Err("report.wrong.period");
        }
        Ok(Period {
            from,
            to,
            since,
            until,
        })
    }

    /// The filter of 庫存報表. `today` and `days` make the day by which lots expire.
    pub fn stock(&self, utc_offset_min: i32, today: &str) -> Result<StockFilter, Wrong> {
        let expires_by = match self.days()? {
            Some(days) => day::plus(today, days).ok_or("report.wrong.days")?,
            None => String::new(),
        };
        Ok(StockFilter {
            query: self.words(),
            scope: match self.zone.as_str() {
                "" => Scope::House,
                "@dock" => Scope::Dock,
                "@totes" => Scope::Totes,
                "@parcels" => Scope::Parcels,
                zone => Scope::Zone(zone.to_owned()),
            },
            condition: self.condition()?,
            // A question about expiry is about lots.
            by_lot: self.view == "lot" || !expires_by.is_empty(),
            expires_by,
            moment: self.moment(utc_offset_min)?,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: String,
    pub to: String,
    pub since: i64,
    pub until: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_395_600_000;

    #[test]
    fn a_period_has_both_its_days_and_what_is_none_is_refused() {
        let ask = |from: &str, to: &str| Ask {
            from: from.to_owned(),
            to: to.to_owned(),
            ..Ask::default()
        };
        let month = Ask::default().period(NOW, 480).unwrap();
        assert_eq!(
            (month.from.as_str(), month.to.as_str()),
            ("2026-11-01", "2026-11-23")
        );
        assert_eq!(month.until - month.since, 23 * 86_400_000);
        for (from, to) in [
            ("2026-02-30", "2026-03-01"),
            ("2026-03-02", "2026-03-01"),
            ("1990-01-01", "2026-03-01"),
            ("", "yesterday"),
        ] {
            assert!(ask(from, to).period(NOW, 480).is_err(), "{from} {to}");
        }
    }

    #[test]
    fn what_was_asked_is_kept_in_the_address() {
        let ask = Ask {
            q: "茶 &".to_owned(),
            at: "2026-11-22T18:00".to_owned(),
            ..Ask::default()
        };
        let query = ask.query("csv");
        let back: Ask = serde_urlencoded::from_str(&query).unwrap();
        assert_eq!(back.out, "csv");
        assert_eq!(
            Ask {
                out: String::new(),
                ..back
            },
            ask
        );
        assert!(ask.moment(480).unwrap().is_some());
        assert!(
            Ask {
                at: "later".to_owned(),
                ..Ask::default()
            }
            .moment(480)
            .is_err()
        );
    }
}
