//! 廠商請款單: what one supplier is to be paid for one month, with the vouchers that are there.
//!
//! Until it is issued (`issue`) a request is computed whenever it is asked for. Issued, it stands as it was handed to
//! accounting, and what changes afterwards is asked for, or taken off, in the supplier's next request (`correct`).
//! Invariant: of each document, what the standing requests ask for and what the next one would is what it comes to now.

use super::correct;
use super::issue::{self, Issued};
use super::matching::taxed_as;
use super::{Amount, Taxed, VoucherForm, taxed};
use crate::db::{DbError, Row, Tx};
use crate::domain::settings::{self, day};
use crate::params;
use serde::{Deserialize, Serialize};
use shared::id::{DeliveryId, SupplierId};
use uuid::Uuid;

/// What a line of the request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StatementOf {
    Delivery(DeliveryId),
    Return(Uuid),
}

/// A voucher that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub number: String,
    pub day: String,
    pub form: VoucherForm,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    pub of: StatementOf,
    /// 進貨單號 or 退出單號
    pub number: String,
    pub day: String,
    pub purchase_no: String,
    /// The vouchers that are there.
    pub invoices: Vec<Proof>,
    pub receipts: Vec<Proof>,
    pub allowances: Vec<Proof>,
    /// Below zero for a return.
    pub amount: Amount,
    /// A price is not known: the amount is too small.
    pub unpriced: bool,
    /// The issued request that the amount puts right; empty for the document's own line.
    pub corrects: String,
}

