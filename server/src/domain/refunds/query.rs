//! Refunds as the office, the papers and the files look at them.

use super::{Method, Paper, State};
use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::{OrderId, ReturnId, StaffId};
use shared::money::Minor;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct RefundFilter {
    /// Empty: all; `open`: not ended.
    pub state: String,
    /// Part of its number, the order's or the return's.
    pub query: String,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug)]
pub struct RefundHead {
    pub id: Uuid,
    pub number: String,
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub currency: String,
    pub customer: String,
    pub sales_return: Option<ReturnId>,
    pub return_no: String,
    pub state: State,
    pub paper: Paper,
    pub method: Method,
    pub reason: String,
    pub remark: String,
    pub goods: Minor,
    pub freight: Minor,
    pub points: Minor,
    pub deducted: Minor,
    pub deduct_reason: String,
    pub reference: String,
    pub paid_day: String,
    pub created_at: i64,
    pub asked_by: Option<StaffId>,
    /// Numbers of its standing allowances.
    pub allowances: String,
}

impl RefundHead {
    /// 應退金額: what goes back in money.
    pub fn amount(&self) -> Minor {
        self.goods + self.freight - self.deducted
    }
}

#[derive(Clone, Debug)]
pub struct RefundLine {
    pub seq: i64,
    /// The order line's.
    pub code: String,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub gross: Minor,
    pub discount: Minor,
    pub points: Minor,
    pub money: Minor,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub state: State,
    pub at: i64,
    pub by: String,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct RefundView {
    pub head: RefundHead,
    pub lines: Vec<RefundLine>,
    pub steps: Vec<Step>,
}

impl RefundView {
    pub fn gross(&self) -> Minor {
        self.lines.iter().map(|line| line.gross).sum()
    }

    pub fn discount(&self) -> Minor {
        self.lines.iter().map(|line| line.discount).sum()
    }

    /// The last time it came into a state.
    pub fn step(&self, state: State) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.state == state)
    }
}

fn head(row: &Row) -> Result<RefundHead, DbError> {
    Ok(RefundHead {
        id: row.parse("id")?,
        number: row.text("number")?,
        order: row.parse("order_id")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        currency: row.text("currency")?,
        customer: crate::domain::orders::mask_name(&row.text("recipient")?),
        sales_return: row.opt_parse("sales_return")?,
        return_no: row.opt_text("return_no")?.unwrap_or_default(),
        state: row.code("state", State::parse)?,
        paper: row.code("paper", Paper::parse)?,
        method: row.code("method", Method::parse)?,
        reason: row.text("reason")?,
        remark: row.text("remark")?,
        goods: row.int("goods")?,
        freight: row.int("freight")?,
        points: row.int("points")?,
        deducted: row.int("deducted")?,
        deduct_reason: row.text("deduct_reason")?,
        reference: row.text("reference")?,
        paid_day: row.text("paid_day")?,
        created_at: row.int("created_at")?,
        asked_by: row.opt_parse("asked_by")?,
        allowances: row.opt_text("allowances")?.unwrap_or_default(),
    })
}

/// Newest first.
pub fn list(tx: &Tx<'_>, filter: &RefundFilter) -> Result<Vec<RefundHead>, DbError> {
    let rows = tx.rows(
        include_str!("sql/list.sql"),
        params![
            &filter.state,
            filter.query.trim(),
            filter.limit.clamp(1, 5000),
            filter.offset.max(0)
        ],
    )?;
    rows.iter().map(head).collect()
}

pub fn count(tx: &Tx<'_>, filter: &RefundFilter) -> Result<i64, DbError> {
    tx.number(
        include_str!("sql/count.sql"),
        params![&filter.state, filter.query.trim()],
    )
}

fn view(tx: &Tx<'_>, head: RefundHead) -> Result<RefundView, DbError> {
    let line = |row: &Row| -> Result<RefundLine, DbError> {
        Ok(RefundLine {
            seq: row.int("seq")?,
            code: row.opt_text("code")?.unwrap_or_default(),
            sku: row.text("sku")?,
            name: row.text("name")?,
            quantity: row.int("quantity")?,
            gross: row.int("gross")?,
            discount: row.int("discount")?,
            points: row.int("points")?,
            money: row.int("money")?,
        })
    };
    let step = |row: &Row| -> Result<Step, DbError> {
        Ok(Step {
            state: row.code("state", State::parse)?,
            at: row.int("at")?,
            by: row.opt_text("by_name")?.unwrap_or_default(),
            note: row.text("note")?,
        })
    };
    let lines = tx.rows(include_str!("sql/lines.sql"), params![head.id])?;
    let steps = tx.rows(include_str!("sql/steps.sql"), params![head.id])?;
    Ok(RefundView {
        lines: lines.iter().map(line).collect::<Result<_, _>>()?,
        steps: steps.iter().map(step).collect::<Result<_, _>>()?,
        head,
    })
}

pub fn refund(tx: &Tx<'_>, id: Uuid) -> Result<Option<RefundView>, DbError> {
    match tx.row(include_str!("sql/get.sql"), params![id])? {
        None => Ok(None),
        Some(row) => view(tx, head(&row)?).map(Some),
    }
}

/// Refunds of an order, those that do not stand too, oldest first.
pub fn of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<RefundHead>, DbError> {
    let rows = tx.rows(include_str!("sql/of_order.sql"), params![order])?;
    rows.iter().map(head).collect()
}

/// Refunds of a return, those that do not stand too, oldest first.
pub fn of_return(tx: &Tx<'_>, sales_return: ReturnId) -> Result<Vec<RefundHead>, DbError> {
    let rows = tx.rows(include_str!("sql/of_return.sql"), params![sales_return])?;
    rows.iter().map(head).collect()
}

/// Refunds that went to accounting from one moment on and before another, milliseconds since 1970.
pub fn handed_on(tx: &Tx<'_>, (since, until): (i64, i64)) -> Result<Vec<RefundView>, DbError> {
    let rows = tx.rows(include_str!("sql/handed_on.sql"), params![since, until])?;
    let heads: Vec<RefundHead> = rows.iter().map(head).collect::<Result<_, DbError>>()?;
    heads.into_iter().map(|head| view(tx, head)).collect()
}
