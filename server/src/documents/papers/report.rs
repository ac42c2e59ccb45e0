//! A report on paper, A4 across: whatever columns it has, with sums below and boxes to sign in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, at_most};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// Columns of a report.
const MAX_COLUMNS: usize = 20;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportPaper {
    pub lang: Lang,
    pub company: Company,
    pub title: String,
    pub printed_at: String,
    /// What was asked for.
    pub facts: Vec<ReportFact>,
    /// A paragraph each.
    pub notes: Vec<String>,
    pub columns: Vec<ReportColumn>,
    /// As many texts in each as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Below the columns; empty: none.
    pub sums: Vec<String>,
    /// Captions of the boxes to sign in.
    pub signs: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportFact {
    pub caption: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportColumn {
    pub title: String,
    pub number: bool,
    /// Share of the width.
    pub weight: u32,
}

impl Fill for ReportPaper {
    const TEMPLATE: &'static str = "report.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("columns", self.columns.len(), MAX_COLUMNS)?;
        at_most("rows", self.rows.len(), MAX_LINES)
    }

    fn add(&self, _: &mut Map<String, Value>, _: &mut Codes) -> Result<(), DocumentError> {
        Ok(())
    }
}
