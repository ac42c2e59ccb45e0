//! What is done about a case: answered, handed over, worked on, closed.

use super::open::many_lines;
use super::{ServiceKind, State, WORD_LIMIT};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::settings::day;
use crate::params;
use shared::id::StaffId;
use shared::money::Minor;
use uuid::Uuid;

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Done,
    NotFound,
    /// Closed: reopen it first.
    Closed,
    Wrong(Invalid),
}

/// What is written under a case.
pub(super) struct Written<'a> {
    pub what: &'static str,
    pub body: &'a str,
    pub holder: Option<StaffId>,
    pub faq: Option<Uuid>,
}

pub(super) fn write(cx: &Cx<'_>, case: Uuid, written: &Written<'_>) -> Result<(), DbError> {
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/entry_put.sql"),
        params![
            id,
            case,
            cx.now,
            cx.staff(),
            written.what,
            written.body,
            written.holder,
            written.faq
        ],
    )?;
    Ok(())
}

fn state(cx: &Cx<'_>, case: Uuid) -> Result<Option<State>, DbError> {
    cx.row("select state from customer_case where id = ?1", params![case])?
        .map(|row| row.code("state", State::parse))
        .transpose()
}

/// Why nothing can be done to it now.
pub(super) fn shut(cx: &Cx<'_>, case: Uuid) -> Result<Option<Step>, DbError> {
    Ok(match state(cx, case)? {
        None => Some(Step::NotFound),
        Some(State::Closed) => Some(Step::Closed),
        Some(State::Open | State::Answered) => None,
    })
}

/// The customer was answered. The first answer stays the first.
pub fn reply(cx: &Cx<'_>, case: Uuid, body: &str) -> Result<Step, DbError> {
    answered(cx, case, body, None)
}

pub(super) fn answered(cx: &Cx<'_>, case: Uuid, body: &str, faq: Option<Uuid>) -> Result<Step, DbError> {
    if let Some(no) = shut(cx, case)? {
        return Ok(no);
    }
    let body = match many_lines("body", body) {
        Ok(body) => body,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    cx.exec(
        include_str!("sql/answered.sql"),
        params![case, cx.now, cx.staff()],
    )?;
    let written = Written {
        what: "reply",
        body: &body,
        holder: None,
        faq,
    };
    write(cx, case, &written)?;
    Ok(Step::Done)
}

/// What the customer said again (`asked`), after which it is our turn, or a note for the house.
pub fn note(cx: &Cx<'_>, case: Uuid, body: &str, asked: bool) -> Result<Step, DbError> {
    if let Some(no) = shut(cx, case)? {
        return Ok(no);
    }
    let body = match many_lines("body", body) {
        Ok(body) => body,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    if asked {
        cx.exec(
            "update customer_case set state = 'open' where id = ?1",
            params![case],
        )?;
    }
    let written = Written {
        what: if asked { "asked" } else { "note" },
        body: &body,
        holder: None,
        faq: None,
    };
    write(cx, case, &written)?;
    Ok(Step::Done)
}

/// 升級: somebody else has it in hand from now on.
pub fn hand_over(cx: &Cx<'_>, case: Uuid, holder: StaffId, why: &str) -> Result<Step, DbError> {
    if let Some(no) = shut(cx, case)? {
        return Ok(no);
    }
    let active = cx.number(
        "select count(*) as n from staff where id = ?1 and active = 1",
        params![holder],
    )?;
    if active == 0 {
        return Ok(Step::Wrong(Invalid::Unknown {
            field: "holder",
            value: String::new(),
        }));
    }
    let why = match catalogue::optional("why", why, 500) {
        Ok(why) => why,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    cx.exec(
        "update customer_case set holder = ?2 where id = ?1",
        params![case, holder],
    )?;
    let written = Written {
        what: "handed",
        body: &why,
        holder: Some(holder),
        faq: None,
    };
    write(cx, case, &written)?;
    Ok(Step::Done)
}

/// What was done after the sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    pub kind: Option<ServiceKind>,
    pub serial: String,
    pub work: String,
    pub cost: Option<Minor>,
    pub way_out: String,
    pub way_back: String,
    /// `YYYY-MM-DD`; empty: not yet.
    pub done_on: String,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
}

impl Service {
    fn check(&self) -> Result<Service, Invalid> {
        let known = |field: &'static str, right: bool| match right {
            true => Ok(()),
            false => Err(Invalid::Unknown {
                field,
                value: String::new(),
            }),
        };
        known("done_on", self.done_on.is_empty() || day::is_day(&self.done_on))?;
        known(
            "satisfaction",
            self.satisfaction.is_none_or(|stars| (1..=5).contains(&stars)),
        )?;
        Ok(Service {
            serial: catalogue::optional("serial", &self.serial, WORD_LIMIT)?,
            way_out: catalogue::optional("way_out", &self.way_out, WORD_LIMIT)?,
            way_back: catalogue::optional("way_back", &self.way_back, WORD_LIMIT)?,
            work: match self.work.trim() {
                "" => String::new(),
                work => many_lines("work", work)?,
            },
            ..self.clone()
        })
    }
}

/// Keeps what was done; the case becomes one of after-sales service if it was a question.
pub fn serve(cx: &Cx<'_>, case: Uuid, service: &Service) -> Result<Step, DbError> {
    if let Some(no) = shut(cx, case)? {
        return Ok(no);
    }
    let service = match service.check() {
        Ok(service) => service,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    cx.exec(
        include_str!("sql/serve.sql"),
        params![
            case,
            service.kind.map_or("", ServiceKind::code),
            &service.serial,
            &service.work,
            service.cost,
            &service.way_out,
            &service.way_back,
            &service.done_on,
            service.satisfaction,
        ],
    )?;
    let written = Written {
        what: "work",
        body: &service.work,
        holder: None,
        faq: None,
    };
    write(cx, case, &written)?;
    Ok(Step::Done)
}

pub fn close(cx: &Cx<'_>, case: Uuid) -> Result<Step, DbError> {
    if let Some(no) = shut(cx, case)? {
        return Ok(no);
    }
    cx.exec(
        "update customer_case set state = 'closed', closed_at = ?2, closed_by = ?3 where id = ?1",
        params![case, cx.now, cx.staff()],
    )?;
    said(cx, case, "closed")
}

pub fn reopen(cx: &Cx<'_>, case: Uuid) -> Result<Step, DbError> {
    match state(cx, case)? {
        None => Ok(Step::NotFound),
        Some(State::Open | State::Answered) => Ok(Step::Done),
        Some(State::Closed) => {
            cx.exec(
                "update customer_case set state = 'open', closed_at = null, closed_by = null where id = ?1",
                params![case],
            )?;
            said(cx, case, "reopened")
        }
    }
}

fn said(cx: &Cx<'_>, case: Uuid, what: &'static str) -> Result<Step, DbError> {
    let written = Written {
        what,
        body: "",
        holder: None,
        faq: None,
    };
    write(cx, case, &written)?;
    Ok(Step::Done)
}
