//! 放假日: the days on which a last day does not end (民法 §122). Weekends always; holidays from a table that the office keeps.
//!
//! The table that comes with the product is the calendar of 2026 (中華民國 115 年政府行政機關辦公日曆表, 行政院 114 年 6 月 13 日院授人培字
//! 第 11430248312 號函). Of years that no table names, only weekends are days of rest, and pages say so.

use super::{day, put, value};
use crate::db::{Cx, DbError, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// Days of the table: more than thirty years of them is a wrong file.
const LIMIT: usize = 1_000;
const NAME_LIMIT: usize = 60;
const KEY: &str = "holidays";

/// Day, `YYYY-MM-DD`, and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<String, String>);

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongLine {
    /// From 1.
    NoDay(usize),
    TooMany,
}

impl Holidays {
    /// What comes with the product.
    pub fn built_in() -> Holidays {
        Holidays::read(include_str!("holidays_2026.txt")).unwrap_or_default()
    }

    /// One day a line: `2026-02-17 春節`, or a line of the government's own file (`20260217,二,2,春節`), of which working days
    /// are left out.
    ///
    /// # Errors
    /// The first line that names no day.
    pub fn read(text: &str) -> Result<Holidays, WrongLine> {
        let mut days = BTreeMap::new();
        for (at, line) in (1..).zip(text.lines()) {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') || line.starts_with("西元日期") {
                continue;
            }
            let parts: Vec<&str> = line
                .split(|c: char| c == ',' || c == '，' || c.is_whitespace())
                .map(|part| part.trim_matches('"'))
                .collect();
            let first = parts.first().copied().unwrap_or_default();
            let written = match first.len() {
                8 if first.is_ascii() => format!("{}-{}-{}", &first[..4], &first[4..6], &first[6..]),
                _ => first.replace('/', "-"),
            };
            if !day::is_day(&written) {
                return Err(WrongLine::NoDay(at));
            }
            let rest: Vec<&str> = parts
                .iter()
                .skip(1)
                .copied()
                .filter(|part| !part.is_empty())
                .collect();
            let weekday = |part: &str| matches!(part, "日" | "一" | "二" | "三" | "四" | "五" | "六");
            let name = match rest.as_slice() {
                // 0: a working day; weekends without a name need no table.
                [week, off, name @ ..] if weekday(week) && matches!(*off, "0" | "2") => {
                    if *off == "0" || name.is_empty() {
                        continue;
                    }
                    name.join(" ")
                }
                name => name.join(" "),
            };
            days.insert(written, name.chars().take(NAME_LIMIT).collect());
            if days.len() > LIMIT {
                return Err(WrongLine::TooMany);
            }
        }
        Ok(Holidays(days))
    }

    /// As [`Holidays::read`] reads it.
    pub fn text(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|(day, name)| format!("{day} {name}").trim().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A day on which nobody has to do anything.
    pub fn is_rest(&self, day: &str) -> bool {
        self.0.contains_key(day) || day::is_weekend(day)
    }

    /// Years that the table names.
    pub fn years(&self) -> BTreeSet<&str> {
        self.0.keys().filter_map(|day| day.get(..4)).collect()
    }
}

pub fn holidays(tx: &Tx<'_>) -> Result<Holidays, DbError> {
    Ok(match value(tx, KEY)? {
        None => Holidays::built_in(),
        Some(text) => Holidays::read(&text).map_err(|_| DbError::Decode(text, "the holidays"))?,
    })
}

pub fn save_holidays(cx: &Cx<'_>, holidays: &Holidays) -> Result<(), DbError> {
    put(cx, KEY, &holidays.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_people_and_as_the_government_write_it() {
        let ours = Holidays::read("2026-02-17 春節\n\n2026/10/10 國慶日\n").unwrap();
        assert_eq!(ours.text(), "2026-02-17 春節\n2026-10-10 國慶日");
        let theirs = Holidays::read(
            "\u{feff}西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260102,五,0,\n20260103,六,2,\n20260216,一,2,農曆除夕\n",
        );
        assert_eq!(
            theirs.unwrap().text(),
            "2026-01-01 開國紀念日\n2026-02-16 農曆除夕"
        );
        assert_eq!(
            Holidays::read("2026-02-17 春節\nNew Year"),
            Err(WrongLine::NoDay(2))
        );
    }

    #[test]
    fn the_calendar_of_2026_has_120_days_of_rest() {
        let holidays = Holidays::built_in();
        let days = (0..365).filter_map(|n| day::plus("2026-01-01", n));
        assert_eq!(days.filter(|day| holidays.is_rest(day)).count(), 120);
        assert_eq!(holidays.years().into_iter().collect::<Vec<_>>(), ["2026"]);
        assert_eq!(Holidays::read(&holidays.text()), Ok(holidays));
    }
}
