//! 呈報主管: a report that was handed up, as it was then; who asked for it, who made it, who read it and when.
//!
//! Invariant: the sheet never changes once it was handed up, and the first time somebody read it stays.

use crate::db::{Cx, DbError, Tx};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::StaffId;
use uuid::Uuid;

/// Characters of a note or an answer.
pub const NOTE_LIMIT: usize = 500;

/// What is handed up.
#[derive(Clone, Debug)]
pub struct HandUp {
    pub kind: String,
    /// The address of the page it was handed up from.
    pub asked: String,
    /// The sheet as JSON.
    pub sheet: String,
    pub instructed_by: StaffId,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    pub id: Uuid,
    pub number: String,
    pub kind: String,
    pub asked: String,
    pub instructed_by: StaffId,
    pub instructed_name: String,
    pub reported_name: String,
    pub reported_at: i64,
    pub note: String,
    pub readers: i64,
    /// When the one who asked for it read it.
    pub read_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub name: String,
    pub at: i64,
    /// 批示
    pub answer: String,
}

fn audit(cx: &Cx<'_>, verb: &str, subject: &str, detail: &str) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/audit_put.sql"),
        params![cx.now, cx.staff(), verb, subject, detail],
    )?;
    Ok(())
}

/// Keeps a report under a number of its own: `RP261123-1`. `None` where nobody of the staff hands it up, or the one
/// who is said to have asked for it is not there.
pub fn hand_up(cx: &Cx<'_>, form: &HandUp) -> Result<Option<Uuid>, DbError> {
    let Some(by) = cx.staff() else {
        return Ok(None);
    };
    let known = cx.number(
        "select count(*) as n from staff where id = ?1 and active = 1",
        params![form.instructed_by],
    )?;
    if known == 0 {
        return Ok(None);
    }
    let series = format!("RP{}", day::stamp(cx.now, settings::shop(cx)?.utc_offset_min));
    let number = format!("{series}-{}", cx.next_number(&series)?);
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/handed_put.sql"),
        params![
            id,
            &number,
            &form.kind,
            &form.asked,
            &form.sheet,
            form.instructed_by,
            by,
            cx.now,
            &form.note
        ],
    )?;
    audit(cx, "report_handed", &number, &form.kind)?;
    Ok(Some(id))
}

/// Reports that were handed up, newest first; `one` asks for one.
pub fn handed(tx: &Tx<'_>, one: Option<Uuid>, limit: i64) -> Result<Vec<Handed>, DbError> {
    tx.rows(include_str!("sql/handed.sql"), params![one, limit])?
        .iter()
        .map(|row| {
            Ok(Handed {
                id: row.parse("id")?,
                number: row.text("number")?,
                kind: row.text("kind")?,
                asked: row.text("asked")?,
                instructed_by: row.parse("instructed_by")?,
                instructed_name: row.text("instructed_name")?,
                reported_name: row.text("reported_name")?,
                reported_at: row.int("reported_at")?,
                note: row.text("note")?,
                readers: row.int("readers")?,
                read_at: row.opt_int("read_at")?,
            })
        })
        .collect()
}

/// The sheet as it was handed up, JSON.
pub fn handed_sheet(tx: &Tx<'_>, id: Uuid) -> Result<Option<String>, DbError> {
    tx.row("select sheet from report_handed where id = ?1", params![id])?
        .map(|row| row.text("sheet"))
        .transpose()
}

pub fn reads(tx: &Tx<'_>, id: Uuid) -> Result<Vec<Read>, DbError> {
    tx.rows(include_str!("sql/reads.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(Read {
                name: row.text("name")?,
                at: row.int("at")?,
                answer: row.text("answer")?,
            })
        })
        .collect()
}

/// Whoever is signed in read it. The first time stays; an answer may be given later. `false`: no such report.
pub fn mark_read(cx: &Cx<'_>, id: Uuid, answer: &str) -> Result<bool, DbError> {
    let (Some(by), Some(report)) = (cx.staff(), handed(cx, Some(id), 1)?.pop()) else {
        return Ok(false);
    };
    cx.exec(include_str!("sql/read_put.sql"), params![id, by, cx.now, answer])?;
    audit(cx, "report_read", &report.number, answer)?;
    Ok(true)
}
