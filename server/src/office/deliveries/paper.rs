//! 進貨單 and 驗收單 on paper.

use super::detail::counted;
use crate::db::DbError;
use crate::documents::{GoodsReceipt, GoodsReceiptLine, Paper};
use crate::domain::receiving;
use crate::http::{AppState, Failure, User};
use crate::office::id;
use crate::office::papers::Desk;
use crate::office::sheet::Asked;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use shared::id::DeliveryId;

async fn pdf(
    state: AppState,
    user: User,
    uri: Uri,
    delivery: String,
    after: bool,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let now = state.store.clock().now_ms();
    let paper = state
        .store
        .read(move |rx| -> Result<Option<GoodsReceipt>, DbError> {
            let Some(d) = receiving::delivery(rx, delivery)? else {
                return Ok(None);
            };
            let desk = Desk::new(rx, now)?;
            let lines = counted(rx, delivery, desk.lang())?;
            let bins = if after {
                Vec::new()
            } else {
                receiving::homes(rx, delivery)?
            };
            Ok(Some(GoodsReceipt {
                lang: desk.lang(),
                company: desk.company(),
                counted: after,
                date: desk.date(d.closed_at.filter(|_| after).unwrap_or(now)),
                printed_at: desk.minute(now),
                supplier: format!("{} {}", d.supplier_code, d.supplier_name)
                    .trim()
                    .to_owned(),
                order_no: d.purchase_no,
                note_no: d.note_no,
                due: d.due,
                inspection: d.inspection.text(desk.lang()).to_owned(),
                arrived: d.arrived_at.map(|at| desk.minute(at)).unwrap_or_default(),
                cartons: match d.cartons {
                    None => String::new(),
                    Some(all) if d.damaged == 0 => all.to_string(),
                    Some(all) => format!("{all}（{} {}）", desk.word("delivery.damaged"), d.damaged),
                },
                driver: d.driver,
                received_by: if after { d.closed_by } else { String::new() },
                closed: d
                    .closed_at
                    .filter(|_| after)
                    .map(|at| desk.minute(at))
                    .unwrap_or_default(),
                follows: [d.follows_no, d.follow_no, d.device_number]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("　"),
                note: d.remark,
                lines: lines
                    .into_iter()
                    .filter(|counted| after || counted.line.expected > 0)
                    .map(|counted| GoodsReceiptLine {
                        bins: if after {
                            counted.bins
                        } else {
                            bins.iter()
                                .filter(|(item, _)| *item == counted.line.item)
                                .map(|(_, code)| code.clone())
                                .collect()
                        },
                        sku: counted.line.sku,
                        barcode: counted.line.barcode,
                        supplier_code: counted.line.supplier_code,
                        name: counted.line.name,
                        ordered: counted.line.expected,
                        good: counted.line.good,
                        bad: counted.line.bad,
                        short: counted.line.short,
                        over: counted.line.over,
                        lots: if after { counted.lots } else { Vec::new() },
                    })
                    .collect(),
                number: d.number,
            }))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/deliveries",
    };
    let name = format!(
        "{}-{}.pdf",
        paper.number,
        if after { "receipt" } else { "notice" }
    );
    asked.pdf(&name, Paper::GoodsReceipt(paper)).await
}

/// 進貨單, before: to write into at the door.
pub async fn notice_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(delivery): Path<String>,
) -> Result<Response, Failure> {
    pdf(state, user, uri, delivery, false).await
}

/// 驗收單, after: what was counted.
pub async fn receipt_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(delivery): Path<String>,
) -> Result<Response, Failure> {
    pdf(state, user, uri, delivery, true).await
}
