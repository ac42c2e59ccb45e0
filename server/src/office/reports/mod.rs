//! 報表: stock, 進銷存, ages, what runs out, sales; as a page, a CSV file, a workbook or a paper; and handed up.
//!
//! One page shows every report: what is asked for stands in the address (`ask`), becomes a sheet and a chart (`build`),
//! and goes out as it is wanted (`office::table`). The numbers of a sheet lead to `behind`.

mod ask;
mod behind;
mod build;
mod chart;
mod handed;

pub use behind::{moves, open};
pub use handed::{hand_up, list as handed_list, one as handed_one, read};

use crate::db::{By, DbError};
use crate::documents::{Company, Paper};
use crate::domain::settings::day;
use crate::domain::staff::{self, Member};
use crate::domain::{reports, stock::marks};
use crate::http::{AppState, Failure, User};
use crate::office::sheet::{Asked, paper_lang};
use crate::office::table::{FileOut, SHOWN, Sheet};
use crate::office::{Page, html, texts};
use ask::{Ask, Kind};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use build::{Desk, Unmade, build};
use chart::Chart;
use shared::catalogue::Role;
use shared::stock::Condition;

/// Marks kept in one request; the rest is left to the next.
const MARKS: usize = 200;

/// Keeps the marks that are due, so that a past moment is a short fold. Usually there is none.
async fn keep_marks(state: &AppState) -> Result<(), Failure> {
    let now = state.store.clock().now_ms();
    if !state.store.read(move |rx| marks::is_due(rx, now)).await? {
        return Ok(());
    }
    for _ in 0..MARKS {
        let kept = state
            .store
            .write(By::System, |cx| marks::keep(cx, marks::LEAST))
            .await?;
        if !kept {
            break;
        }
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "office/reports/sheet.html")]
struct ReportPage {
    p: Page,
    tab: &'static str,
    ask: Ask,
    sheet: Sheet,
    chart: Option<Chart>,
    /// What of the question cannot be read; empty: nothing.
    wrong: &'static str,
    zones: Vec<String>,
    conditions: [&'static str; 6],
    /// Yesterday 18:00, for the moment picker.
    yesterday: String,
    /// The days or the period that stand in the form where none were asked for.
    days: String,
    from: String,
    to: String,
    /// Who may have asked for a report.
    leads: Vec<Member>,
    shown: usize,
}

impl ReportPage {
    fn file(&self, out: &str) -> String {
        format!("/office/reports/{}?{}", self.tab, self.ask.query(out))
    }

    fn is_period(&self) -> bool {
        matches!(self.tab, "flow" | "sales" | "returned")
    }
}

fn leads(tx: &crate::db::Tx<'_>) -> Result<Vec<Member>, DbError> {
    let mut members = staff::members(tx)?;
    members.retain(|member| member.role >= Role::Lead);
    Ok(members)
}

fn page(desk: &Desk<'_>, kind: Kind, ask: Ask) -> Result<ReportPage, DbError> {
    let offset = desk.p.shop.utc_offset_min;
    let today = day::date(desk.now, offset);
    let (sheet, chart, wrong) = match build(desk, kind, &ask) {
        Ok((sheet, chart)) => (sheet, chart, ""),
        Err(Unmade::Wrong(key)) => (Sheet::default(), None, texts::text(desk.p.lang, key)),
        Err(Unmade::Inside(error)) => return Err(error),
    };
    let period = ask.period(desk.now, offset);
    let (from, to) = match period {
        Ok(period) => (period.from, period.to),
        Err(_) => (ask.from.clone(), ask.to.clone()),
    };
    let days = match (kind, ask.days.trim()) {
        (Kind::Slow, "") => build::IDLE_DAYS.to_string(),
        (Kind::Runout, "") => build::AVERAGE_DAYS.to_string(),
        (_, days) => days.to_owned(),
    };
    Ok(ReportPage {
        p: desk.p.clone(),
        tab: kind.code(),
        ask,
        sheet,
        chart,
        wrong,
        zones: reports::zones(desk.tx)?,
        conditions: Condition::ALL.map(Condition::code),
        yesterday: day::plus(&today, -1)
            .map(|day| format!("{day}T18:00"))
            .unwrap_or_default(),
        days,
        from,
        to,
        leads: leads(desk.tx)?,
        shown: SHOWN,
    })
}

/// `/office/reports`: the first of them.
pub async fn first() -> Redirect {
    Redirect::to("/office/reports/stock")
}

pub async fn report(
    State(state): State<AppState>,
    user: User,
    Path(kind): Path<String>,
    Query(ask): Query<Ask>,
    uri: Uri,
) -> Result<Response, Failure> {
    let kind = Kind::parse(&kind).ok_or(Failure::NotFound)?;
    keep_marks(&state).await?;
    let (now, reader, out) = (state.store.clock().now_ms(), user.clone(), ask.out.clone());
    let made = state.store.read(move |rx| -> Result<ReportPage, DbError> {
        let p = Page::new(rx, &reader, "reports")?;
        page(&Desk { tx: rx, p: &p, now }, kind, ask)
    });
    let made = made.await?;
    if !made.wrong.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&made)?).into_response());
    }
    let name = format!("{}-{}", kind.code(), day::stamp(now, made.p.shop.utc_offset_min));
    match out.as_str() {
        "" => Ok(html(&made)?.into_response()),
        "pdf" => {
            let asked = Asked {
                state: &state,
                user: &user,
                uri: &uri,
                back: "/office/reports/stock",
            };
            asked
                .pdf(&format!("{name}.pdf"), paper(&made.p, &made.sheet, now))
                .await
        }
        file => {
            let file = FileOut::parse(file).ok_or(Failure::NotFound)?;
            file.answer(&name, made.sheet).await
        }
    }
}

fn paper(p: &Page, sheet: &Sheet, now: i64) -> Paper {
    let company = Company {
        name: p.shop.name.clone(),
        tax_id: p.shop.tax_id.clone(),
        phone: p.shop.phone.clone(),
        address: p.shop.address.clone(),
    };
    let signs =
        ["report.sign_made", "report.sign_checked", "report.sign_lead"].map(|key| p.t(key).to_owned());
    let printed_at = day::minute(now, p.shop.utc_offset_min);
    Paper::Report(sheet.clone().paper(
        paper_lang(p.lang),
        company,
        printed_at,
        signs.to_vec(),
        p.t("report.paper_cut"),
    ))
}
