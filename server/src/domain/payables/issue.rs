//! Handing a payment request to accounting: from then on it stands as it was, byte for byte.
//!
//! Invariant: of one supplier and month at most one request stands. A voided one stays to be seen, with its reason and its
//! files, and counts for nothing; the month is computed again and may be issued under the next number.

use super::statement::{Statement, StatementLine, StatementOf, computed};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::SupplierId;
use uuid::Uuid;

/// Characters of the reason for which a request is voided.
const REASON_LIMIT: usize = 200;

/// A request that was handed to accounting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    pub id: Uuid,
    pub number: String,
    pub day: String,
    pub at: i64,
    pub by: String,
    pub voided: Option<Voided>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    pub at: i64,
    pub by: String,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Pdf,
    Xlsx,
}

impl FileKind {
    pub fn code(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Xlsx => "xlsx",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issue {
    Done(Uuid),
    /// One stands for this month already.
    Standing,
    /// There is nothing to ask for.
    Empty,
    /// A price is not known: the request would be too small.
    Unpriced,
    /// Something changed since it was looked at and printed.
    Changed,
}

/// Issues a request exactly as it was shown, with its print and its workbook.
pub fn issue(cx: &Cx<'_>, shown: &Statement, pdf: &[u8], xlsx: &[u8]) -> Result<Issue, DbError> {
    if standing(cx, shown.supplier, &shown.month)?.is_some() {
        return Ok(Issue::Standing);
    }
    if shown.lines.is_empty() {
        return Ok(Issue::Empty);
    }
    if shown.lines.iter().any(|line| line.unpriced) {
        return Ok(Issue::Unpriced);
    }
    if computed(cx, shown.supplier, &shown.month)?.as_ref() != Some(shown) {
        return Ok(Issue::Changed);
    }
    let id: Uuid = cx.new_id();
    let payable = shown.payable();
    cx.exec(
        include_str!("sql/request_put.sql"),
        params![
            id,
            shown.number(),
            shown.supplier,
            &shown.month,
            &shown.from,
            &shown.to,
            json(shown)?,
            payable.net,
            payable.tax,
            day::date(cx.now, settings::shop(cx)?.utc_offset_min),
            cx.now,
            cx.staff()
        ],
    )?;
    for (seq, line) in shown.lines.iter().enumerate() {
        let (delivery, sent) = match line.of {
            StatementOf::Delivery(id) => (Some(id), None),
            StatementOf::Return(id) => (None, Some(id)),
        };
        cx.exec(
            include_str!("sql/request_line_put.sql"),
            params![
                id,
                seq + 1,
                delivery,
                sent,
                &line.corrects,
                json(line)?,
                line.amount.net,
                line.amount.tax
            ],
        )?;
    }
    for (kind, bytes) in [(FileKind::Pdf, pdf), (FileKind::Xlsx, xlsx)] {
        cx.exec(
            "insert into payment_request_file (request, kind, bytes) values (?1, ?2, ?3)",
            params![id, kind.code(), bytes],
        )?;
    }
    Ok(Issue::Done(id))
}

fn json(what: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(what).map_err(|error| DbError::Driver(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(said: String) -> Result<T, DbError> {
    serde_json::from_str(&said).map_err(|_| DbError::Decode(said, "a payment request"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Void {
    Done,
    /// It is not there, or was voided before.
    NotStanding,
    Wrong(Invalid),
}

/// Takes an issued request back: accounting is told why.
pub fn void(cx: &Cx<'_>, request: Uuid, reason: &str) -> Result<Void, DbError> {
    let reason = match catalogue::text("reason", reason, REASON_LIMIT) {
        Ok(reason) => reason,
        Err(invalid) => return Ok(Void::Wrong(invalid)),
    };
    let voided = cx.exec(
        "update payment_request set voided_at = ?2, voided_by = ?3, void_reason = ?4 where id = ?1 and voided_at is null",
        params![request, cx.now, cx.staff(), &reason],
    )?;
    Ok(if voided > 0 { Void::Done } else { Void::NotStanding })
}

fn issued(row: &Row) -> Result<Issued, DbError> {
    let voided = match row.opt_int("voided_at")? {
        None => None,
        Some(at) => Some(Voided {
            at,
            by: row.opt_text("voided_by_name")?.unwrap_or_default(),
            reason: row.text("void_reason")?,
        }),
    };
    Ok(Issued {
        id: row.parse("id")?,
        number: row.text("number")?,
        day: row.text("issued_day")?,
        at: row.int("issued_at")?,
        by: row.opt_text("issued_by_name")?.unwrap_or_default(),
        voided,
    })
}

/// The request that stands for a month, as it was issued.
pub(super) fn standing(tx: &Tx<'_>, supplier: SupplierId, month: &str) -> Result<Option<Statement>, DbError> {
    for row in tx.rows(include_str!("sql/requests.sql"), params![supplier, month])? {
        let issued = issued(&row)?;
        if issued.voided.is_some() {
            continue;
        }
        let mut statement: Statement = read(row.text("said")?)?;
        for line in tx.rows(include_str!("sql/request_lines.sql"), params![issued.id])? {
            statement.lines.push(read::<StatementLine>(line.text("said")?)?);
        }
        statement.issued = Some(issued);
        return Ok(Some(statement));
    }
    Ok(None)
}

/// All that were issued for a month, the latest first.
pub fn issued_of(tx: &Tx<'_>, supplier: SupplierId, month: &str) -> Result<Vec<Issued>, DbError> {
    tx.rows(include_str!("sql/requests.sql"), params![supplier, month])?
        .iter()
        .map(issued)
        .collect()
}

/// What changed of an issued request's documents since: the supplier's next request asks for it.
pub fn changed_since(tx: &Tx<'_>, statement: &Statement) -> Result<Vec<StatementLine>, DbError> {
    let number = statement.number();
    // A month that nobody has issued: the one after all of them.
    let next = computed(tx, statement.supplier, "9999-11")?;
    let lines = next.map_or_else(Vec::new, |next| next.lines);
    Ok(lines.into_iter().filter(|line| line.corrects == number).collect())
}

/// Print or workbook of an issued request: its number and its bytes.
pub fn file(tx: &Tx<'_>, request: Uuid, kind: FileKind) -> Result<Option<(String, Vec<u8>)>, DbError> {
    tx.row(
        include_str!("sql/request_file.sql"),
        params![request, kind.code()],
    )?
    .map(|row| Ok((row.text("number")?, row.blob("bytes")?)))
    .transpose()
}
