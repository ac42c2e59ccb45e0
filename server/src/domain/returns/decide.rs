//! 裁決: what the customer gets, said by somebody who did not inspect.

use super::book::touch;
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{self, Invalid};
use crate::params;
use shared::id::{ReturnId, StaffId};
use shared::lang::Lang;

const NOTE_LIMIT: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Refund,
    Exchange,
    SendBack,
    Refuse,
}

impl Decision {
    pub const ALL: [Decision; 4] = [
        Decision::Refund,
        Decision::Exchange,
        Decision::SendBack,
        Decision::Refuse,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Decision::Refund => "refund",
            Decision::Exchange => "exchange",
            Decision::SendBack => "send_back",
            Decision::Refuse => "refuse",
        }
    }

    pub fn parse(code: &str) -> Option<Decision> {
        Decision::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Decision::Refund, Lang::ZhTw) => "退款",
            (Decision::Refund, Lang::En) => "Refund",
            (Decision::Exchange, Lang::ZhTw) => "換貨",
            (Decision::Exchange, Lang::En) => "Exchange",
            (Decision::SendBack, Lang::ZhTw) => "退還客戶",
            (Decision::SendBack, Lang::En) => "Send back",
            (Decision::Refuse, Lang::ZhTw) => "拒絕退貨",
            (Decision::Refuse, Lang::En) => "Refuse",
        }
    }

    /// Whether the customer is to be told why.
    pub fn wants_reason(self) -> bool {
        match self {
            Decision::Refuse | Decision::SendBack => true,
            Decision::Refund | Decision::Exchange => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    Done,
    NotFound,
    /// The bench is not through with it.
    NotInspected,
    /// Whose it is nobody knows.
    Nobodys,
    /// Who inspected does not decide.
    Inspector,
    Before,
    Wrong(Invalid),
}

/// Whether a person inspected pieces of this return, or confirmed that they were thrown away.
pub fn has_inspected(tx: &Tx<'_>, id: ReturnId, staff: StaffId) -> Result<bool, DbError> {
    let n = tx.number(include_str!("sql/has_inspected.sql"), params![id, staff])?;
    Ok(n > 0)
}

pub fn decide(cx: &Cx<'_>, id: ReturnId, decision: Decision, note: &str) -> Result<Decided, DbError> {
    let note = match catalogue::optional("decision_note", note, NOTE_LIMIT) {
        Ok(note) => note,
        Err(invalid) => return Ok(Decided::Wrong(invalid)),
    };
    let Some(row) = cx.row(
        "select state, decision, order_id from sales_return where id = ?1",
        params![id],
    )?
    else {
        return Ok(Decided::NotFound);
    };
    if !row.text("decision")?.is_empty() {
        return Ok(Decided::Before);
    }
    let merged = cx.row(include_str!("sql/alias_of.sql"), params![id])?.is_some();
    if row.text("state")? != "done" || merged {
        return Ok(Decided::NotInspected);
    }
    let takes = matches!(decision, Decision::Refund | Decision::Exchange);
    if takes && row.opt_text("order_id")?.is_none() {
        return Ok(Decided::Nobodys);
    }
    if decision.wants_reason() && note.is_empty() {
        return Ok(Decided::Wrong(Invalid::Empty("decision_note")));
    }
    if let Some(staff) = cx.staff()
        && has_inspected(cx, id, staff)?
    {
        return Ok(Decided::Inspector);
    }
    cx.exec(
        include_str!("sql/decide.sql"),
        params![id, decision.code(), &note, cx.now, cx.staff()],
    )?;
    touch(cx, id, None);
    Ok(Decided::Done)
}
