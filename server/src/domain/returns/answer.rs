//! What a person's answer to a question about a return does.

use super::questions::about;
use super::settle::{Verdict, judge};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Answer, Kind};
use crate::domain::receiving;
use crate::domain::stock::Answered;
use shared::id::DiscrepancyId;

/// Answers a question about a return, and any other by the answers of deliveries and of the ledger.
pub fn answer(
    cx: &Cx<'_>,
    id: DiscrepancyId,
    answer: Answer,
    counted: Option<i64>,
    note: &str,
) -> Result<Answered, DbError> {
    let verdict = match answer {
        Answer::SamePiece => Verdict::Same,
        Answer::ReallyMore => Verdict::More,
        Answer::Found
        | Answer::Adjust
        | Answer::Lost
        | Answer::PutBack
        | Answer::Accept
        | Answer::SendBack
        | Answer::Confirm
        | Answer::Reject
        | Answer::HoldInBin
        | Answer::Seen => return receiving::answer(cx, id, answer, counted, note),
    };
    let Some(question) = discrepancies::get(cx, id)? else {
        return Ok(Answered::NotFound);
    };
    if !question.open {
        return Ok(Answered::ClosedBefore);
    }
    let subject = about(&question.subject).filter(|_| question.kind == Kind::ReturnTwice);
    let Some((returned, item)) = subject else {
        return Ok(Answered::NotAnAnswer);
    };
    // Closed first: what settles would close it as "by itself".
    discrepancies::close_id(cx, id, answer.code(), note.trim())?;
    Ok(Answered::Done(judge(cx, returned, item, verdict)?))
}
