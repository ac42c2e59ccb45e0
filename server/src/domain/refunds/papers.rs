//! The allowances of a refund: what is still to be taken off its order's invoices.

use super::query::RefundView;
use super::share::by_largest_remainder;
use super::{Paper, State, query};
use crate::db::{Cx, DbError, Tx};
use crate::domain::allowances::{self, Issued, NewAllowance, Proposed, Wanted};
use crate::domain::invoices;
use shared::money::Minor;
use uuid::Uuid;

/// What the refund takes off invoices, line by line and freight last; what is kept back lowers each by its share.
fn wanted(view: &RefundView) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = view
        .lines
        .iter()
        .map(|line| Wanted {
            code: line.code.clone(),
            quantity: line.quantity,
            amount: line.money,
        })
        .collect();
    if view.head.freight > 0 {
        all.push(Wanted {
            code: String::new(),
            quantity: 1,
            amount: view.head.freight,
        });
    }
    let weights: Vec<Minor> = all.iter().map(|want| want.amount).collect();
    let kept = by_largest_remainder(view.head.deducted, &weights, 100);
    for (want, kept) in all.iter_mut().zip(kept) {
        want.amount -= kept;
    }
    all
}

/// What has no allowance yet and could have: 0 when all is covered, or when no invoice has anything left.
pub fn papers_open(tx: &Tx<'_>, view: &RefundView) -> Result<Minor, DbError> {
    let issued = allowances::of_refund(tx, view.head.id)?;
    let issued: Minor = issued.iter().map(|one| one.amount.gross()).sum();
    let billed = invoices::invoices(tx, view.head.order)?;
    Ok((view.head.amount() - issued).clamp(0, billed.remaining()))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersIssued {
    /// Numbers, and what no invoice covers.
    Done {
        numbers: Vec<String>,
        uncovered: Minor,
    },
    NotFound,
    /// Only an approved refund, that is put right by allowances, has some.
    NotNow(State),
    /// All of it was issued, or nothing is left on the invoices.
    Nothing,
}

/// Issues the allowances of an approved refund: one for each invoice that is concerned.
pub fn issue_papers(cx: &Cx<'_>, id: Uuid) -> Result<PapersIssued, DbError> {
    let Some(view) = query::refund(cx, id)? else {
        return Ok(PapersIssued::NotFound);
    };
    if view.head.paper != Paper::Allowance || view.head.state != State::Approved {
        return Ok(PapersIssued::NotNow(view.head.state));
    }
    if papers_open(cx, &view)? == 0 {
        return Ok(PapersIssued::Nothing);
    }
    // After one of several was voided only what is open is issued again.
    let issued = allowances::of_refund(cx, id)?;
    let mut done: Minor = issued.iter().map(|one| one.amount.gross()).sum();
    let mut wanted = wanted(&view);
    for want in &mut wanted {
        let off = want.amount.min(done);
        want.amount -= off;
        done -= off;
    }
    wanted.retain(|want| want.amount > 0);
    let Proposed { papers, uncovered } =
        allowances::propose(&invoices::invoices(cx, view.head.order)?, &wanted);
    let mut numbers = Vec::new();
    for (invoice, lines) in papers {
        let new = NewAllowance {
            invoice,
            refund: Some(id),
            remark: view.head.reason.clone(),
            lines,
        };
        match allowances::issue(cx, &new)? {
            Issued::Done { number, .. } => numbers.push(number),
            no => {
                return Err(DbError::Driver(format!(
                    "an allowance as proposed was refused: {no:?}"
                )));
            }
        }
    }
    Ok(PapersIssued::Done { numbers, uncovered })
}
