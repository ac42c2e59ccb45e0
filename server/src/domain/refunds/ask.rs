//! A refund is asked for: by whom it was proposed from, with what was given for the order and what comes back.

use super::bank::{self, BankForm};
use super::proposal::{Proposal, proposal};
use super::share::{self, Settlement, Unsettled};
use super::{Method, Paper, State, step};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid, Kept};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{OrderId, ReturnId};
use shared::money::Minor;
use uuid::Uuid;

const TEXT_LIMIT: usize = 200;

#[derive(Clone, Debug)]
pub struct Ask {
    pub order: OrderId,
    pub sales_return: Option<ReturnId>,
    /// The exchange whose difference it gives back.
    pub exchange: Option<Uuid>,
    /// Pieces that come back, by part of the order.
    pub back: Vec<(Uuid, i64)>,
    pub with_freight: bool,
    /// Counts for the first refund of an order only: later ones stand on the same.
    pub settlement: Settlement,
    pub paper: Paper,
    pub method: Method,
    pub reason: String,
    pub remark: String,
    /// Kept back of the money, minor units, and why.
    pub deducted: Minor,
    pub deduct_reason: String,
    pub bank: Option<BankForm>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Done {
        id: Uuid,
        number: String,
    },
    /// No such order, or the return belongs to another.
    NoOrder,
    Wrong(Invalid),
    Unsettled(Unsettled),
    /// More pieces than the order has left.
    TooMany {
        sku: String,
        left: i64,
    },
    /// No piece comes back.
    Empty,
    /// More is kept back than there is.
    TooMuchKept(Minor),
    /// Invoices of the order stand: they are put right too.
    Invoiced,
    /// There is no invoice of the order.
    NotInvoiced,
}

fn checked(ask: &Ask, unit: Minor) -> Kept<(String, String, String)> {
    let reason = catalogue::text("reason", &ask.reason, TEXT_LIMIT)?;
    let remark = catalogue::optional("remark", &ask.remark, TEXT_LIMIT)?;
    let why = match ask.deducted {
        0 => String::new(),
        amount if amount < 0 || amount % unit != 0 => {
            return Err(Invalid::Unknown {
                field: "deducted",
                value: shared::money::plain(amount),
            });
        }
        _ => catalogue::text("deduct_reason", &ask.deduct_reason, TEXT_LIMIT)?,
    };
    match (&ask.bank, ask.method) {
        (Some(bank), Method::Transfer) => bank::check(bank)?,
        (None, Method::Transfer) => return Err(Invalid::Empty("account_no")),
        _ => {}
    }
    Ok((reason, remark, why))
}

/// Pieces of each part, in the proposal's order; or of what there are too many.
fn pieces(proposal: &Proposal, back: &[(Uuid, i64)]) -> Result<Vec<i64>, Asked> {
    let mut out = Vec::with_capacity(proposal.parts.len());
    for part in &proposal.parts {
        let asked = back.iter().filter(|(id, _)| *id == part.id);
        let asked: i64 = asked.map(|(_, quantity)| *quantity).sum();
        if asked < 0 || asked > part.left() {
            return Err(Asked::TooMany {
                sku: part.sku.clone(),
                left: part.left(),
            });
        }
        out.push(asked);
    }
    match out.iter().all(|quantity| *quantity == 0) {
        true => Err(Asked::Empty),
        false => Ok(out),
    }
}

pub fn ask(cx: &Cx<'_>, ask: &Ask) -> Result<Asked, DbError> {
    let Some(proposal) = proposal(cx, ask.order, ask.sales_return, cx.now)? else {
        return Ok(Asked::NoOrder);
    };
    let unit = proposal.unit();
    let texts = match checked(ask, unit) {
        Ok(texts) => texts,
        Err(invalid) => return Ok(Asked::Wrong(invalid)),
    };
    let settlement = match proposal.settled {
        true => proposal.settlement,
        false => ask.settlement,
    };
    if let Err(why) = settlement.check(unit) {
        return Ok(Asked::Unsettled(why));
    }
    match (ask.paper, proposal.billed.remaining()) {
        (Paper::None, 1..) => return Ok(Asked::Invoiced),
        (Paper::Allowance | Paper::Void, _) if proposal.billed.invoices.is_empty() => {
            return Ok(Asked::NotInvoiced);
        }
        _ => {}
    }
    let back = match pieces(&proposal, &ask.back) {
        Ok(back) => back,
        Err(no) => return Ok(no),
    };
    let shares = share::shares(
        &proposal.plain_parts(),
        &settlement,
        proposal.freight_before,
        &back,
        ask.with_freight,
        unit,
    );
    let whole = shares.goods() + shares.freight;
    if ask.deducted > whole {
        return Ok(Asked::TooMuchKept(whole));
    }
    if !proposal.settled {
        cx.exec(
            include_str!("sql/put_settlement.sql"),
            params![
                ask.order,
                settlement.freight,
                settlement.points,
                settlement.paid,
                cx.now,
                cx.staff()
            ],
        )?;
    }
    put(cx, ask, &proposal, &shares, texts)
}

fn put(
    cx: &Cx<'_>,
    ask: &Ask,
    proposal: &Proposal,
    shares: &share::Shares,
    (reason, remark, why): (String, String, String),
) -> Result<Asked, DbError> {
    let id: Uuid = cx.new_id();
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    let number = format!("RF{stamp}-{:03}", cx.next_number(&format!("RF{stamp}"))?);
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &number,
            ask.order,
            ask.sales_return,
            ask.paper.code(),
            ask.method.code(),
            &reason,
            &remark,
            shares.goods(),
            shares.freight,
            shares.points(),
            ask.deducted,
            &why,
            cx.now,
            ask.exchange
        ],
    )?;
    let mut seq = 0;
    for (view, share) in proposal.parts.iter().zip(&shares.parts) {
        if share.quantity == 0 {
            continue;
        }
        seq += 1;
        cx.exec(
            include_str!("sql/put_line.sql"),
            params![
                id,
                seq,
                view.id,
                view.item,
                share.quantity,
                share.gross,
                share.discount,
                share.points,
                share.money
            ],
        )?;
    }
    if let (Some(form), Method::Transfer) = (&ask.bank, ask.method) {
        bank::put(cx, id, form)?;
    }
    step::note(cx, id, State::Asked, "")?;
    Ok(Asked::Done { id, number })
}
