//! The 盤點表 as a PDF.

use crate::db::DbError;
use crate::documents::{CountLine, CountSheet, Paper};
use crate::domain::counts::{self, PlanView};
use crate::domain::settings::day;
use crate::http::{AppState, Failure, User};
use crate::office::sheet::Asked;
use crate::office::{Page, id};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use shared::id::CountPlanId;
use shared::lang::Lang;
use std::collections::BTreeSet;

/// The 盤點表: never how much the books expect.
pub async fn sheet(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(plan): Path<String>,
) -> Result<Response, Failure> {
    let plan: CountPlanId = id(&plan)?;
    let now = state.store.clock().now_ms();
    let lang = user.lang();
    let found = state.store.read({
        let user = user.clone();
        move |rx| -> Result<Option<CountSheet>, DbError> {
            let Some(view) = counts::plan(rx, plan)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "counts")?;
            Ok(Some(paper(&p, lang, &view, &counts::sheet(rx, plan)?, now)))
        }
    });
    let paper = found.await?.ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/counts",
    };
    let file = format!("{}.pdf", paper.number);
    asked.pdf(&file, Paper::CountSheet(paper)).await
}

fn paper(p: &Page, lang: Lang, plan: &PlanView, rows: &[counts::SheetRow], now: i64) -> CountSheet {
    let zones: BTreeSet<&str> = rows.iter().map(|row| row.zone.as_str()).collect();
    let kinds: Vec<&str> = plan.kinds.iter().map(|kind| p.code("kind", kind)).collect();
    let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    CountSheet {
        lang,
        company: crate::documents::Company {
            name: p.shop.name.clone(),
            tax_id: p.shop.tax_id.clone(),
            phone: p.shop.phone.clone(),
            address: p.shop.address.clone(),
        },
        number: plan.number.clone(),
        date: day::date(plan.created_at, p.shop.utc_offset_min),
        printed_at: day::minute(now, p.shop.utc_offset_min),
        name: plan.name.clone(),
        zones: zones.into_iter().collect::<Vec<_>>().join(" "),
        kinds: kinds.join(" "),
        lines: rows
            .iter()
            .map(|row| CountLine {
                bin: row.bin.clone(),
                sku: row.sku.clone(),
                barcode: row.barcode.clone(),
                name: match row.condition.is_good() {
                    true => row.name.clone(),
                    false => format!("{} · {}", row.name, row.condition.text(lang)),
                },
                lot: row.lot.number.clone(),
                expiry: row.lot.expiry.clone(),
                first: number(row.first),
                second: number(row.second),
            })
            .collect(),
    }
}
