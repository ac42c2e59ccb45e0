//! A list's state follows from its lines, whichever fact arrived first.

use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::ListId;
use shared::row::RowKind;

/// Somebody worked on the list: it has begun, whatever was taken back since.
pub fn begin_list(cx: &Cx<'_>, list: ListId) -> Result<(), DbError> {
    let begun = cx.exec(
        "update pick_list set state = 'started' where id = ?1 and state = 'open'",
        params![list],
    )?;
    if begun > 0 {
        cx.touch(RowKind::List, list.0);
    }
    Ok(())
}

/// A list is done when nothing is open on it, and goes on when something is taken back.
pub fn settle_list(cx: &Cx<'_>, list: ListId) -> Result<(), DbError> {
    if cx.exec(include_str!("sql/list_finish.sql"), params![list, cx.now])? > 0 {
        cx.exec("update pick_line set reserves = 0 where list = ?1", params![list])?;
        cx.touch(RowKind::List, list.0);
    } else if cx.exec(include_str!("sql/list_unfinish.sql"), params![list])? > 0 {
        cx.exec("update pick_line set reserves = 1 where list = ?1", params![list])?;
        cx.touch(RowKind::List, list.0);
    }
    Ok(())
}

/// The totes that a list was picked into, in the order in which they were attached; more than one where two devices
/// did not know of each other.
pub fn totes(tx: &Tx<'_>, list: ListId) -> Result<Vec<String>, DbError> {
    tx.rows(include_str!("sql/totes.sql"), params![list])?
        .iter()
        .map(|row| row.text("tote"))
        .collect()
}
