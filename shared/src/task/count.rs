//! 盤點: which bins are to be counted, and in which round. Never how much the books expect: a count is blind.

use super::TaskState;
use crate::catalogue::ItemKind;
use crate::facts::Effect;
use crate::id::*;
use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// 初盤, 複盤
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    #[default]
    First,
    /// By somebody else: the first count differed by more than its counter may decide.
    Second,
}

impl Round {
    pub fn code(self) -> &'static str {
        match self {
            Round::First => "first",
            Round::Second => "second",
        }
    }

    pub fn parse(code: &str) -> Option<Round> {
        [Round::First, Round::Second]
            .into_iter()
            .find(|round| round.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Round::First, Lang::ZhTw) => "初盤",
            (Round::First, Lang::En) => "1st count",
            (Round::Second, Lang::ZhTw) => "複盤",
            (Round::Second, Lang::En) => "2nd count",
        }
    }
}

/// 盤點單
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountPlan {
    pub id: CountPlanId,
    /// Printed and scanned: `CT261123-0002`.
    pub number: String,
    pub name: String,
    pub state: TaskState,
    /// Only items of these kinds are counted; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ItemKind>,
}

/// One bin to be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountTask {
    pub id: CountTaskId,
    pub plan: CountPlanId,
    /// In walking order, from 1.
    pub seq: i64,
    pub bin: BinId,
    #[serde(default)]
    pub round: Round,
    pub state: TaskState,
    /// The first counter, who must not be the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_by: Option<StaffId>,
}

impl CountTask {
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::BinCounted { task, counted } = effect
            && *task == self.id
        {
            self.state = if *counted {
                TaskState::Done
            } else {
                TaskState::Open
            };
        }
    }
}
