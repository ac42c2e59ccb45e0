//! Two people: who inspected does not approve.

use super::step::{self, Stepped};
use super::{State, query};
use crate::db::{Cx, DbError};
use crate::params;
use shared::id::{ReturnId, StaffId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approved {
    Done,
    NotFound,
    NotFrom(State),
    /// The inspector, or the one who asked where nobody inspected: another person approves.
    TwoPeople,
}

/// Whether this person may approve. Without an inspection who asked counts as who inspected.
pub fn may_approve(approver: StaffId, inspected: &[StaffId], asked: Option<StaffId>) -> bool {
    match inspected.is_empty() {
        true => asked != Some(approver),
        false => !inspected.contains(&approver),
    }
}

pub fn approve(cx: &Cx<'_>, id: Uuid) -> Result<Approved, DbError> {
    let Some(view) = query::refund(cx, id)? else {
        return Ok(Approved::NotFound);
    };
    if !view.head.state.may_become(State::Approved) {
        return Ok(Approved::NotFrom(view.head.state));
    }
    let Some(approver) = cx.staff() else {
        return Ok(Approved::TwoPeople);
    };
    let inspected = match view.head.sales_return {
        Some(of) => inspectors(cx, of)?,
        None => Vec::new(),
    };
    if !may_approve(approver, &inspected, view.head.asked_by) {
        return Ok(Approved::TwoPeople);
    }
    Ok(match step::go(cx, id, State::Approved, "")? {
        Stepped::Done => Approved::Done,
        Stepped::NotFrom(state) => Approved::NotFrom(state),
        _ => Approved::NotFound,
    })
}

fn inspectors(cx: &Cx<'_>, of: ReturnId) -> Result<Vec<StaffId>, DbError> {
    cx.rows(include_str!("sql/inspectors.sql"), params![of])?
        .iter()
        .map(|row| row.parse("staff"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_inspected_does_not_approve() {
        let [one, two] = [1u128, 2].map(|n| StaffId(Uuid::from_u128(n)));
        for (approver, inspected, asked, may) in [
            (one, vec![two], Some(one), true),
            (one, vec![one], Some(two), false),
            (one, vec![two, one], None, false),
            // Nobody inspected: the two are who asked and who approves.
            (one, vec![], Some(one), false),
            (one, vec![], Some(two), true),
        ] {
            assert_eq!(
                may_approve(approver, &inspected, asked),
                may,
                "{inspected:?} {asked:?}"
            );
        }
    }
}
