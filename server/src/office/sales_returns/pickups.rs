//! 派車收退: what carriers are to fetch, and the file that asks them.

use super::super::notice::Said;
use super::{Page, html, texts};
use crate::db::DbError;
use crate::domain::returns::{self, Errand, Known};
use crate::domain::settings::{day, holidays::holidays};
use crate::http::{AppState, Failure, User};
use crate::office::table::{Cell, Columns, FileOut};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect, Response};

struct Row {
    errand: Errand,
    /// Its day has gone by.
    late: bool,
    /// 消保法 §19-2
    fetch_by: String,
    fetch_late: bool,
}

#[derive(Template)]
#[template(path = "office/sales_returns/pickups.html")]
struct Pickups {
    p: Page,
    notice: String,
    error: String,
    rows: Vec<Row>,
    asked: usize,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| -> Result<Pickups, DbError> {
            let p = Page::new(rx, &user, "sales_returns")?;
            let holidays = holidays(rx)?;
            let today = day::date(now, p.shop.utc_offset_min);
            let rows: Vec<Row> = returns::errands(rx)?
                .into_iter()
                .map(|errand| {
                    let known = Known {
                        noticed: errand.noticed_on.clone(),
                        ..Known::default()
                    };
                    let fetch_by = returns::last_days(&known, &p.shop, &holidays).fetch;
                    Row {
                        late: errand.pickup.is_late(&today),
                        fetch_late: !fetch_by.is_empty() && fetch_by < today,
                        fetch_by,
                        errand,
                    }
                })
                .collect();
            let is_asked =
                |row: &&Row| row.errand.pickup.state == "asked" && row.errand.pickup.how == "courier";
            Ok(Pickups {
                notice: said.text(p.lang),
                error: String::new(),
                asked: rows.iter().filter(is_asked).count(),
                rows,
                p,
            })
        })
        .await?;
    html(&page)
}

/// The request file: whole names and addresses, because a driver needs them.
pub async fn file(State(state): State<AppState>, user: User, out: FileOut) -> Result<Response, Failure> {
    let lang = user.lang();
    let sheet = state
        .store
        .read(move |rx| -> Result<_, DbError> {
            let mut errands = returns::errands(rx)?;
            errands.retain(|errand| errand.pickup.how == "courier");
            let t = |key: &str| texts::text(lang, key);
            let columns = Columns::new()
                .text(t("sr.number"), |one: &Errand| Cell::text(&one.number))
                .text(t("told.order_no"), |one| Cell::text(&one.order_no))
                .text(t("field.sales_return.carrier"), |one| {
                    Cell::text(&one.pickup.carrier_name)
                })
                .text(t("sr.codes"), |one| Cell::text(&one.codes))
                .text(t("told.recipient"), |one| Cell::text(&one.recipient))
                .text(t("told.phone"), |one| Cell::text(&one.phone))
                .text(t("told.zip"), |one| Cell::text(&one.zip))
                .text(t("told.address"), |one| Cell::text(&one.address))
                .text(t("field.sales_return.day"), |one| Cell::text(&one.pickup.day))
                .text(t("field.sales_return.slot"), move |one| {
                    Cell::text(texts::text(lang, &format!("sr_slot.{}", one.pickup.slot)))
                })
                .number(t("field.sales_return.parcels"), |one| {
                    Cell::number(one.pickup.parcels)
                })
                .summed()
                .text(t("sr.goods"), |one| Cell::text(&one.goods))
                .text(t("field.sales_return.pickup_note"), |one| {
                    Cell::text(&one.pickup.note)
                })
                .text(t("field.sales_return.pickup_state"), move |one| {
                    Cell::text(texts::text(lang, &format!("sr_pickup.{}", one.pickup.state)))
                });
            Ok(columns.sheet("", "", &errands))
        })
        .await?;
    out.answer("pickups", sheet).await
}

/// The file was given to the carriers.
pub async fn sent(State(state): State<AppState>, user: User) -> Result<Redirect, Failure> {
    state.store.write(user.by(), returns::requested).await?;
    Ok(Redirect::to("/office/sales-returns/pickups?said=sr_pickups_sent"))
}
