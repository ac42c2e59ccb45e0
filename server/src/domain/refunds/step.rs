//! The way of a refund after it was approved, and its other ends.

use super::{Method, Paper, State, papers, query};
use crate::db::{Cx, DbError};
use crate::domain::allowances;
use crate::domain::catalogue::{self, Invalid};
use crate::domain::invoices;
use crate::domain::settings::day;
use crate::params;
use shared::money::Minor;
use uuid::Uuid;

const NOTE_LIMIT: usize = 200;
const REFERENCE_LIMIT: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stepped {
    Done,
    NotFound,
    /// It is here, and from here it does not go there.
    NotFrom(State),
    /// So much of it has no allowance yet.
    AllowanceOpen(Minor),
    /// These allowances are not signed yet.
    Unsigned(Vec<String>),
    /// These invoices are to be voided first.
    InvoiceStands(Vec<String>),
    /// These allowances stand and are voided first.
    Allowances(Vec<String>),
    /// Its money goes back another way.
    OtherWay(Method),
    Wrong(Invalid),
}

pub(super) fn note(cx: &Cx<'_>, id: Uuid, state: State, note: &str) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/put_step.sql"),
        params![id, state.code(), cx.now, cx.staff(), note],
    )?;
    Ok(())
}

pub(super) fn go(cx: &Cx<'_>, id: Uuid, next: State, why: &str) -> Result<Stepped, DbError> {
    let row = cx.row("select state from refund where id = ?1", params![id])?;
    let Some(row) = row else {
        return Ok(Stepped::NotFound);
    };
    let state = row.code("state", State::parse)?;
    if !state.may_become(next) {
        return Ok(Stepped::NotFrom(state));
    }
    cx.exec(
        "update refund set state = ?2 where id = ?1",
        params![id, next.code()],
    )?;
    note(cx, id, next, why)?;
    Ok(Stepped::Done)
}

/// What keeps the invoice from being right: allowances that are missing, invoices that are not void.
fn papers_missing(cx: &Cx<'_>, view: &query::RefundView) -> Result<Option<Stepped>, DbError> {
    match view.head.paper {
        Paper::None => Ok(None),
        Paper::Allowance => Ok(match papers::papers_open(cx, view)? {
            0 => None,
            open => Some(Stepped::AllowanceOpen(open)),
        }),
        Paper::Void => {
            let billed = invoices::invoices(cx, view.head.order)?;
            let standing = billed.invoices.iter().map(|view| view.head.number.clone());
            let standing: Vec<String> = standing.collect();
            Ok(match standing.is_empty() {
                true => None,
                false => Some(Stepped::InvoiceStands(standing)),
            })
        }
    }
}

/// 送會計: with its allowances, which are all back.
pub fn hand_over(cx: &Cx<'_>, id: Uuid) -> Result<Stepped, DbError> {
    let Some(view) = query::refund(cx, id)? else {
        return Ok(Stepped::NotFound);
    };
    if !view.head.state.may_become(State::Accounting) {
        return Ok(Stepped::NotFrom(view.head.state));
    }
    if !view.head.method.is_own() {
        return Ok(Stepped::OtherWay(view.head.method));
    }
    if let Some(missing) = papers_missing(cx, &view)? {
        return Ok(missing);
    }
    let unsigned = allowances::hand_over(cx, id)?;
    if !unsigned.is_empty() {
        return Ok(Stepped::Unsigned(unsigned));
    }
    go(cx, id, State::Accounting, "")
}

/// 已退款: the day of the money, and its number at the bank or the card's acquirer.
pub fn pay(cx: &Cx<'_>, id: Uuid, paid_day: &str, reference: &str) -> Result<Stepped, DbError> {
    let reference = match catalogue::optional("reference", reference, REFERENCE_LIMIT) {
        Ok(reference) => reference,
        Err(invalid) => return Ok(Stepped::Wrong(invalid)),
    };
    if paid_day.is_empty() {
        return Ok(Stepped::Wrong(Invalid::Empty("paid_day")));
    }
    if !day::is_day(paid_day) {
        return Ok(Stepped::Wrong(Invalid::Unknown {
            field: "paid_day",
            value: paid_day.to_owned(),
        }));
    }
    let done = go(cx, id, State::Paid, &reference)?;
    if done == Stepped::Done {
        cx.exec(
            "update refund set paid_day = ?2, reference = ?3 where id = ?1",
            params![id, paid_day, &reference],
        )?;
        allowances::mark_refunded(cx, id)?;
    }
    Ok(done)
}

