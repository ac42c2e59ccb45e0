//! Orders: found, chosen, released, looked at, cancelled.

use super::notice::Said;
use super::posted::{Posted, id};
use super::story::{self, Step};
use super::{Page, html, texts};
use crate::db::{DbError, Tx};
use crate::domain::orders::{
    self, Change, LineView, OrderFilter, OrderHead, OrderView, mask_name, mask_phone,
};
use crate::domain::shipments::{self, LabelOutcome, ShipmentView};
use crate::domain::waves::{self, CancelOutcome, Missing, ReleaseForm};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::catalogue::Role;
use shared::id::{OrderId, ShipmentId};
use shared::lang::Lang;

/// Orders on a page.
const PAGE: i64 = 200;
/// Orders that one release takes at most.
const AT_ONCE: i64 = waves::ORDERS_PER_RELEASE as i64;
/// Order states in the order of work.
const STATES: [&str; 6] = ["open", "held", "released", "packed", "shipped", "cancelled"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    /// A state, or `all`; empty: open ones.
    state: String,
    q: String,
    page: i64,
}

impl Find {
    fn filter(&self) -> OrderFilter {
        let state = if self.state == "all" { "" } else { self.tab() };
        OrderFilter {
            state: state.to_owned(),
            query: self.q.clone(),
            limit: PAGE,
            offset: (self.page.max(1) - 1).saturating_mul(PAGE),
        }
    }

    fn tab(&self) -> &str {
        match self.state.as_str() {
            "all" => "all",
            state => STATES.into_iter().find(|one| *one == state).unwrap_or("open"),
        }
    }
}

#[derive(Template)]
#[template(path = "office/orders/list.html")]
struct List {
    p: Page,
    notice: String,
    error: String,
    tab: String,
    q: String,
    page: i64,
    pages: i64,
    total: i64,
    tabs: Vec<(String, i64)>,
    heads: Vec<OrderHead>,
    chosen: Vec<OrderId>,
    per_list: String,
    note: String,
    /// The page shows orders that can be released, to one who may.
    releasing: bool,
}

impl List {
    fn is_chosen(&self, id: &OrderId) -> bool {
        self.chosen.contains(id)
    }
}

fn list_page(tx: &Tx<'_>, user: &User, find: &Find) -> Result<List, DbError> {
    let filter = find.filter();
    let total = orders::count(tx, &filter)?;
    let mut tabs = Vec::new();
    for state in STATES {
        let one = OrderFilter {
            state: state.to_owned(),
            ..OrderFilter::default()
        };
        tabs.push((state.to_owned(), orders::count(tx, &one)?));
    }
    Ok(List {
        p: Page::new(tx, user, "orders")?,
        notice: String::new(),
        error: String::new(),
        tab: find.tab().to_owned(),
        q: find.q.clone(),
        page: find.page.max(1),
        pages: (total + PAGE - 1) / PAGE,
        total,
        tabs,
        heads: orders::list(tx, &filter)?,
        chosen: Vec::new(),
        per_list: "1".to_owned(),
        note: String::new(),
        releasing: find.tab() == "open" && user.may(Role::Office),
    })
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            Ok(List {
                notice: said.text(user.lang()),
                ..list_page(rx, &user, &find)?
            })
        })
        .await?;
    html(&page)
}

/// What a release could not take, where it could not take all.
#[derive(Template)]
#[template(path = "office/orders/released.html")]
struct Released {
    p: Page,
    wave: Option<(String, String)>,
    released: usize,
    missing: Vec<Missing>,
    passed_over: Vec<String>,
}

