//! 法定期限: the days that the law counts. Shown, and never used to refuse anything.
//!
//! 消費者保護法 §19: seven days to withdraw, the day after receipt being the first (民法 §120 II). §19-2: the shop fetches
//! the goods within fifteen days from the day after notice, and pays back within fifteen days from the day after the goods
//! are back. A last day that is a Sunday, a holiday or another day of rest becomes the next day that is none (民法 §122);
//! Saturdays count as days of rest.

use crate::domain::settings::holidays::Holidays;
use crate::domain::settings::{Shop, day};

/// Days to withdraw, after the day of receipt.
const WITHDRAW_DAYS: i64 = 7;
/// Days to fetch goods, after the day of notice; and to pay back, after the day on which they are back.
const SHOP_DAYS: i64 = 15;

/// Days that are known, `YYYY-MM-DD`; empty: unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The customer received the goods.
    pub received: String,
    /// The customer gave notice.
    pub noticed: String,
    /// The goods are back.
    pub back: String,
}

/// Last days, `YYYY-MM-DD`; empty where the day from which they run is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastDays {
    /// 猶豫期
    pub withdraw: String,
    /// 取回商品
    pub fetch: String,
    /// 返還價金
    pub pay_back: String,
    /// The shop's own promise: a decision so many days after the goods are back.
    pub decide: String,
}

/// The last of so many days after a day; empty where that is no day.
fn last(from: &str, days: i64, holidays: &Holidays) -> String {
    let mut last = day::plus(from, days);
    while let Some(rest) = last.as_deref().filter(|day| holidays.is_rest(day)) {
        last = day::plus(rest, 1);
    }
    last.unwrap_or_default()
}

pub fn last_days(known: &Known, shop: &Shop, holidays: &Holidays) -> LastDays {
    LastDays {
        withdraw: last(&known.received, WITHDRAW_DAYS, holidays),
        fetch: last(&known.noticed, SHOP_DAYS, holidays),
        pay_back: last(&known.back, SHOP_DAYS, holidays),
        decide: last(&known.back, shop.return_decide_days, holidays),
    }
}

/// Whether the notice, or else the sending back, came within the days to withdraw; `None` where a day is unknown.
/// Either is enough (消保法 §19 I).
pub fn in_time(known: &Known, sent: &str, last: &LastDays) -> Option<bool> {
    let acts = [known.noticed.as_str(), sent];
    let first = acts.into_iter().filter(|day| !day.is_empty()).min()?;
    (!last.withdraw.is_empty()).then(|| first <= last.withdraw.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_days_over_months_leap_days_and_holidays() {
        let holidays = Holidays::built_in();
        // From, days, last day, why.
        for (from, days, expected, why) in [
            ("2026-11-09", 7, "2026-11-16", "a Monday"),
            ("2026-11-06", 7, "2026-11-13", "a Friday"),
            ("2026-11-07", 7, "2026-11-16", "a Saturday becomes Monday"),
            ("2026-11-08", 7, "2026-11-16", "a Sunday becomes Monday"),
            ("2026-11-24", 7, "2026-12-01", "over the end of a month"),
            (
                "2026-12-18",
                7,
                "2026-12-28",
                "Constitution Day, a Friday, and the weekend behind it",
            ),
            ("2026-02-07", 7, "2026-02-23", "nine days of New Year"),
            (
                "2026-02-20",
                7,
                "2026-03-02",
                "the day off for 28 February, and that weekend",
            ),
            (
                "2026-03-27",
                7,
                "2026-04-07",
                "Children's Day and Tomb Sweeping with both days off",
            ),
            (
                "2026-10-11",
                15,
                "2026-10-27",
                "Retrocession Day on a Sunday, its day off on Monday",
            ),
            ("2026-09-10", 15, "2026-09-29", "Mid-Autumn and Teachers' Day"),
            (
                "2026-12-17",
                15,
                "2027-01-01",
                "New Year's Day 2027 is in no table of ours: a Friday counts",
            ),
            ("2028-02-22", 7, "2028-02-29", "a leap day"),
            ("2028-02-23", 7, "2028-03-01", "over a leap day"),
            ("2027-02-22", 7, "2027-03-01", "no leap day"),
            ("", 7, "", "nobody knows the first day"),
            ("2026-02-30", 7, "", "no day"),
        ] {
            assert_eq!(last(from, days, &holidays), expected, "{from} + {days}: {why}");
        }
    }

    #[test]
    fn notice_or_sending_back_in_time_is_enough() {
        let holidays = Holidays::built_in();
        let shop = Shop::default();
        let known = |noticed: &str| Known {
            received: "2026-11-09".to_owned(),
            noticed: noticed.to_owned(),
            back: "2026-11-20".to_owned(),
        };
        for (noticed, sent, expected) in [
            ("2026-11-16", "", Some(true)),
            ("2026-11-17", "", Some(false)),
            ("2026-11-18", "2026-11-16", Some(true)),
            ("", "2026-11-17", Some(false)),
            ("", "", None),
        ] {
            let known = known(noticed);
            let last = last_days(&known, &shop, &holidays);
            assert_eq!(in_time(&known, sent, &last), expected, "{noticed} {sent}");
            assert_eq!(
                (last.pay_back.as_str(), last.decide.as_str()),
                ("2026-12-07", "2026-11-23")
            );
        }
    }
}
