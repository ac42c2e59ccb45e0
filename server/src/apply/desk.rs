//! Taking back: the original stays, its effects are reversed.

use super::{ApplyError, Circumstances, Direction, dispatch};
use crate::db::Cx;
use crate::params;
use shared::facts::{Fact, Undone};
use shared::id::DiscrepancyId;

pub fn undone(cx: &Cx<'_>, now: &Circumstances, fact: &Undone) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(include_str!("sql/original.sql"), params![fact.of])?;
    let row = row.ok_or(ApplyError::NothingToUndo(fact.of))?;
    if row.opt_text("undone_by")?.is_some() {
        return Ok(None);
    }
    let version = u16::try_from(row.int("version")?).unwrap_or(0);
    let original = Fact::decode(&row.text("kind")?, version, &row.text("body")?)?;
    if !original.can_be_undone() {
        return Ok(None);
    }
    cx.exec(
        "update fact set undone_by = ?2 where id = ?1",
        params![fact.of, now.id],
    )?;
    let now = Circumstances {
        original: fact.of,
        ..*now
    };
    dispatch(cx, &now, &original, Direction::TakenBack)
}
