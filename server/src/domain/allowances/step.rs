//! The way of an allowance: signed, to accounting, refunded; or void.

use super::{SignedHow, State};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::params;
use uuid::Uuid;

const NOTE_LIMIT: usize = 200;
/// MIG 4.1 CancelReason.
const REASON_LIMIT: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stepped {
    Done,
    NotFound,
    /// It is here, and from here it does not go there.
    NotFrom(State),
    /// Signed on paper: the scan is not there yet.
    NoScan,
    Wrong(Invalid),
}

fn state_of(cx: &Cx<'_>, id: Uuid) -> Result<Option<State>, DbError> {
    cx.row("select state from allowance where id = ?1", params![id])?
        .map(|row| row.code("state", State::parse))
        .transpose()
}

pub(super) fn note(cx: &Cx<'_>, id: Uuid, state: State, note: &str) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/put_step.sql"),
        params![id, state.code(), cx.now, cx.staff(), note],
    )?;
    Ok(())
}

fn go(cx: &Cx<'_>, id: Uuid, next: State, why: &str) -> Result<Stepped, DbError> {
    let Some(state) = state_of(cx, id)? else {
        return Ok(Stepped::NotFound);
    };
    if !state.may_become(next) {
        return Ok(Stepped::NotFrom(state));
    }
    cx.exec(
        "update allowance set state = ?2 where id = ?1",
        params![id, next.code()],
    )?;
    note(cx, id, next, why)?;
    Ok(Stepped::Done)
}

/// 簽回: a private buyer signs, a business buyer stamps. On paper its scan must be there.
pub fn sign(cx: &Cx<'_>, id: Uuid, how: SignedHow, why: &str) -> Result<Stepped, DbError> {
    let why = match catalogue::optional("note", why, NOTE_LIMIT) {
        Ok(why) => why,
        Err(invalid) => return Ok(Stepped::Wrong(invalid)),
    };
    if how == SignedHow::Paper && super::files(cx, id)?.is_empty() {
        return Ok(match state_of(cx, id)? {
            None => Stepped::NotFound,
            Some(state) if !state.may_become(State::Signed) => Stepped::NotFrom(state),
            Some(_) => Stepped::NoScan,
        });
    }
    let done = go(cx, id, State::Signed, &why)?;
    if done == Stepped::Done {
        cx.exec(
            "update allowance set signed_how = ?2 where id = ?1",
            params![id, how.code()],
        )?;
    }
    Ok(done)
}

/// 送會計.
pub fn send(cx: &Cx<'_>, id: Uuid) -> Result<Stepped, DbError> {
    go(cx, id, State::Accounting, "")
}

/// Sends all signed allowances of a refund; those that are not signed yet, by number, hold it.
pub fn hand_over(cx: &Cx<'_>, refund: Uuid) -> Result<Vec<String>, DbError> {
    let all = super::of_refund(cx, refund)?;
    let unsigned: Vec<String> = all
        .iter()
        .filter(|one| one.state == State::Issued)
        .map(|one| one.number.clone())
        .collect();
    if unsigned.is_empty() {
        for one in all.iter().filter(|one| one.state == State::Signed) {
            send(cx, one.id)?;
        }
    }
    Ok(unsigned)
}

/// The money of a refund went back: its allowances that accounting has are done.
pub fn mark_refunded(cx: &Cx<'_>, refund: Uuid) -> Result<(), DbError> {
    for one in super::of_refund(cx, refund)? {
        if one.state == State::Accounting {
            go(cx, one.id, State::Refunded, "")?;
        }
    }
    Ok(())
}

/// 作廢: what it took off is the invoice's again.
pub fn void(cx: &Cx<'_>, id: Uuid, reason: &str) -> Result<Stepped, DbError> {
    match catalogue::text("reason", reason, REASON_LIMIT) {
        Ok(reason) => go(cx, id, State::Void, &reason),
        Err(invalid) => Ok(Stepped::Wrong(invalid)),
    }
}
