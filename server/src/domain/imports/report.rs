//! What an import did, row by row where it did not.

use super::{Became, Order};
use crate::db::{Cx, DbError, Row, Tx};
use crate::intake::fields::Subject;
use crate::intake::file::Sheet;
use crate::intake::row::RowProblem;
use crate::intake::row::{Severity, bad_rows_csv, bad_rows_csv_showing};
use crate::intake::staff;
use crate::params;
use shared::lang::Lang;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows that did not come in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Row numbers as a spreadsheet shows them.
    pub rows: Vec<u32>,
    /// Order number, SKU or bin.
    pub key: String,
    pub reason: String,
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub rows_in: usize,
    pub created: usize,
    pub changed: usize,
    pub same: usize,
    /// Rows left out on purpose, with the reason: cancellations, charges.
    pub skipped: Vec<Refused>,
    pub refused: Vec<Refused>,
    /// Taken in, but worth knowing.
    pub notes: Vec<Refused>,
    /// Codes that mean nothing here yet, with how many orders wait for each.
    pub unknown_codes: BTreeMap<String, usize>,
    /// The refused rows with a reason column, as they are downloaded.
    pub bad_rows: Vec<u8>,
    pub dry_run: bool,
}

impl Report {
    pub(super) fn new(sheet: &Sheet, order: &Order) -> Report {
        Report {
            rows_in: sheet.len(),
            dry_run: order.dry_run,
            ..Report::default()
        }
    }

    pub(super) fn count(&mut self, became: Became) {
        match became {
            Became::Created => self.created += 1,
            Became::Changed => self.changed += 1,
            Became::Same => self.same += 1,
            Became::Refused { rows, key, reason } => self.refused.push(Refused { rows, key, reason }),
            Became::Several(all) => all.into_iter().for_each(|one| self.count(one)),
        }
    }

    /// What the intake found wrong with rows.
    pub(super) fn problems(&mut self, problems: &[RowProblem], lang: Lang) {
        for problem in problems {
            let one = Refused {
                rows: problem.rows.clone(),
                key: problem.key.clone(),
                reason: problem.message(lang),
            };
            match problem.severity {
                Severity::Held => self.refused.push(one),
                Severity::Note => self.notes.push(one),
            }
        }
    }

    pub fn refused_rows(&self) -> usize {
        self.refused.iter().map(|refused| refused.rows.len()).sum()
    }

    pub fn skipped_rows(&self) -> usize {
        self.skipped.iter().map(|skipped| skipped.rows.len()).sum()
    }

    pub(super) fn finish(&mut self, sheet: &Sheet, order: &Order) {
        let mut reasons: BTreeMap<u32, String> = BTreeMap::new();
        for refused in &self.refused {
            for row in &refused.rows {
                let slot = reasons.entry(*row).or_default();
                if !slot.is_empty() {
                    slot.push_str("; ");
                }
                slot.push_str(&refused.reason);
            }
        }
        self.bad_rows = if reasons.is_empty() {
            Vec::new()
        } else if order.mapping.subject == Subject::Staff {
            // These rows are kept: nobody's PIN, nor a password that a file should not have had.
            let shown = staff::columns_to_keep(sheet, &order.mapping);
            bad_rows_csv_showing(sheet, &reasons, order.lang, |column| shown.contains(&column))
        } else {
            bad_rows_csv(sheet, &reasons, order.lang)
        };
    }
}

pub(super) fn keep(cx: &Cx<'_>, report: &Report, order: &Order) -> Result<(), DbError> {
    let id: Uuid = cx.new_id();
    let subject = serde_json::to_string(&order.mapping.subject).unwrap_or_default();
    cx.exec(
        include_str!("sql/run_put.sql"),
        params![
            id,
            subject.trim_matches('"'),
            &order.file_name,
            super::file_hash(&order.bytes),
            &order.mapping.name,
            cx.now,
            cx.staff(),
            report.rows_in,
            report.created,
            report.changed,
            report.same,
            report.skipped_rows(),
            report.refused_rows(),
            report.bad_rows.as_slice(),
        ],
    )?;
    Ok(())
}

/// An import of the past.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: Uuid,
    pub subject: String,
    pub file_name: String,
    pub mapping: String,
    pub at: i64,
    pub by: String,
    pub rows_in: i64,
    pub created: i64,
    pub changed: i64,
    pub same: i64,
    pub skipped: i64,
    pub refused: i64,
}

fn decode(row: &Row) -> Result<Run, DbError> {
    Ok(Run {
        id: row.parse("id")?,
        subject: row.text("subject")?,
        file_name: row.text("file_name")?,
        mapping: row.text("mapping")?,
        at: row.int("at")?,
        by: row.opt_text("by_name")?.unwrap_or_default(),
        rows_in: row.int("rows_in")?,
        created: row.int("created")?,
        changed: row.int("changed")?,
        same: row.int("same")?,
        skipped: row.int("skipped")?,
        refused: row.int("refused")?,
    })
}

/// Imports, newest first.
pub fn last_runs(tx: &Tx<'_>, limit: i64) -> Result<Vec<Run>, DbError> {
    tx.rows(include_str!("sql/runs.sql"), params![limit])?
        .iter()
        .map(decode)
        .collect()
}

/// The refused rows of an import as CSV (UTF-8 with BOM).
pub fn run_bad_rows(tx: &Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    tx.row("select bad_rows from import_run where id = ?1", params![id])?
        .map(|row| row.blob("bad_rows"))
        .transpose()
}
