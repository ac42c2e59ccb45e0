//! Do the AIs on one symbol go together? GS1 says which AI needs or forbids which other.
//!
//! Separate from reading on purpose: a label that lacks a partner AI is the supplier's fault, and the worker's scan must
//! still work. GS1 also judges the combined data of all symbols on an item, which one scan does not have.
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::ai::Ai;
use super::element::Element;
use crate::lang::Lang;

/// One thing that GS1 does not want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub ai: Ai,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One of these is required: `,` separates alternatives, `+` joins, `n` is any digit.
    Needs(&'static str),
    /// Must not stand beside this one.
    NotWith(Ai),
    /// Twice, with different values.
    Differs,
}

impl Problem {
    pub fn code(&self) -> &'static str {
        match self.what {
            What::Needs(_) => "needs",
            What::NotWith(_) => "not_with",
            What::Differs => "differs",
        }
    }

    pub fn message(&self, lang: Lang) -> String {
        let ai = self.ai;
        match (self.what, lang) {
            (What::Needs(partners), Lang::ZhTw) => format!("AI ({ai}) 還需要其中之一：{partners}"),
            (What::Needs(partners), Lang::En) => format!("AI ({ai}) needs one of: {partners}"),
            (What::NotWith(other), Lang::ZhTw) => format!("AI ({ai}) 不能和 AI ({other}) 一起出現"),
            (What::NotWith(other), Lang::En) => format!("AI ({ai}) must not stand beside AI ({other})"),
            (What::Differs, Lang::ZhTw) => format!("AI ({ai}) 出現兩次，內容不同"),
            (What::Differs, Lang::En) => format!("AI ({ai}) stands twice with different values"),
        }
    }
}

/// Everything that GS1 does not want among these elements; empty if all is well.
pub fn associations(elements: &[Element]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let has = |pattern: &str| elements.iter().any(|e| e.ai.matches(pattern));
    for (at, Element { ai, value, .. }) in elements.iter().enumerate() {
        let earlier = &elements[..at];
        if let Some(twin) = earlier.iter().find(|e| e.ai == *ai) {
            if twin.value != *value {
                problems.push(Problem {
                    ai: *ai,
                    what: What::Differs,
                });
            }
            continue;
        }
        if let Some(partners) = ai.entry().needs
            && !partners.split(',').any(|group| group.split('+').all(has))
        {
            problems.push(Problem {
                ai: *ai,
                what: What::Needs(partners),
            });
        }
        for pattern in ai.entry().not_with.iter().flat_map(|list| list.split(',')) {
            let other = elements.iter().find(|e| e.ai != *ai && e.ai.matches(pattern));
            problems.extend(other.map(|other| Problem {
                ai: *ai,
                what: What::NotWith(other.ai),
            }));
        }
    }
    problems
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("ai", &self.ai)?;
        map.serialize_entry("zh-TW", &self.message(Lang::ZhTw))?;
        map.serialize_entry("en", &self.message(Lang::En))?;
        map.end()
    }
}
