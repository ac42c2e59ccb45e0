//! One 訂貨單: how far it has come, and what can be done with it.

use crate::db::{DbError, Tx};
use crate::domain::purchasing::{
    self, AnnounceOutcome, Announcement, Arriving, CancelOutcome, OrderOutcome, PurchaseView, SupplierCard,
};
use crate::domain::settings::day;
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{Head, ListQuery, done, status};
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use shared::id::{PurchaseId, PurchaseLineId};
use shared::quantity;

#[derive(Template)]
#[template(path = "office/purchasing/detail.html")]
struct Detail {
    p: Page,
    head: Head,
    order: PurchaseView,
    supplier: Option<SupplierCard>,
    deliveries: Vec<Arriving>,
    today: String,
    /// The announcement's form.
    f: Fields,
}

impl Detail {
    /// The supplier's least order in pieces and minor units, where a draft is below it.
    fn below(&self) -> Option<(i64, i64)> {
        let card = self.supplier.as_ref().filter(|_| self.order.head.is_draft())?;
        let few = card.min_quantity > 0 && self.order.head.pieces < card.min_quantity;
        let cheap = card.min_amount > 0 && self.order.head.amounts().net < card.min_amount;
        (few || cheap).then_some((card.min_quantity, card.min_amount))
    }

    fn wanted(&self, line: &PurchaseLineId, unannounced: i64) -> String {
        let rows = self.f.rows(["line", "pieces"]);
        let typed = rows.into_iter().find(|[of, _]| *of == line.hex());
        typed.map_or_else(|| unannounced.to_string(), |[_, pieces]| pieces)
    }

    fn can_announce(&self) -> bool {
        self.p.may("office") && self.order.head.is_open()
    }
}

fn page(
    tx: &Tx<'_>,
    user: &User,
    wanted: PurchaseId,
    now: i64,
    head: Head,
    f: Fields,
) -> Result<Option<Detail>, DbError> {
    let Some(order) = purchasing::purchase(tx, wanted)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "purchasing")?;
    Ok(Some(Detail {
        head,
        supplier: purchasing::get_supplier(tx, order.head.supplier)?,
        deliveries: purchasing::arriving(tx, wanted)?,
        today: day::date(now, p.shop.utc_offset_min),
        p,
        order,
        f,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let (wanted, now): (PurchaseId, i64) = (id(&wanted)?, state.store.clock().now_ms());
    let page = state.store.read(move |rx| {
        let head = Head::new(user.lang(), "purchases", &query);
        let f = Fields::filled(user.lang(), "announce", &[]);
        page(rx, &user, wanted, now, head, f)
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

fn to(order: PurchaseId, what: &str) -> Response {
    done(&format!("/office/purchases/{order}"), what)
}

/// Orders a draft; the button says whether all of it is expected at once.
pub async fn order(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: PurchaseId = id(&wanted)?;
    let expect = !fields.is("expect", "later");
    let outcome = state
        .store
        .write(user.by(), move |cx| purchasing::order(cx, wanted, expect))
        .await?;
    Ok(to(
        wanted,
        match outcome {
            OrderOutcome::Ordered(_) if expect => "ordered",
            OrderOutcome::Ordered(_) => "ordered_later",
            OrderOutcome::NoDraft => "not_draft",
            OrderOutcome::NoSupplier => "not_ordered_supplier",
        },
    ))
}

pub async fn announce(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (wanted, now): (PurchaseId, i64) = (id(&wanted)?, state.store.clock().now_ms());
    let mut fields = fields.of("announce");
    let mut said = Announcement {
        due: fields.day("due"),
        note_no: fields.text("note_no"),
        pieces: Vec::new(),
    };
    for [line, pieces] in fields.rows(["line", "pieces"]) {
        let pieces = fields.whole_in("pieces", &pieces, 0..=quantity::MAX);
        if let Ok(line) = line.parse::<PurchaseLineId>() {
            said.pieces.push((line, pieces));
        }
    }
    if !fields.failed() {
        let outcome = state
            .store
            .write(user.by(), move |cx| purchasing::announce(cx, wanted, &said))
            .await?;
        match outcome {
            AnnounceOutcome::Announced(_) => return Ok(to(wanted, "announced")),
            AnnounceOutcome::NotOpen => return Ok(to(wanted, "not_open")),
            AnnounceOutcome::Nothing => fields.say("pieces", "invalid.empty", &[]),
            AnnounceOutcome::TooMany { sku, free } => {
                fields.say(
                    "pieces",
                    "invalid.announce",
                    &[("value", &sku), ("n", &free.to_string())],
                );
            }
            AnnounceOutcome::Invalid(invalid) => fields.refuse(&invalid),
        }
    }
    let page = state
        .store
        .read(move |rx| page(rx, &user, wanted, now, Head::quiet("purchases"), fields))
        .await?;
    Ok((status(true), html(&page.ok_or(Failure::NotFound)?)?).into_response())
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: PurchaseId = id(&wanted)?;
    let reason = fields.text("reason");
    let outcome = state
        .store
        .write(user.by(), move |cx| purchasing::cancel(cx, wanted, &reason))
        .await?;
    Ok(to(
        wanted,
        match outcome {
            CancelOutcome::Cancelled => "purchase_cancelled",
            CancelOutcome::RestTakenBack => "rest_taken_back",
            CancelOutcome::NotOpen => "not_open",
        },
    ))
}
