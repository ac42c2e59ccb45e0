//! What accounting gets of a day: the allowances issued that day, the refunds that were handed over, as one PDF, one
//! workbook and one archive of the tax platform's messages.
//!
//! The PDF holds the copies of an allowance that are the seller's (第一聯, 第二聯); the buyer has the others. Accounts are
//! masked: the voucher with the whole account is printed by itself, and that is written down.

use super::papers;
use crate::db::{DbError, Tx};
use crate::documents::{MAX_REFUND_PAPERS, Paper};
use crate::domain::allowances::{self, AllowanceView, mig};
use crate::domain::refunds::{self, RefundView};
use crate::domain::settings::day::{self, DAY_MS};
use crate::domain::{invoices, settings};
use crate::http::{AppState, Failure, User};
use crate::office::papers::Desk;
use crate::office::setup::status;
use crate::office::sheet::Asked;
use crate::office::table::{Cell, Columns, FileOut, Sheet};
use crate::office::{Page, html, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::lang::Lang;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A day's papers.
struct Day {
    day: String,
    issued: Vec<AllowanceView>,
    voided: Vec<AllowanceView>,
    refunds: Vec<RefundView>,
}

fn of_day(tx: &Tx<'_>, day: &str) -> Result<Option<Day>, DbError> {
    let offset = settings::shop(tx)?.utc_offset_min;
    let Some(since) = day::start(day, offset) else {
        return Ok(None);
    };
    let span = (since, since + DAY_MS);
    Ok(Some(Day {
        day: day.to_owned(),
        issued: allowances::issued_on(tx, day)?,
        voided: allowances::voided_on(tx, span)?,
        refunds: refunds::handed_on(tx, span)?,
    }))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asks {
    day: String,
}

#[derive(Template)]
#[template(path = "office/refunds/accounting.html")]
struct Shown {
    p: Page,
    notice: String,
    error: String,
    of: Day,
    /// How many PDFs it takes.
    parts: usize,
}

impl Shown {
    fn refunded(&self) -> i64 {
        self.of.refunds.iter().map(|view| view.head.amount()).sum()
    }
}

async fn page(state: &AppState, user: User, wanted: String) -> Result<Shown, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| -> Result<Option<Shown>, DbError> {
        let p = Page::new(rx, &user, "refunds")?;
        let today = day::date(now, p.shop.utc_offset_min);
        let wanted = if day::is_day(&wanted) { wanted } else { today };
        let Some(of) = of_day(rx, &wanted)? else {
            return Ok(None);
        };
        Ok(Some(Shown {
            p,
            notice: String::new(),
            error: String::new(),
            parts: of.issued.len().max(of.refunds.len()).div_ceil(MAX_REFUND_PAPERS),
            of,
        }))
    });
    page.await?.ok_or(Failure::NotFound)
}

pub async fn day(
    State(state): State<AppState>,
    user: User,
    Query(asks): Query<Asks>,
) -> Result<Response, Failure> {
    Ok(html(&page(&state, user, asks.day).await?)?.into_response())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    part: usize,
}

/// One of a list's parts, from 1.
fn part_of<T>(all: &[T], part: usize) -> &[T] {
    let from = (part.max(1) - 1).saturating_mul(MAX_REFUND_PAPERS).min(all.len());
    &all[from..(from + MAX_REFUND_PAPERS).min(all.len())]
}

pub async fn bundle_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(wanted): Path<String>,
    Query(part): Query<Part>,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let name = format!(
        "accounting-{}.pdf",
        wanted.replace(|c: char| !c.is_ascii_digit(), "")
    );
    let paper = state.store.read(move |rx| -> Result<_, DbError> {
        let Some(of) = of_day(rx, &wanted)? else {
            return Ok(None);
        };
        let desk = Desk::new(rx, now)?;
        let slips = part_of(&of.issued, part.part).iter();
        let slips = slips.map(|view| papers::slip(view, &[1, 2])).collect();
        let mut vouchers = Vec::new();
        for view in part_of(&of.refunds, part.part) {
            let heads = invoices::of_order(rx, view.head.order)?;
            let texts = super::detail::invoice_texts(&heads, &desk.word("invoice_state.void"));
            let bank = refunds::has_bank(rx, view.head.id)?.unwrap_or_default();
            vouchers.push(papers::voucher(&desk, view, &texts, &bank));
        }
        Ok(Some(papers::refund_papers(&desk, now, slips, vouchers)))
    });
    let paper = paper.await?.ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/accounting",
    };
    if paper.allowances.is_empty() && paper.vouchers.is_empty() {
        return asked
            .refuse(texts::text(user.lang(), "accounting.nothing").to_owned())
            .await;
    }
    asked.pdf(&name, Paper::RefundPapers(paper)).await
}