pub async fn release(State(state): State<AppState>, user: User, posted: Posted) -> Result<Response, Failure> {
    let find = Find {
        state: posted.get("state").to_owned(),
        q: posted.get("q").to_owned(),
        page: posted.number("page").unwrap_or(1),
    };
    let chosen: Vec<OrderId> = posted.ids("id");
    let per_list = posted
        .number("per_list")
        .filter(|n| (1..=waves::ORDERS_PER_LIST as i64).contains(n));
    let error = match (per_list, chosen.is_empty() && !posted.has("everything")) {
        (None, _) => "release.bad_per_list",
        (Some(_), true) => "release.none_chosen",
        (Some(_), false) => "",
    };
    if !error.is_empty() {
        let error = texts::text(user.lang(), error).to_owned();
        let page = state
            .store
            .read(move |rx| -> Result<List, DbError> {
                Ok(List {
                    error,
                    chosen,
                    per_list: posted.get("per_list").to_owned(),
                    note: posted.get("note").to_owned(),
                    ..list_page(rx, &user, &find)?
                })
            })
            .await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let everything = posted.has("everything");
    let note: String = posted.get("note").trim().chars().take(200).collect();
    let per_list = usize::try_from(per_list.unwrap_or(1)).unwrap_or(1);
    let by = user.by();
    let (out, page) = state
        .store
        .write(by, move |cx| -> Result<_, DbError> {
            let filter = OrderFilter {
                limit: AT_ONCE,
                offset: 0,
                ..find.filter()
            };
            let orders = if everything {
                orders::list(cx, &filter)?
                    .into_iter()
                    .map(|head| head.id)
                    .collect()
            } else {
                chosen
            };
            let form = ReleaseForm {
                orders,
                orders_per_list: per_list,
                note,
            };
            let out = waves::release(cx, &form)?;
            Ok((out, Page::new(cx, &user, "orders")?))
        })
        .await?;
    match (&out.wave, out.missing.is_empty() && out.passed_over.is_empty()) {
        (Some((wave, _)), true) => {
            let to = format!("/office/waves/{wave}?said=released&n={}", out.released);
            Ok(Redirect::to(&to).into_response())
        }
        _ => {
            let page = Released {
                p: page,
                wave: out.wave.map(|(wave, number)| (wave.hex(), number)),
                released: out.released,
                missing: out.missing,
                passed_over: out.passed_over,
            };
            Ok(html(&page)?.into_response())
        }
    }
}

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
    changes: Vec<Change>,
    steps: Vec<Step>,
    /// A label number as it was typed, for which shipment.
    typed: (String, String),
    typed_reason: String,
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

    fn typed_for(&self, shipment: &ShipmentId) -> &str {
        if self.typed.0 == shipment.hex() {
            &self.typed.1
        } else {
            ""
        }
    }

    fn money(&self, minor: &i64) -> String {
        match self.order.currency.as_str() {
            "" | "TWD" => self.p.money(minor),
            currency => format!("{currency} {}", shared::money::plain(*minor)),
        }
    }
}

fn detail_page(tx: &Tx<'_>, user: &User, id: OrderId, full: bool) -> Result<Option<Detail>, DbError> {
    let Some(order) = orders::get(tx, id)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "orders")?;
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        full: full && user.may(Role::Office),
        reason: reason_text(p.lang, &order.head.hold_reason),
        lines: orders::order_lines(tx, id)?,
        shipments: shipments::shipments_of_order(tx, id)?,
        changes: orders::changes(tx, id)?,
        steps: story::steps(tx, &p, shipments::story_of_order(tx, id)?)?,
        typed: Default::default(),
        typed_reason: String::new(),
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
        .read(move |rx| detail_page(rx, &user, order, shown.full == "1").map(|page| (page, user.lang())))
        .await?;
    let (Some(mut page), lang) = page else {
        return Err(Failure::NotFound);
    };
    page.notice = said.text(lang);
    html(&page)
}

/// The order's page again, with what was wrong beside what was typed.
async fn again(
    state: &AppState,
    user: User,
    order: OrderId,
    fill: impl FnOnce(&mut Detail) + Send + 'static,
) -> Result<Response, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let mut page = detail_page(rx, &user, order, false)?;
            if let Some(page) = &mut page {
                fill(page);
            }
            Ok(page)
        })
        .await?;
    let page = page.ok_or(Failure::NotFound)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let order: OrderId = id(&order)?;
    let reason: String = posted.get("reason").trim().chars().take(200).collect();
    let lang = user.lang();
    if reason.is_empty() {
        let error = texts::text(lang, "cancel.reason_missing").to_owned();
        return again(&state, user, order, |page| page.error = error).await;
    }
    let kept = reason.clone();
    let out = state
        .store
        .write(user.by(), move |cx| waves::cancel_order(cx, order, &kept))
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
            let error = texts::text(lang, "cancel.too_late").to_owned();
            again(&state, user, order, |page| {
                page.error = error;
                page.typed_reason = reason;
            })
            .await
        }
    }
}

/// The answer to what a later file says otherwise.
pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    posted: Posted,
) -> Result<Redirect, Failure> {
    let order: OrderId = id(&order)?;
    let accept = match posted.get("answer") {
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
    posted: Posted,
) -> Result<Response, Failure> {
    let order: OrderId = id(&order)?;
    let shipment: ShipmentId = id(posted.get("shipment"))?;
    let typed = posted.get("number").to_owned();
    let number = typed.clone();
    let lang = user.lang();
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
    let error = match out {
        None => return Err(Failure::NotFound),
        Some(LabelOutcome::Set) => {
            return Ok(Redirect::to(&format!("/office/orders/{order}?said=label_set")).into_response());
        }
        Some(LabelOutcome::NotAdmitted) => texts::text(lang, "label.not_admitted").to_owned(),
        Some(LabelOutcome::Taken(other)) => texts::text(lang, "label.taken").replace("{other}", &other),
        Some(LabelOutcome::TooLate) => texts::text(lang, "label.too_late").to_owned(),
    };
    again(&state, user, order, move |page| {
        page.error = error;
        page.typed = (shipment.hex(), typed);
    })
    .await
}
