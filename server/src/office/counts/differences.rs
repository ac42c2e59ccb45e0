//! What a plan found, as a file: each line that differs, with who counted it and what became of it.

use crate::db::DbError;
use crate::domain::counts::{self, LineView, VisitView};
use crate::domain::reports::{self, is_valued};
use crate::http::{AppState, Failure, User};
use crate::office::Page;
use crate::office::id;
use crate::office::table::{Cell, Columns, FileOut, Sheet};
use axum::extract::{Path, State};
use axum::response::Response;
use shared::id::CountPlanId;

/// A line of a count, with its count.
struct Found<'a> {
    visit: &'a VisitView,
    line: &'a LineView,
}

/// 盤點差異. What the differences come to is for who may see costs.
pub async fn differences(
    State(state): State<AppState>,
    user: User,
    Path(plan): Path<String>,
    out: FileOut,
) -> Result<Response, Failure> {
    let plan: CountPlanId = id(&plan)?;
    let made = state
        .store
        .read(move |rx| -> Result<Option<(String, Sheet)>, DbError> {
            let Some(view) = counts::plan(rx, plan)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "counts")?;
            let costs = match p.sees_costs() {
                true => Some(reports::costs(rx, i64::MAX)?),
                false => None,
            };
            let (visits, lines) = (
                counts::visits_of_plan(rx, plan)?,
                counts::lines_of(rx, None, Some(plan))?,
            );
            let differing = |line: &&LineView| line.difference() != 0 || line.unclear;
            let mut found = Vec::new();
            for visit in &visits {
                let own = lines.iter().filter(|line| line.visit == visit.id);
                found.extend(own.filter(differing).map(|line| Found { visit, line }));
            }
            let mut columns = columns(&p);
            if let Some(costs) = &costs {
                columns = columns
                    .money(p.t("counts.difference_amount"), |row| {
                        match is_valued(row.line.condition) {
                            true => {
                                let value = costs.value(row.line.item, row.line.difference());
                                Cell::maybe_money(value, p.t("report.unknown"))
                            }
                            false => Cell::maybe(None),
                        }
                    })
                    .cost();
            }
            let title = format!("{} {}", view.number, view.name);
            Ok(Some((view.number, columns.sheet(title.trim(), "", &found))))
        });
    let (number, sheet) = made.await?.ok_or(Failure::NotFound)?;
    out.answer(&number, sheet).await
}

fn columns<'p>(p: &'p Page) -> Columns<'p, Found<'p>> {
    Columns::new()
        .text(p.t("counts.bin"), |row: &Found<'p>| Cell::text(&row.visit.code))
        .text(p.t("report.sku"), |row| Cell::text(&row.line.sku))
        .text(p.t("report.name"), |row| Cell::text(&row.line.name))
        .text(p.t("report.lot"), |row| Cell::text(&row.line.lot.number))
        .text(p.t("report.expiry"), |row| Cell::text(&row.line.lot.expiry))
        .text(p.t("counts.condition"), |row| {
            Cell::text(row.line.condition.text(p.lang))
        })
        .text(p.t("counts.round"), |row| {
            Cell::text(p.code("counts.round", row.visit.round.code()))
        })
        .number(p.t("counts.book"), |row| Cell::number(row.line.book))
        .number(p.t("counts.counted"), |row| Cell::number(row.line.counted))
        .number(p.t("counts.difference"), |row| {
            Cell::number(row.line.difference())
        })
        .number(p.t("counts.posted"), |row| Cell::number(row.line.posted))
        .text(p.t("counts.state"), |row| {
            Cell::text(p.code("counts.is", row.visit.state.code()))
        })
        .text(p.t("counts.by"), |row| Cell::text(&row.visit.staff))
        .text(p.t("counts.at"), |row| Cell::text(p.time_or_dash(&row.visit.at)))
}
