//! What changed of documents after a request that asks for them was issued: it is put right in the supplier's next one.
//!
//! A document is compared with the sum of what the standing requests ask for it, whatever its day has become since. One
//! that was dated into an issued month only afterwards (a device was heard late) is asked for as a whole.

use super::statement::{StatementLine, StatementOf, documents};
use super::{Amount, Taxed};
use crate::db::{DbError, Row, Tx};
use crate::domain::settings::day;
use crate::params;
use shared::id::SupplierId;
use std::collections::BTreeMap;

/// Requests that ended longer before than this are not looked at any more, days.
const LOOK_BACK_DAYS: i64 = 400;

/// What standing requests ask for each document.
pub(super) type Settled = BTreeMap<StatementOf, Amount>;

fn of(row: &Row) -> Result<Option<StatementOf>, DbError> {
    Ok(
        match (row.opt_parse("delivery")?, row.opt_parse("supplier_return")?) {
            (Some(delivery), _) => Some(StatementOf::Delivery(delivery)),
            (None, Some(sent)) => Some(StatementOf::Return(sent)),
            (None, None) => None,
        },
    )
}

pub(super) fn settled(tx: &Tx<'_>, supplier: SupplierId) -> Result<Settled, DbError> {
    let mut all = Settled::new();
    for row in tx.rows(include_str!("sql/settled.sql"), params![supplier])? {
        if let Some(of) = of(&row)? {
            let amount = Amount {
                net: row.int("net")?,
                tax: row.int("tax")?,
            };
            all.insert(of, amount);
        }
    }
    Ok(all)
}

/// A standing request: its number and days, and what it asked for itself.
struct Asked {
    number: String,
    from: String,
    to: String,
}

/// What the request of `month` has to put right: nothing where a later month was issued already, or none.
pub(super) fn corrections(
    tx: &Tx<'_>,
    supplier: SupplierId,
    how: Taxed,
    month: &str,
    settled: &Settled,
) -> Result<Vec<StatementLine>, DbError> {
    let mut asked: Vec<Asked> = Vec::new();
    for row in tx.rows(include_str!("sql/standing.sql"), params![supplier])? {
        if row.text("month")?.as_str() >= month {
            return Ok(Vec::new());
        }
        asked.push(Asked {
            number: row.text("number")?,
            from: row.text("from_day")?,
            to: row.text("to_day")?,
        });
    }
    let Some(last) = asked.last().map(|asked| asked.to.clone()) else {
        return Ok(Vec::new());
    };
    let since = day::plus(&last, -LOOK_BACK_DAYS).unwrap_or_default();
    asked.retain(|asked| asked.to >= since);
    let first = asked.first().map_or(last.clone(), |asked| asked.from.clone());
    let mut lines = Vec::new();
    let mut seen = Vec::new();
    for line in documents(tx, supplier, how, (&first, &last), None)? {
        seen.push(line.of);
        let within = asked
            .iter()
            .find(|asked| asked.from <= line.day && line.day <= asked.to);
        if let (None, Some(asked)) = (settled.get(&line.of), within) {
            lines.push(StatementLine {
                corrects: asked.number.clone(),
                ..line
            });
            continue;
        }
        if let Some(before) = settled.get(&line.of) {
            lines.extend(changed(tx, line, *before)?);
        }
    }
    // Those that count for nothing now, or were dated elsewhere.
    for row in tx.rows(include_str!("sql/asked_for.sql"), params![supplier, &since])? {
        let Some(of) = of(&row)?.filter(|of| !seen.contains(of)) else {
            continue;
        };
        seen.push(of);
        let now = documents(tx, supplier, how, ("1970-01-01", "9999-12-30"), Some(of))?.pop();
        let mut line: StatementLine = serde_json::from_str(&row.text("said")?)
            .map_err(|_| DbError::Decode(row.text("said").unwrap_or_default(), "a line"))?;
        line.amount = now.map_or(Amount::default(), |now| now.amount);
        lines.extend(changed(tx, line, settled.get(&of).copied().unwrap_or_default())?);
    }
    Ok(lines)
}

/// The line that puts a document right, where it comes to something else than what was asked for.
fn changed(tx: &Tx<'_>, line: StatementLine, before: Amount) -> Result<Option<StatementLine>, DbError> {
    let amount = line.amount.minus(before);
    if amount == Amount::default() {
        return Ok(None);
    }
    let (delivery, sent) = match line.of {
        StatementOf::Delivery(id) => (Some(id), None),
        StatementOf::Return(id) => (None, Some(id)),
    };
    let row = tx.row(include_str!("sql/first_asked.sql"), params![delivery, sent])?;
    let corrects = row.map_or(Ok(String::new()), |row| row.text("number"))?;
    Ok(Some(StatementLine {
        corrects,
        amount,
        ..line
    }))
}
