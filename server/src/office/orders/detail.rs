//! One order: what is known of it, what happened to it, and what the office can do about it.

use super::{Fields, Said, html, id, texts};
use crate::db::{DbError, Tx};
use crate::domain::orders::{self, Change, LineView, OrderView, mask_name, mask_phone};
use crate::domain::shipments::{self, LabelOutcome, ShipmentView, Shipped};
use crate::domain::waves::{self, CancelOutcome};
use crate::http::{AppState, Failure, User};
use crate::office::Page;
use crate::office::after::{self, After};
use crate::office::refunds::{OnOrder, on_order};
use crate::office::story::{self, Step};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::catalogue::Role;
use shared::id::{OrderId, ShipmentId};
use shared::lang::Lang;

/// Characters of a cancellation's reason.
const REASON_LIMIT: usize = 200;

/// Why an order is held or off, in words: `changed:` and field names come from a later file.
fn reason_text(lang: Lang, reason: &str) -> String {
    let Some(fields) = reason.strip_prefix("changed:") else {
        return reason.to_owned();
    };
    let names = fields.split(',').map(|field| field_name(lang, field));
    format!(
        "{} {}",
        texts::text(lang, "hold.changed"),
        names.collect::<Vec<_>>().join(match lang {
            Lang::ZhTw => "、",
            Lang::En => ", ",
        })
    )
}

fn field_name(lang: Lang, field: &str) -> &'static str {
    texts::text(lang, &format!("told.{field}"))
}

#[derive(Template)]
#[template(path = "office/orders/detail.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    order: OrderView,
    /// Name, phone and address are shown in full.
    full: bool,
    reason: String,
    lines: Vec<LineView>,
    shipments: Vec<ShipmentView>,
    /// 序號 that are in the parcels, with their shipment's number.
    serials: Vec<(String, Shipped)>,
    changes: Vec<Change>,
    after: After,
    steps: Vec<Step>,
    /// Invoices of the order, for those who may see them.
    billed: Option<OnOrder>,
    /// The form that came back: a cancellation's, or a label's of one shipment.
    f: Fields,
}

impl Detail {
    fn name(&self, name: &str) -> String {
        if self.full {
            name.to_owned()
        } else {
            mask_name(name)
        }
    }

    fn phone(&self, phone: &str) -> String {
        if self.full {
            phone.to_owned()
        } else {
            mask_phone(phone)
        }
    }

    fn address(&self, address: &str) -> String {
        if self.full {
            return address.to_owned();
        }
        let seen: String = address.chars().take(6).collect();
        if seen == address {
            seen
        } else {
            format!("{seen}○○○")
        }
    }

    fn told(&self, field: &str, value: &str) -> String {
        match field {
            "recipient" | "buyer" => self.name(value),
            "phone" => self.phone(value),
            "address" => self.address(value),
            "cod" | "total" | "shipping_fee" => value
                .parse()
                .map_or_else(|_| value.to_owned(), |minor: i64| shared::money::plain(minor)),
            "placed_at" | "cut_off" => value
                .parse()
                .map_or_else(|_| value.to_owned(), |at: i64| self.p.time(&at)),
            _ => value.to_owned(),
        }
    }

    fn waiting(&self) -> bool {
        self.changes.iter().any(|change| change.state == "waiting")
    }

    fn can_cancel(&self) -> bool {
        !matches!(self.order.head.state.as_str(), "shipped" | "cancelled")
    }

    /// The label's form that came back is this shipment's.
    fn asked_for(&self, shipment: &ShipmentId) -> bool {
        self.f.is("shipment", &shipment.hex())
    }

    fn money(&self, minor: &i64) -> String {
        match self.order.currency.as_str() {
            "" | "TWD" => self.p.money(minor),
            currency => format!("{currency} {}", shared::money::plain(*minor)),
        }
    }
}

fn detail_page(
    tx: &Tx<'_>,
    user: &User,
    id: OrderId,
    full: bool,
    f: Fields,
) -> Result<Option<Detail>, DbError> {
    let Some(order) = orders::get(tx, id)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "orders")?;
    let shipments = shipments::shipments_of_order(tx, id)?;
    let mut serials = Vec::new();
    for shipment in &shipments {
        let pieces = shipments::serials_of_shipment(tx, shipment.id)?;
        serials.extend(pieces.into_iter().map(|piece| (shipment.number.clone(), piece)));
    }
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        full: full && user.may(Role::Office),
        reason: reason_text(p.lang, &order.head.hold_reason),
        lines: orders::order_lines(tx, id)?,
        shipments,
        serials,
        changes: orders::changes(tx, id)?,
        after: after::of_order(tx, &order.head)?,
        steps: story::steps(tx, &p, shipments::story_of_order(tx, id)?)?,
        billed: match user.may(Role::Office) {
            true => Some(on_order(tx, p.lang, id, None)?),
            false => None,
        },
        f,
        order,
        p,
    }))
}