/// The ends without money of the shop's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// 平台已退款
    Platform,
    /// 未付款，無需退款
    Nothing,
    /// 作廢發票: the sale was undone, no money of ours goes back.
    InvoiceVoid,
}

impl End {
    pub fn parse(code: &str) -> Option<End> {
        match code {
            "platform" => Some(End::Platform),
            "nothing" => Some(End::Nothing),
            "invoice_void" => Some(End::InvoiceVoid),
            _ => None,
        }
    }

    fn state(self) -> State {
        match self {
            End::Platform => State::Platform,
            End::Nothing => State::Nothing,
            End::InvoiceVoid => State::InvoiceVoid,
        }
    }
}

/// Ends an approved refund without money of the shop's own.
pub fn finish(cx: &Cx<'_>, id: Uuid, end: End, why: &str) -> Result<Stepped, DbError> {
    let why = match catalogue::optional("note", why, NOTE_LIMIT) {
        Ok(why) => why,
        Err(invalid) => return Ok(Stepped::Wrong(invalid)),
    };
    let Some(view) = query::refund(cx, id)? else {
        return Ok(Stepped::NotFound);
    };
    let head = &view.head;
    if !head.state.may_become(end.state()) {
        return Ok(Stepped::NotFrom(head.state));
    }
    let fits = match end {
        End::Platform => head.method == Method::Platform,
        End::Nothing => head.method == Method::Nothing || head.amount() == 0,
        End::InvoiceVoid => head.paper == Paper::Void && (!head.method.is_own() || head.amount() == 0),
    };
    if !fits {
        return Ok(Stepped::OtherWay(head.method));
    }
    if let Some(missing) = papers_missing(cx, &view)? {
        return Ok(missing);
    }
    let done = go(cx, id, end.state(), &why)?;
    if done == Stepped::Done {
        allowances::mark_refunded(cx, id)?;
    }
    Ok(done)
}

/// Sends one allowance to accounting by itself; of a refund that has ended it is done with that.
pub fn send_allowance(cx: &Cx<'_>, allowance: Uuid) -> Result<allowances::Stepped, DbError> {
    let done = allowances::send(cx, allowance)?;
    if done == allowances::Stepped::Done {
        let row = cx.row(
            "select r.id, r.state from allowance w join refund r on r.id = w.refund where w.id = ?1",
            params![allowance],
        )?;
        if let Some(row) = row
            && row.code("state", State::parse)?.is_end()
        {
            allowances::mark_refunded(cx, row.parse("id")?)?;
        }
    }
    Ok(done)
}

/// 不同意.
pub fn refuse(cx: &Cx<'_>, id: Uuid, reason: &str) -> Result<Stepped, DbError> {
    match catalogue::text("refuse_reason", reason, NOTE_LIMIT) {
        Ok(reason) => go(cx, id, State::Refused, &reason),
        Err(invalid) => Ok(Stepped::Wrong(invalid)),
    }
}

/// 撤回: its pieces may be refunded again. Its allowances are voided first.
pub fn withdraw(cx: &Cx<'_>, id: Uuid, reason: &str) -> Result<Stepped, DbError> {
    let reason = match catalogue::text("withdraw_reason", reason, NOTE_LIMIT) {
        Ok(reason) => reason,
        Err(invalid) => return Ok(Stepped::Wrong(invalid)),
    };
    let standing = allowances::of_refund(cx, id)?;
    if !standing.is_empty() {
        let numbers = standing.into_iter().map(|one| one.number);
        return Ok(Stepped::Allowances(numbers.collect()));
    }
    go(cx, id, State::Withdrawn, &reason)
}
