//! 廠商請款單: what one supplier is to be paid for one month, with the vouchers that are there.

use super::matching::taxed_as;
use super::{Amount, taxed};
use crate::db::{DbError, Tx};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{DeliveryId, SupplierId};
use uuid::Uuid;

/// What a line of the request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementOf {
    Delivery(DeliveryId),
    Return(Uuid),
}

#[derive(Clone, Debug)]
pub struct StatementLine {
    pub of: StatementOf,
    /// 進貨單號 or 退出單號
    pub number: String,
    pub day: String,
    pub purchase_no: String,
    /// Numbers and days of the vouchers that are there, as one text each.
    pub invoices: Vec<String>,
    pub receipts: Vec<String>,
    pub allowances: Vec<String>,
    /// Below zero for a return.
    pub amount: Amount,
    /// A price is not known: the amount is too small.
    pub unpriced: bool,
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

#[derive(Clone, Debug)]
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
    pub lines: Vec<StatementLine>,
}

impl Statement {
    /// 請款單號: of one supplier and month there is one.
    pub fn number(&self) -> String {
        let code: String = self
            .supplier_code
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(20)
            .collect();
        format!("AP{}-{code}", self.month[2..].replace('-', ""))
    }

    fn sum(&self, take: impl Fn(&StatementLine) -> bool) -> Amount {
        let lines = self.lines.iter().filter(|line| take(line));
        lines.fold(Amount::default(), |sum, line| sum.plus(line.amount))
    }

    pub fn received(&self) -> Amount {
        self.sum(|line| matches!(line.of, StatementOf::Delivery(_)))
    }

    /// Zero or less.
    pub fn returned(&self) -> Amount {
        self.sum(|line| matches!(line.of, StatementOf::Return(_)))
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

/// The request of a supplier and month (`YYYY-MM`); `None` where there is no such supplier or month.
pub fn statement(tx: &Tx<'_>, supplier: SupplierId, month: &str) -> Result<Option<Statement>, DbError> {
    let Some(card) = tx.row(include_str!("sql/pay_card.sql"), params![supplier])? else {
        return Ok(None);
    };
    let Some((from, to)) = period(month, card.int("closing_day")?) else {
        return Ok(None);
    };
    let how = taxed_as(card.opt_text("tax_kind")?, card.opt_int("tax_included")?);
    let offset = settings::shop(tx)?.utc_offset_min;
    let (Some(from_ms), Some(to_ms)) = (day::start(&from, offset), day::start(&to, offset)) else {
        return Ok(None);
    };
    let mut lines = Vec::new();
    for row in tx.rows(
        include_str!("sql/statement_receipts.sql"),
        params![supplier, from_ms, to_ms + day::DAY_MS],
    )? {
        let delivery: DeliveryId = row.parse("id")?;
        lines.push(StatementLine {
            of: StatementOf::Delivery(delivery),
            number: row.text("number")?,
            day: day::date(row.int("closed_at")?, offset),
            purchase_no: row.text("purchase_no")?,
            invoices: papers(tx, "invoice", Some(delivery), None)?,
            receipts: papers(tx, "receipt", Some(delivery), None)?,
            allowances: papers(tx, "allowance", Some(delivery), None)?,
            amount: taxed(row.int("prices")?, how),
            unpriced: row.int("unpriced")? > 0,
        });
    }
    for row in tx.rows(
        include_str!("sql/statement_returns.sql"),
        params![supplier, &from, &to],
    )? {
        let id: Uuid = row.parse("id")?;
        lines.push(StatementLine {
            of: StatementOf::Return(id),
            number: row.text("number")?,
            day: row.text("sent_day")?,
            purchase_no: String::new(),
            invoices: Vec::new(),
            receipts: Vec::new(),
            allowances: papers(tx, "allowance", None, Some(id))?,
            amount: Amount::default().minus(taxed(row.int("prices")?, how)),
            unpriced: row.int("unpriced")? > 0,
        });
    }
    let terms = card.text("terms")?;
    let term_days = card.int("term_days")?;
    let bank = [
        "bank_code",
        "bank_name",
        "bank_branch",
        "account_name",
        "account_no",
    ]
    .map(|column| card.text(column))
    .into_iter()
    .collect::<Result<Vec<_>, _>>()?;
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
        bank: bank.into_iter().filter(|part| !part.is_empty()).collect(),
        month: month.to_owned(),
        from,
        to,
        lines,
    }))
}

fn papers(
    tx: &Tx<'_>,
    kind: &str,
    delivery: Option<DeliveryId>,
    supplier_return: Option<Uuid>,
) -> Result<Vec<String>, DbError> {
    tx.rows(
        include_str!("sql/statement_papers.sql"),
        params![kind, delivery, supplier_return],
    )?
    .iter()
    .map(|row| Ok(format!("{} {}", row.text("number")?, row.text("day")?)))
    .collect()
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