#[derive(Deserialize)]
pub struct Shown {
    #[serde(default)]
    full: String,
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    Query(shown): Query<Shown>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let order: OrderId = id(&order)?;
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let fields = Fields::filled(user.lang(), "order", &[]);
            let mut page = detail_page(rx, &user, order, shown.full == "1", fields)?;
            if let Some(page) = &mut page {
                page.notice = said.text(user.lang());
            }
            Ok(page)
        })
        .await?;
    html(&page.ok_or(Failure::NotFound)?)
}

/// The order's page again, with what was wrong beside what was typed.
async fn again(
    state: &AppState,
    user: User,
    order: OrderId,
    fields: Fields,
    error: &str,
) -> Result<Response, Failure> {
    let error = error.to_owned();
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let page = detail_page(rx, &user, order, false, fields)?;
            Ok(page.map(|page| Detail { error, ..page }))
        })
        .await?;
    let page = page.ok_or(Failure::NotFound)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// The order's page with an invoice's form that came back.
pub async fn with_invoice(
    state: &AppState,
    user: User,
    order: OrderId,
    wrong: Fields,
) -> Result<Response, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let fields = Fields::filled(user.lang(), "order", &[]);
            let billed = Some(on_order(rx, user.lang(), order, Some(wrong))?);
            let page = detail_page(rx, &user, order, false, fields)?;
            Ok(page.map(|page| Detail { billed, ..page }))
        })
        .await?;
    let page = page.ok_or(Failure::NotFound)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let order: OrderId = id(&order)?;
    let mut fields = fields.of("order");
    let reason = fields.text_within("reason", REASON_LIMIT);
    if reason.is_empty() {
        fields.say("reason", "cancel.reason_missing", &[]);
    }
    if fields.failed() {
        return again(&state, user, order, fields, "").await;
    }
    let out = state
        .store
        .write(user.by(), move |cx| waves::cancel_order(cx, order, &reason))
        .await?;
    match out {
        CancelOutcome::Cancelled { put_back: 0 } => {
            Ok(Redirect::to(&format!("/office/orders/{order}?said=cancelled")).into_response())
        }
        CancelOutcome::Cancelled { put_back } => {
            let to = format!("/office/orders/{order}?said=cancelled_put_back&n={put_back}");
            Ok(Redirect::to(&to).into_response())
        }
        CancelOutcome::TooLate(_) => {
            let error = texts::text(user.lang(), "cancel.too_late");
            again(&state, user, order, fields, error).await
        }
    }
}

/// The answer to what a later file says otherwise.
pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    let order: OrderId = id(&order)?;
    let accept = match fields.get("answer") {
        "accept" => true,
        "ignore" => false,
        _ => return Err(Failure::Bad("an answer that is none")),
    };
    state
        .store
        .write(user.by(), move |cx| waves::answer_change(cx, order, accept))
        .await?;
    let said = if accept { "accepted" } else { "ignored" };
    Ok(Redirect::to(&format!("/office/orders/{order}?said={said}")))
}

/// The carrier's number of a shipment, typed or scanned at the office's desk.
pub async fn label(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let order: OrderId = id(&order)?;
    let mut fields = fields.of("order");
    let shipment: ShipmentId = id(fields.get("shipment"))?;
    let number = fields.text("number");
    let out = state
        .store
        .write(user.by(), move |cx| -> Result<_, DbError> {
            let ours = shipments::shipments_of_order(cx, order)?;
            if ours.iter().all(|one| one.id != shipment) {
                return Ok(None);
            }
            shipments::set_label(cx, shipment, &number).map(Some)
        })
        .await?;
    match out.ok_or(Failure::NotFound)? {
        LabelOutcome::Set => {
            return Ok(Redirect::to(&format!("/office/orders/{order}?said=label_set")).into_response());
        }
        LabelOutcome::NotAdmitted => fields.say("number", "label.not_admitted", &[]),
        LabelOutcome::Taken(other) => fields.say("number", "label.taken", &[("other", &other)]),
        LabelOutcome::TooLate => fields.say("number", "label.too_late", &[]),
    }
    again(&state, user, order, fields, "").await
}
