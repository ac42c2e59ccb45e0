//! A supplier's delivery: what is expected, what came.
//!
//! Invariant: a line counts pieces, whoever counted them and in whatever order; what is over is decided by the books
//! from the totals ([`DeliveryLine::over`]) and never by the device that scanned last.

use super::TaskState;
use crate::facts::Effect;
use crate::id::*;
use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// How a supplier's goods are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspection {
    /// 全驗: every piece.
    #[default]
    Full,
    /// 抽驗: one full carton opened; closed cartons count by their code.
    Sample,
}

impl Inspection {
    pub const ALL: [Inspection; 2] = [Inspection::Full, Inspection::Sample];

    pub fn code(self) -> &'static str {
        match self {
            Inspection::Full => "full",
            Inspection::Sample => "sample",
        }
    }

    pub fn parse(code: &str) -> Option<Inspection> {
        Inspection::ALL.into_iter().find(|way| way.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Inspection::Full, Lang::ZhTw) => "全驗",
            (Inspection::Full, Lang::En) => "Count all",
            (Inspection::Sample, Lang::ZhTw) => "抽驗",
            (Inspection::Sample, Lang::En) => "Sample",
        }
    }
}

/// 點箱: the cartons were counted at the door, the driver may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub at: i64,
    pub cartons: i64,
    /// Cartons with outer damage.
    #[serde(default)]
    pub damaged: i64,
}

/// 進貨單, as the handheld holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    /// Ours, printed and scanned: `DN261123-0007`; a follow-up slip ends in `-1`.
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<SupplierId>,
    /// 訂貨單號
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purchase_no: String,
    /// 廠商送貨單號
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note_no: String,
    pub state: TaskState,
    /// 預計到貨日, `YYYY-MM-DD`; empty when not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub due: String,
    #[serde(default)]
    pub inspection: Inspection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<Arrival>,
    /// Pieces expected over all lines; 0 for a blind delivery.
    #[serde(default)]
    pub pieces: i64,
    /// What a handheld called it before the server gave its number: it may be written on the cartons.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device_number: String,
    /// Numbers of blind deliveries that turned out to be this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_numbers: Vec<String>,
    /// Nobody announced it: nothing is over or short in it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blind: bool,
    /// It was blind and turned out to be this expected one: what is counted belongs there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<DeliveryId>,
    /// Pieces counted here that stand on no line, until the server's lines contain them.
    #[serde(skip)]
    pub extras: Vec<Extra>,
}

/// Pieces of an item that stand on no line: nobody ordered them, or nobody announced the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extra {
    pub item: ItemId,
    pub good: i64,
    pub bad: i64,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Delivery {
    /// One of which nothing is known but that it is there.
    pub fn unknown(id: DeliveryId) -> Delivery {
        Delivery {
            id,
            number: String::new(),
            supplier: None,
            purchase_no: String::new(),
            note_no: String::new(),
            state: TaskState::Open,
            due: String::new(),
            inspection: Inspection::default(),
            arrival: None,
            pieces: 0,
            device_number: String::new(),
            other_numbers: Vec::new(),
            blind: false,
            merged: None,
            extras: Vec::new(),
        }
    }

    fn add_extra(&mut self, item: ItemId, good: i64, bad: i64) {
        match self.extras.iter_mut().find(|extra| extra.item == item) {
            Some(extra) => {
                extra.good += good;
                extra.bad += bad;
            }
            None => self.extras.push(Extra { item, good, bad }),
        }
        self.extras.retain(|extra| (extra.good, extra.bad) != (0, 0));
    }

    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::ExtraReceived {
                delivery,
                item,
                good,
                bad,
            } if *delivery == self.id => self.add_extra(*item, *good, *bad),
            Effect::DeliveryArrived { delivery, arrival } if *delivery == self.id => {
                self.arrival = *arrival;
                if self.state == TaskState::Open && arrival.is_some() {
                    self.state = TaskState::Started;
                }
            }
            Effect::DeliveryClosed { delivery, closed } if *delivery == self.id => {
                self.state = if *closed {
                    TaskState::Done
                } else {
                    TaskState::Started
                };
            }
            _ => {}
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    pub id: DeliveryLineId,
    pub delivery: DeliveryId,
    pub seq: i64,
    pub item: ItemId,
    /// Pieces on the order; 0 where nobody ordered it.
    pub expected: i64,
    /// 良品, over-delivered pieces included.
    #[serde(default)]
    pub good: i64,
    /// 不良品
    #[serde(default)]
    pub bad: i64,
    /// 允收效期: below this day of expiry the clerk is warned. `YYYY-MM-DD`; empty: no rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accept_from: String,
    /// 廠商貨號
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supplier_code: String,
}

