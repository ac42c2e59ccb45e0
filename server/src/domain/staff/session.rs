//! Sessions of the office pages. The cookie holds 256 random bits; the table only their SHA-256.

use super::{Member, decode};
use crate::db::{Cx, DbError, Tx};
use crate::hex;
use crate::params;
use shared::id::StaffId;

/// Without a click for this long, a session ends.
const IDLE_MS: i64 = 12 * 60 * 60 * 1000;
/// And after this long in any case.
const ABSOLUTE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How often a session's last use is written down: each click would be a write.
const SEEN_EVERY_MS: i64 = 5 * 60 * 1000;
/// Failures in a row before a login has to wait, and how long.
const FREE_FAILURES: i64 = 5;
const WAIT_MS: i64 = 60 * 1000;

#[derive(Clone, Debug)]
pub struct SessionInfo {
    pub member: Member,
    /// Its last use should be written down.
    pub stale: bool,
}

pub enum LoginOutcome {
    /// The token for the cookie.
    Welcome(String),
    /// Name or password are wrong; which of the two is not said.
    Wrong,
    /// Too many failures: wait so many seconds.
    Wait(i64),
}

pub fn hash_token(token: &str) -> String {
    hex::sha256(token.as_bytes())
}

/// The hash to compare a password with, for [`login`]: read first, compared outside a transaction.
pub fn password_of(tx: &Tx<'_>, login: &str) -> Result<Option<(StaffId, String)>, DbError> {
    tx.row(include_str!("sql/password.sql"), params![login])?
        .map(|row| Ok((row.parse("id")?, row.text("password_hash")?)))
        .transpose()
}

/// How many seconds this login has to wait after its failures.
pub fn wait_for(tx: &Tx<'_>, key: &str, now: i64) -> Result<i64, DbError> {
    let row = tx.row("select until_at from login_failure where key = ?1", params![key])?;
    Ok(row
        .map(|row| row.int("until_at"))
        .transpose()?
        .map_or(0, |until| ((until - now).max(0) + 999) / 1000))
}

/// The outcome of a comparison made outside: opens a session or counts the failure.
pub fn login(cx: &Cx<'_>, key: &str, staff: Option<StaffId>) -> Result<LoginOutcome, DbError> {
    let wait = wait_for(cx, key, cx.now)?;
    if wait > 0 {
        return Ok(LoginOutcome::Wait(wait));
    }
    let Some(staff) = staff else {
        cx.exec(
            include_str!("sql/failure.sql"),
            params![key, FREE_FAILURES, cx.now + WAIT_MS],
        )?;
        return Ok(LoginOutcome::Wrong);
    };
    cx.exec("delete from login_failure where key = ?1", params![key])?;
    cx.exec("delete from web_session where expires_at < ?1", params![cx.now])?;
    let token = cx.secret::<32>();
    cx.exec(
        include_str!("sql/session_put.sql"),
        params![hash_token(&token), staff, cx.now, cx.now + ABSOLUTE_MS],
    )?;
    Ok(LoginOutcome::Welcome(token))
}

pub fn session(tx: &Tx<'_>, token: &str, now: i64) -> Result<Option<SessionInfo>, DbError> {
    let row = tx.row(
        include_str!("sql/session.sql"),
        params![hash_token(token), now, now - IDLE_MS],
    )?;
    row.map(|row| {
        Ok(SessionInfo {
            member: decode(&row)?,
            stale: row.int("seen_at")? < now - SEEN_EVERY_MS,
        })
    })
    .transpose()
}

pub fn seen(cx: &Cx<'_>, token: &str) -> Result<(), DbError> {
    cx.exec(
        "update web_session set seen_at = ?2 where token_hash = ?1",
        params![hash_token(token), cx.now],
    )?;
    Ok(())
}

pub fn end_session(cx: &Cx<'_>, token: &str) -> Result<(), DbError> {
    cx.exec(
        "delete from web_session where token_hash = ?1",
        params![hash_token(token)],
    )?;
    Ok(())
}
