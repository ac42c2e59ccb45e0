//! Returns in a list: filters, and the same as a file.

use super::{Choice, Page, Shown, html, shown, sources, texts};
use crate::db::{DbError, Tx};
use crate::domain::returns::{self, Filter, Stage};
use crate::domain::settings::{day, holidays::holidays};
use crate::http::{AppState, Failure, User};
use crate::office::table::{Cell, Columns, FileOut};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use serde::Deserialize;
use shared::lang::Lang;

/// Returns on the page, and in a file.
const SHOWN: i64 = 300;
const FILED: i64 = 20_000;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    stage: String,
    source: String,
    channel: String,
    q: String,
    /// Opened at least so many days ago.
    days: String,
    /// Only what is late.
    late: String,
}

impl Asked {
    fn filter(&self, now: i64, limit: i64) -> Filter {
        let days = self
            .days
            .trim()
            .parse::<i64>()
            .ok()
            .filter(|days| (1..=3_650).contains(days));
        Filter {
            stage: self.stage.clone(),
            source: self.source.clone(),
            channel: self.channel.clone(),
            query: self.q.clone(),
            before: days.map(|days| now - days * day::DAY_MS),
            limit,
        }
    }

    /// The same as the end of an address.
    fn query(&self) -> String {
        let pairs = [
            ("stage", &self.stage),
            ("source", &self.source),
            ("channel", &self.channel),
            ("q", &self.q),
            ("days", &self.days),
            ("late", &self.late),
        ];
        let mut out = form_urlencoded(&pairs);
        if !out.is_empty() {
            out.insert(0, '?');
        }
        out
    }
}

fn form_urlencoded(pairs: &[(&str, &String)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    pairs
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

#[derive(Template)]
#[template(path = "office/sales_returns/list.html")]
struct List {
    p: Page,
    asked: Asked,
    rows: Vec<Shown>,
    stages: Vec<Choice>,
    sources: Vec<Choice>,
    channels: Vec<String>,
    cut: bool,
}

impl List {
    fn lang(&self) -> Lang {
        self.p.lang
    }
}

fn rows(tx: &Tx<'_>, p: &Page, asked: &Asked, now: i64, limit: i64) -> Result<Vec<Shown>, DbError> {
    let holidays = holidays(tx)?;
    let heads = returns::list(tx, &asked.filter(now, limit))?;
    let mut rows: Vec<Shown> = heads
        .into_iter()
        .map(|head| shown(p, &holidays, now, head))
        .collect();
    rows.retain(|row| asked.late.is_empty() || !row.late.is_empty());
    Ok(rows)
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            let p = Page::new(rx, &user, "sales_returns")?;
            let rows = rows(rx, &p, &asked, now, SHOWN)?;
            let stages = Stage::BOARD.into_iter().chain([Stage::Cancelled]);
            Ok(List {
                cut: i64::try_from(rows.len()).is_ok_and(|n| n >= SHOWN),
                rows,
                stages: stages
                    .map(|one| (one.code(), p.code("sr_stage", one.code())))
                    .collect(),
                sources: sources(p.lang),
                channels: returns::channels(rx)?,
                asked,
                p,
            })
        })
        .await?;
    html(&page)
}

/// The list as a file: every row.
pub async fn file(
    State(state): State<AppState>,
    user: User,
    Query(asked): Query<Asked>,
    out: FileOut,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let sheet = state
        .store
        .read(move |rx| -> Result<_, DbError> {
            let p = Page::new(rx, &user, "sales_returns")?;
            let rows = rows(rx, &p, &asked, now, FILED)?;
            let t = |key: &str| texts::text(p.lang, key);
            let columns = Columns::new()
                .text(t("sr.number"), |row: &Shown| Cell::text(&row.head.number))
                .text(t("sr.stage"), |row| {
                    Cell::text(p.code("sr_stage", row.head.stage.code()))
                })
                .text(t("sr.source"), |row| Cell::text(row.head.source.text(p.lang)))
                .text(t("sr.reason"), |row| {
                    Cell::text(row.head.reason.map_or("", |one| one.text(p.lang)))
                })
                .text(t("told.channel"), |row| Cell::text(&row.head.channel))
                .text(t("told.order_no"), |row| Cell::text(&row.head.order_no))
                .text(t("sr.platform_no"), |row| Cell::text(&row.head.platform_no))
                .text(t("sr.codes"), |row| Cell::text(&row.head.codes))
                .number(t("sr.declared"), |row| Cell::number(row.head.declared))
                .summed()
                .number(t("sr.found"), |row| Cell::number(row.head.found))
                .summed()
                .text(t("sr.noticed_on"), |row| Cell::text(&row.head.noticed_on))
                .text(t("sr.arrived"), |row| {
                    Cell::text(row.head.arrived_at.map_or(String::new(), |at| p.time(&at)))
                })
                .text(t("sr.decision"), |row| {
                    Cell::text(row.head.decision.map_or("", |one| one.text(p.lang)))
                })
                .text(t("sr.pay_back_by"), |row| Cell::text(&row.last.pay_back))
                .text(t("sr.late"), |row| {
                    let late = row.late.iter().map(|one| p.code("sr_late", one.code()));
                    Cell::text(late.collect::<Vec<_>>().join("、"))
                });
            Ok(columns.sheet(t("sr.list"), t("sr.sum"), &rows))
        })
        .await?;
    out.answer("returns", sheet).await
}