impl DeliveryLine {
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::LineReceived { line, good, bad } = effect
            && *line == self.id
        {
            self.good += good;
            self.bad += bad;
        }
    }

    /// Counted, good or bad.
    pub fn counted(&self) -> i64 {
        self.good + self.bad
    }

    /// 短少: what is still to come.
    pub fn open(&self) -> i64 {
        (self.expected - self.counted()).max(0)
    }

    /// 溢收: good pieces beyond the order. They are held (待判) until the office has answered.
    pub fn over(&self) -> i64 {
        over(self.expected, self.good, self.bad)
    }
}

/// Deals the pieces of one item over its lines, whatever line a device named: bunch by bunch, each line is filled to
/// what it expects in the order of the paper, and what is left stays on the last. So an item on two lines is a function
/// of its totals. Not good pieces go first, for they use up the order ([`over`]), then good ones, the first to be sold
/// first: what is over of all of them is then what is over on the last line.
///
/// Answers for each bunch how many of it each line gets. A bunch below zero, for its facts are not all here yet, is the
/// last line's and fills nothing.
pub fn deal(expected: &[i64], bunches: &[i64]) -> Vec<Vec<i64>> {
    let mut open: Vec<i64> = expected.iter().map(|pieces| (*pieces).max(0)).collect();
    let share = |bunch: &i64| {
        let mut left = *bunch;
        let mut shares = Vec::with_capacity(open.len());
        for line in &mut open {
            let here = left.clamp(0, *line);
            *line -= here;
            left -= here;
            shares.push(here);
        }
        if let Some(last) = shares.last_mut() {
            *last += left;
        }
        shares
    };
    bunches.iter().map(share).collect()
}

/// Good pieces beyond the order: bad ones use up the order first, because they came on it.
pub fn over(expected: i64, good: i64, bad: i64) -> i64 {
    (good + bad - expected).clamp(0, good.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_line_is_filled_then_the_next_and_the_rest_stays_on_the_last() {
        assert_eq!(deal(&[7, 5], &[0, 4]), [[0, 0], [4, 0]]);
        assert_eq!(deal(&[7, 5], &[2, 9]), [[2, 0], [5, 4]]);
        assert_eq!(deal(&[7, 5], &[0, 20]), [[0, 0], [7, 13]]);
        assert_eq!(deal(&[7, 0, 5], &[12]), [[7, 0, 5]]);
        assert_eq!(deal(&[7, 5], &[-3, 8]), [[0, -3], [7, 1]]);
        assert_eq!(deal(&[], &[3]), [[0; 0]]);
    }

    proptest! {
        #[test]
        fn every_piece_stands_on_one_line_and_what_is_over_is_as_if_there_were_one(
            expected in prop::collection::vec(0i64..30, 1..5), bad in 0i64..60, good in 0i64..60,
        ) {
            let dealt = deal(&expected, &[bad, good]);
            prop_assert_eq!(dealt[0].iter().sum::<i64>(), bad);
            prop_assert_eq!(dealt[1].iter().sum::<i64>(), good);
            let on_lines = (0..expected.len()).map(|at| over(expected[at], dealt[1][at], dealt[0][at]));
            prop_assert_eq!(on_lines.sum::<i64>(), over(expected.iter().sum(), good, bad));
            // A line has something only when those before it are full.
            for at in 1..expected.len() {
                if dealt[0][at] + dealt[1][at] > 0 {
                    prop_assert!((0..at).all(|before| dealt[0][before] + dealt[1][before] >= expected[before]));
                }
            }
        }
    }
}
