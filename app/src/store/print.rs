//! Print jobs: labels that somebody pressed for, and what came of them.
//!
//! Invariant: a job is in the file before anything is sent, and that sending begins is in the file before the first
//! byte goes. So a start after a crash knows which jobs may be on paper.

use super::{Cx, Reader, StoreError};
use crate::device::printer::{Progress, Report, Settings, Told};
use rusqlite::params;
use shared::label::ItemLabel;
use uuid::Uuid;

/// Jobs that are done with and still shown. The oldest are forgotten.
pub const JOBS_KEPT: usize = 50;
/// Jobs that may wait.
pub const JOBS_WAITING: usize = 50;

/// A label that somebody pressed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: Uuid,
    /// When, milliseconds since 1970.
    pub at: i64,
    pub label: ItemLabel,
    pub copies: u32,
    pub progress: Progress,
    /// How often sending has begun.
    pub tries: i64,
    /// Some try may have reached a printer: whatever the last one says, it may be on paper.
    pub perhaps: bool,
    /// Where it was last sent: `192.168.1.50:9100`.
    pub printer: String,
    /// What came of the last try.
    pub report: Option<Report>,
    /// The printer's own words.
    pub answer: String,
    /// When it was last begun or reported on, milliseconds since 1970.
    pub said_at: i64,
}

impl Reader<'_> {
    /// The latest first.
    pub fn print_jobs(&self) -> Result<Vec<Job>, StoreError> {
        let mut statement = self.conn().prepare_cached(include_str!("sql/print_all.sql"))?;
        let rows = statement.query_map([], |row| {
            let (state, said): (String, String) = (row.get("state")?, row.get("said")?);
            Ok(Job {
                id: row.get("id")?,
                at: row.get("at")?,
                label: ItemLabel {
                    code: row.get("code")?,
                    sku: row.get("sku")?,
                    name: row.get("name")?,
                    spec: row.get("spec")?,
                },
                copies: row.get("copies")?,
                // The table admits no other.
                progress: Progress::parse(&state).unwrap_or(Progress::Failed),
                tries: row.get("tries")?,
                perhaps: row.get("perhaps")?,
                printer: row.get("printer")?,
                report: Report::parse(&said),
                answer: row.get("answer")?,
                said_at: row.get("said_at")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Cx<'_> {
    /// Keeps a new job.
    pub fn print_job(&mut self, id: Uuid, at: i64, label: &ItemLabel, copies: u32) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(include_str!("sql/print_put.sql"))?
            .execute(params![
                id, at, label.code, label.sku, label.name, label.spec, copies
            ])?;
        self.tx
            .prepare_cached(include_str!("sql/print_forget.sql"))?
            .execute([JOBS_KEPT as i64])?;
        Ok(())
    }

    /// Sending begins: from now on it may be on paper.
    pub fn print_begins(&mut self, id: Uuid, to: &Settings, at: i64) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(include_str!("sql/print_begin.sql"))?
            .execute(params![id, to.address(), at])?;
        Ok(())
    }

    /// What came of it.
    pub fn print_said(&mut self, id: Uuid, told: &Told, at: i64) -> Result<(), StoreError> {
        let Told { report, answer } = told;
        self.tx
            .prepare_cached(include_str!("sql/print_said.sql"))?
            .execute(params![
                id,
                report.progress().code(),
                report.code(),
                answer,
                at,
                report.may_have_arrived()
            ])?;
        Ok(())
    }

    pub fn print_drop(&mut self, id: Uuid) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(include_str!("sql/print_drop.sql"))?
            .execute([id])?;
        Ok(())
    }
}