/// A row of the workbook: an allowance, or a refund.
enum Row<'a> {
    Allowance(&'a AllowanceView),
    Refund(&'a RefundView, String),
}

fn table(of: &Day, invoices: &[String], lang: Lang) -> Sheet {
    let word = |key: &str| texts::text(lang, key);
    let code = |prefix: &str, code: &str| texts::text(lang, &format!("{prefix}.{code}"));
    let mut rows: Vec<Row<'_>> = of.issued.iter().map(Row::Allowance).collect();
    let refunds = of.refunds.iter().zip(invoices);
    rows.extend(refunds.map(|(view, invoices)| Row::Refund(view, invoices.clone())));
    let columns = Columns::new()
        .text(word("accounting.kind"), |row: &Row<'_>| {
            Cell::text(word(match row {
                Row::Allowance(_) => "refunds.allowance",
                Row::Refund(..) => "refunds.refund",
            }))
        })
        .text(word("refunds.number"), |row| match row {
            Row::Allowance(view) => Cell::text(&view.head.number),
            Row::Refund(view, _) => Cell::text(&view.head.number),
        })
        .text(word("refunds.state"), |row| match row {
            Row::Allowance(view) => Cell::text(code("allowance_state", view.head.state.code())),
            Row::Refund(view, _) => Cell::text(code("refund_state", view.head.state.code())),
        })
        .text(word("told.order_no"), |row| match row {
            Row::Allowance(view) => Cell::text(&view.head.order_no),
            Row::Refund(view, _) => Cell::text(&view.head.order_no),
        })
        .text(word("refunds.of_return"), |row| match row {
            Row::Allowance(_) => Cell::text(""),
            Row::Refund(view, _) => Cell::text(&view.head.return_no),
        })
        .text(word("refunds.invoice"), |row| match row {
            Row::Allowance(view) => Cell::text(format!("{} {}", view.head.invoice_no, view.head.invoice_day)),
            Row::Refund(_, invoices) => Cell::text(invoices),
        })
        .text(word("field.invoice.buyer_tax_id"), |row| match row {
            Row::Allowance(view) => Cell::text(&view.head.buyer_tax_id),
            Row::Refund(..) => Cell::text(""),
        })
        .money(word("refunds.net"), |row| match row {
            Row::Allowance(view) if view.head.stands() => Cell::money(view.head.amount.net),
            _ => Cell::text(""),
        })
        .summed()
        .money(word("refunds.tax"), |row| match row {
            Row::Allowance(view) if view.head.stands() => Cell::money(view.head.amount.tax),
            _ => Cell::text(""),
        })
        .summed()
        .money(word("refunds.taken_off"), |row| match row {
            Row::Allowance(view) if view.head.stands() => Cell::money(view.head.amount.gross()),
            _ => Cell::text(""),
        })
        .summed()
        .money(word("refunds.amount"), |row| match row {
            Row::Refund(view, _) => Cell::money(view.head.amount()),
            Row::Allowance(_) => Cell::text(""),
        })
        .summed()
        .text(word("field.refund.method"), |row| match row {
            Row::Refund(view, _) => Cell::text(code("refund_method", view.head.method.code())),
            Row::Allowance(_) => Cell::text(""),
        })
        .text(word("refunds.allowances"), |row| match row {
            Row::Refund(view, _) => Cell::text(&view.head.allowances),
            Row::Allowance(view) => Cell::text(&view.head.refund_no),
        });
    let mut sheet = columns.sheet(word("accounting.title"), word("accounting.sum"), &rows);
    sheet.about = vec![(word("accounting.day").to_owned(), of.day.clone())];
    sheet
}

pub async fn bundle_xlsx(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let lang = user.lang();
    let name = format!("accounting-{}", wanted.replace(|c: char| !c.is_ascii_digit(), ""));
    let sheet = state.store.read(move |rx| -> Result<_, DbError> {
        let Some(of) = of_day(rx, &wanted)? else {
            return Ok(None);
        };
        let mut all = Vec::new();
        for view in &of.refunds {
            let heads = invoices::of_order(rx, view.head.order)?;
            all.push(super::detail::invoice_texts(&heads, texts::text(lang, "invoice_state.void")).join(" "));
        }
        Ok(Some(table(&of, &all, lang)))
    });
    FileOut::Xlsx
        .answer(&name, sheet.await?.ok_or(Failure::NotFound)?)
        .await
}

/// An archive of the messages that were due that day; the same day gives the same bytes.
fn archive(of: &Day, shop: &settings::Shop) -> Result<Result<Vec<u8>, mig::NoSeller>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    // What was issued is sent before what was voided: a platform voids only what it knows.
    for view in &of.issued {
        match mig::g0401(view, shop) {
            Ok(bytes) => {
                zip.start_file(format!("G0401-{}.xml", view.head.number), how)?;
                zip.write_all(&bytes)?;
            }
            Err(no) => return Ok(Err(no)),
        }
    }
    for view in &of.voided {
        match mig::g0501(view, shop) {
            Ok(Some(bytes)) => {
                zip.start_file(format!("G0501-{}.xml", view.head.number), how)?;
                zip.write_all(&bytes)?;
            }
            Ok(None) => {}
            Err(no) => return Ok(Err(no)),
        }
    }
    Ok(Ok(zip.finish()?.into_inner()))
}

pub async fn mig_zip(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let lang = user.lang();
    let asked = wanted.clone();
    let read = state.store.read(move |rx| -> Result<_, DbError> {
        let shop = settings::shop(rx)?;
        Ok(of_day(rx, &asked)?.map(|of| (of, shop)))
    });
    let (of, shop) = read.await?.ok_or(Failure::NotFound)?;
    let error = if of.issued.is_empty() && of.voided.is_empty() {
        "accounting.no_messages"
    } else {
        match archive(&of, &shop).map_err(|error| Failure::Inside(error.to_string()))? {
            Ok(bytes) => {
                let name = format!("mig-{}.zip", of.day.replace('-', ""));
                let head = [
                    (header::CONTENT_TYPE, "application/zip".to_owned()),
                    (
                        header::CONTENT_DISPOSITION,
                        format!("attachment; filename=\"{name}\""),
                    ),
                ];
                return Ok((head, bytes).into_response());
            }
            Err(mig::NoSeller) => "mig.no_seller",
        }
    };
    let page = page(&state, user, wanted).await?;
    let error = texts::text(lang, error).to_owned();
    Ok((status(true), html(&Shown { error, ..page })?).into_response())
}