impl StatementLine {
    /// Whether accounting has what it needs: an invoice or receipt for goods, an allowance for a return that is off.
    pub fn complete(&self) -> bool {
        match self.of {
            StatementOf::Delivery(_) => !self.invoices.is_empty() || !self.receipts.is_empty(),
            StatementOf::Return(_) => !self.allowances.is_empty() || self.amount.gross() == 0,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub supplier: SupplierId,
    pub supplier_code: String,
    pub supplier_name: String,
    pub legal_name: String,
    pub tax_id: String,
    pub terms: String,
    pub term_days: i64,
    /// Bank, branch, holder and account, as they are to be written.
    pub bank: Vec<String>,
    /// `2026-11`
    pub month: String,
    pub from: String,
    pub to: String,
    /// Closing day and the terms' days later; empty where the terms say no days.
    pub pay_on: String,
    /// Requests of the same month that were voided.
    pub voided: i64,
    #[serde(skip)]
    pub lines: Vec<StatementLine>,
    /// It was handed to accounting, and stands so.
    #[serde(skip)]
    pub issued: Option<Issued>,
}

impl Statement {
    /// 請款單號: of one supplier and month one stands; the next after a voided one counts on.
    pub fn number(&self) -> String {
        let code: String = self
            .supplier_code
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(20)
            .collect();
        let number = format!("AP{}-{code}", self.month[2..].replace('-', ""));
        match self.voided {
            0 => number,
            voided => format!("{number}-{}", voided + 1),
        }
    }

    fn sum(&self, take: impl Fn(&StatementLine) -> bool) -> Amount {
        let lines = self.lines.iter().filter(|line| take(line));
        lines.fold(Amount::default(), |sum, line| sum.plus(line.amount))
    }

    pub fn received(&self) -> Amount {
        self.sum(|line| line.corrects.is_empty() && matches!(line.of, StatementOf::Delivery(_)))
    }

    /// Zero or less.
    pub fn returned(&self) -> Amount {
        self.sum(|line| line.corrects.is_empty() && matches!(line.of, StatementOf::Return(_)))
    }

    /// What earlier requests asked too little, below zero what they asked too much.
    pub fn corrected(&self) -> Amount {
        self.sum(|line| !line.corrects.is_empty())
    }

    pub fn payable(&self) -> Amount {
        self.sum(|_| true)
    }

    pub fn complete(&self) -> bool {
        self.lines.iter().all(|line| line.complete() && !line.unpriced)
    }
}

/// First and last day of the month `YYYY-MM` of a supplier who closes on `closing_day` (結帳日); 0: end of month.
/// `None` where there is no such month.
pub fn period(month: &str, closing_day: i64) -> Option<(String, String)> {
    let (year, month) = month.split_once('-')?;
    let first = format!("{year}-{month}-01");
    if !day::is_day(&first) {
        return None;
    }
    let (year, month): (i32, u8) = (year.parse().ok()?, month.parse().ok()?);
    let this = time::Month::try_from(month).ok()?;
    let last = closes_on(year, this, closing_day)?;
    let (before_year, before) = match this {
        time::Month::January => (year - 1, time::Month::December),
        _ => (year, this.previous()),
    };
    let from = closes_on(before_year, before, closing_day)?.next_day()?;
    Some((text(from), text(last)))
}

/// The day on which a month is closed: a 31st of a shorter month is its last day.
fn closes_on(year: i32, month: time::Month, closing_day: i64) -> Option<time::Date> {
    let last = month.length(year);
    let wanted = u8::try_from(closing_day).unwrap_or(last);
    let day = if wanted == 0 { last } else { wanted.min(last) };
    time::Date::from_calendar_date(year, month, day).ok()
}

fn text(day: time::Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// The request of a supplier and month (`YYYY-MM`): as it was issued, else as it would be now. `None` where there is no
/// such supplier or month.
pub fn statement(tx: &Tx<'_>, supplier: SupplierId, month: &str) -> Result<Option<Statement>, DbError> {
    match issue::standing(tx, supplier, month)? {
        Some(issued) => Ok(Some(issued)),
        None => computed(tx, supplier, month),
    }
}

/// The request as it would be issued now.
pub(super) fn computed(tx: &Tx<'_>, supplier: SupplierId, month: &str) -> Result<Option<Statement>, DbError> {
    let Some(card) = tx.row(include_str!("sql/pay_card.sql"), params![supplier])? else {
        return Ok(None);
    };
    let Some((from, to)) = period(month, card.int("closing_day")?) else {
        return Ok(None);
    };
    let how = taxed_as(card.opt_text("tax_kind")?, card.opt_int("tax_included")?);
    let settled = correct::settled(tx, supplier)?;
    let mut lines = Vec::new();
    for mut line in documents(tx, supplier, how, (&from, &to), None)? {
        let before = settled.get(&line.of).copied().unwrap_or_default();
        line.amount = line.amount.minus(before);
        // One that an earlier request asks for whole, because it was dated into its month then.
        if before == Amount::default() || line.amount != Amount::default() {
            lines.push(line);
        }
    }
    let own: Vec<StatementOf> = lines.iter().map(|line| line.of).collect();
    for line in correct::corrections(tx, supplier, how, month, &settled)? {
        if !own.contains(&line.of) {
            lines.push(line);
        }
    }
    for line in &mut lines {
        prove(tx, line)?;
    }
    let terms = card.text("terms")?;
    let term_days = card.int("term_days")?;
    Ok(Some(Statement {
        supplier,
        supplier_code: card.text("code")?,
        supplier_name: card.text("name")?,
        legal_name: card.text("legal_name")?,
        tax_id: card.text("tax_id")?,
        pay_on: match terms.as_str() {
            "monthly" => day::plus(&to, term_days).unwrap_or_default(),
            _ => String::new(),
        },
        terms,
        term_days,
        bank: bank(&card)?,
        month: month.to_owned(),
        from,
        to,
        voided: tx.number(
            "select count(*) as n from payment_request where supplier = ?1 and month = ?2 and voided_at is not null",
            params![supplier, month],
        )?,
        lines,
        issued: None,
    }))
}

fn bank(card: &Row) -> Result<Vec<String>, DbError> {
    let parts = [
        "bank_code",
        "bank_name",
        "bank_branch",
        "account_name",
        "account_no",
    ]
    .map(|column| card.text(column))
    .into_iter()
    .collect::<Result<Vec<_>, _>>()?;
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect())
}

/// Closed deliveries and sent returns of a supplier from one day to another, or one of them, with what they come to now
/// and without their vouchers.
pub(super) fn documents(
    tx: &Tx<'_>,
    supplier: SupplierId,
    how: Taxed,
    (from, to): (&str, &str),
    only: Option<StatementOf>,
) -> Result<Vec<StatementLine>, DbError> {
    let offset = settings::shop(tx)?.utc_offset_min;
    let (Some(from_ms), Some(to_ms)) = (day::start(from, offset), day::start(to, offset)) else {
        return Ok(Vec::new());
    };
    let (delivery, sent) = match only {
        None => (None, None),
        Some(StatementOf::Delivery(id)) => (Some(id.hex()), Some(String::new())),
        Some(StatementOf::Return(id)) => (Some(String::new()), Some(id.simple().to_string())),
    };
    let blank = |of: StatementOf, row: &Row| -> Result<StatementLine, DbError> {
        Ok(StatementLine {
            of,
            number: row.text("number")?,
            day: String::new(),
            purchase_no: String::new(),
            invoices: Vec::new(),
            receipts: Vec::new(),
            allowances: Vec::new(),
            amount: taxed(row.int("prices")?, how),
            unpriced: row.int("unpriced")? > 0,
            corrects: String::new(),
        })
    };
    let mut lines = Vec::new();
    for row in tx.rows(
        include_str!("sql/statement_receipts.sql"),
        params![supplier, from_ms, to_ms + day::DAY_MS, delivery],
    )? {
        lines.push(StatementLine {
            day: day::date(row.int("closed_at")?, offset),
            purchase_no: row.text("purchase_no")?,
            ..blank(StatementOf::Delivery(row.parse("id")?), &row)?
        });
    }
    for row in tx.rows(
        include_str!("sql/statement_returns.sql"),
        params![supplier, from, to, sent],
    )? {
        let line = blank(StatementOf::Return(row.parse("id")?), &row)?;
        lines.push(StatementLine {
            day: row.text("sent_day")?,
            amount: Amount::default().minus(line.amount),
            ..line
        });
    }
    Ok(lines)
}

/// The vouchers that are there for a document.
fn prove(tx: &Tx<'_>, line: &mut StatementLine) -> Result<(), DbError> {
    let (delivery, sent) = match line.of {
        StatementOf::Delivery(id) => (Some(id), None),
        StatementOf::Return(id) => (None, Some(id)),
    };
    let papers = |kind: &str| -> Result<Vec<Proof>, DbError> {
        tx.rows(
            include_str!("sql/statement_papers.sql"),
            params![kind, delivery, sent],
        )?
        .iter()
        .map(|row| {
            Ok(Proof {
                number: row.text("number")?,
                day: row.text("day")?,
                form: row.code("form", VoucherForm::parse)?,
            })
        })
        .collect()
    };
    line.invoices = papers("invoice")?;
    line.receipts = papers("receipt")?;
    line.allowances = papers("allowance")?;
    Ok(())
}

/// Suppliers who delivered, or to whom something went back, around a month: their requests are worth looking at.
pub fn suppliers_of_month(tx: &Tx<'_>, month: &str) -> Result<Vec<Statement>, DbError> {
    let mut all = Vec::new();
    for row in tx.rows(include_str!("sql/pay_suppliers.sql"), params![])? {
        if let Some(one) = statement(tx, row.parse("id")?, month)?
            && !one.lines.is_empty()
        {
            all.push(one);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_on_the_suppliers_closing_day() {
        let days = |month, closing| period(month, closing).expect("a month");
        assert_eq!(days("2026-11", 0), ("2026-11-01".into(), "2026-11-30".into()));
        assert_eq!(days("2026-11", 25), ("2026-10-26".into(), "2026-11-25".into()));
        assert_eq!(days("2026-01", 25), ("2025-12-26".into(), "2026-01-25".into()));
        assert_eq!(days("2026-02", 31), ("2026-02-01".into(), "2026-02-28".into()));
        assert_eq!(days("2026-03", 30), ("2026-03-01".into(), "2026-03-30".into()));
        for wrong in ["2026-13", "2026", "26-11", "2026-1", "x-y"] {
            assert_eq!(period(wrong, 0), None, "{wrong}");
        }
    }
}
