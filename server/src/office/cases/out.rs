//! Cases as files, and one on paper. Both masked: they leave the office.

use super::list::Find;
use crate::db::DbError;
use crate::documents::{AfterSalesEntry, AfterSalesPaper, Paper};
use crate::domain::cases::{self, CaseView, ServiceKind, masked};
use crate::domain::settings::day;
use crate::http::{AppState, Failure, User};
use crate::office::papers::Desk;
use crate::office::sheet::Asked;
use crate::office::table::{Cell, Columns, FileOut};
use crate::office::{Page, id, texts};
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use shared::money;
use uuid::Uuid;

/// Rows of a file.
const ROWS: i64 = 100_000;

fn columns<'p>(p: &'p Page, now: i64) -> Columns<'p, CaseView> {
    Columns::new()
        .text(p.t("case.number"), |c: &CaseView| Cell::text(&c.number))
        .text(p.t("case.kind_of"), |c| {
            Cell::text(p.code("case.kind", c.kind.code()))
        })
        .text(p.t("case.asked_at"), |c| Cell::text(p.time(&c.asked_at)))
        .text(p.t("field.case.channel"), |c| {
            Cell::text(p.code("case.channel", c.channel.code()))
        })
        .text(p.t("field.case.category"), |c| {
            Cell::text(p.code("case.category", c.category.code()))
        })
        .text(p.t("field.case.alias"), |c| Cell::text(&c.alias))
        .text(p.t("report.channel"), |c| Cell::text(&c.order_channel))
        .text(p.t("field.case.order"), |c| Cell::text(&c.order_no))
        .text(p.t("field.case.returned"), |c| Cell::text(&c.return_no))
        .text(p.t("report.sku"), |c| Cell::text(&c.sku))
        .text(p.t("report.name"), |c| Cell::text(&c.item_name))
        .text(p.t("field.case.serial"), |c| Cell::text(&c.serial))
        .text(p.t("field.case.question"), |c| Cell::text(masked(&c.question)))
        .text(p.t("case.answer"), |c| Cell::text(masked(&c.answer)))
        .text(p.t("case.due_at"), |c| Cell::text(p.time(&c.due_at)))
        .text(p.t("case.answered_at"), |c| {
            Cell::text(c.answered_at.map(|at| p.time(&at)).unwrap_or_default())
        })
        .text(p.t("case.answered_by"), |c| Cell::text(&c.answered_by))
        .text(p.t("case.in_time"), move |c| {
            Cell::text(p.t(if c.is_late(now) {
                "case.late"
            } else {
                "case.not_late"
            }))
        })
        .text(p.t("case.state_of"), |c| {
            Cell::text(p.code("case.state", c.state.code()))
        })
        .text(p.t("field.case.holder"), |c| Cell::text(&c.holder_name))
        .text(p.t("field.case.service"), |c| {
            let kind = c.service.map(ServiceKind::code);
            Cell::text(kind.map_or("", |kind| p.code("case.service", kind)))
        })
        .text(p.t("field.case.work"), |c| Cell::text(masked(&c.work)))
        .money(p.t("field.case.cost"), |c| Cell::maybe_money(c.cost, ""))
        .text(p.t("field.case.way_out"), |c| Cell::text(&c.way_out))
        .text(p.t("field.case.way_back"), |c| Cell::text(&c.way_back))
        .text(p.t("field.case.done_on"), |c| Cell::text(&c.done_on))
        .number(p.t("field.case.satisfaction"), |c| match c.satisfaction {
            Some(stars) => Cell::number(stars),
            None => Cell::text(""),
        })
}

/// 客戶問題紀錄 or 售後服務紀錄 as a file, with what was asked for.
pub async fn export(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    out: FileOut,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let made = state.store.read(move |rx| -> Result<_, DbError> {
        let p = Page::new(rx, &user, "cases")?;
        let rows = cases::list(rx, &find.filter(), now, ROWS)?;
        let title = match find.kind.as_str() {
            "service" => p.t("case.tab.service"),
            _ => p.t("case.tab.question"),
        };
        let name = format!("cases-{}", day::stamp(now, p.shop.utc_offset_min));
        Ok((name, columns(&p, now).sheet(title, "", &rows)))
    });
    let (name, sheet) = made.await?;
    out.answer(&name, sheet).await
}

/// 售後服務紀錄
pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let now = state.store.clock().now_ms();
    let paper = state
        .store
        .read(move |rx| -> Result<Option<AfterSalesPaper>, DbError> {
            let Some(c) = cases::find(rx, wanted)? else {
                return Ok(None);
            };
            let desk = Desk::new(rx, now)?;
            let word = |prefix: &str, code: &str| desk.word(&format!("{prefix}.{code}"));
            let entries = cases::entries(rx, wanted)?;
            let files = cases::files(rx, wanted)?;
            Ok(Some(AfterSalesPaper {
                lang: desk.lang(),
                company: desk.company(),
                number: c.number.clone(),
                date: desk.date(c.asked_at),
                printed_at: desk.minute(now),
                state: word("case.state", c.state.code()),
                channel: word("case.channel", c.channel.code()),
                category: word("case.category", c.category.code()),
                customer: c.alias.clone(),
                order_no: [c.order_channel.as_str(), c.order_no.as_str()]
                    .join(" ")
                    .trim()
                    .to_owned(),
                return_no: c.return_no.clone(),
                item: [c.sku.as_str(), c.item_name.as_str()].join(" ").trim().to_owned(),
                serial: c.serial.clone(),
                service: c
                    .service
                    .map_or_else(String::new, |kind| word("case.service", kind.code())),
                question: masked(&c.question),
                work: masked(&c.work),
                cost: c.cost.map(money::twd).unwrap_or_default(),
                way_out: c.way_out.clone(),
                way_back: c.way_back.clone(),
                holder: c.holder_name.clone(),
                done_on: c.done_on.clone(),
                satisfaction: c
                    .satisfaction
                    .map(|stars| format!("{stars} / 5"))
                    .unwrap_or_default(),
                attachments: match files.len() {
                    0 => String::new(),
                    n => n.to_string(),
                },
                entries: entries
                    .into_iter()
                    .map(|entry| AfterSalesEntry {
                        at: desk.minute(entry.at),
                        by: entry.staff,
                        what: texts::text(desk.text_lang(), &format!("case.did.{}", entry.what)).to_owned(),
                        text: [masked(&entry.body), entry.holder].join(" ").trim().to_owned(),
                    })
                    .collect(),
            }))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/cases",
    };
    let name = format!("{}.pdf", paper.number);
    asked.pdf(&name, Paper::AfterSales(paper)).await
}
