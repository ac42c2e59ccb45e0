//! 換貨單: made from an order or a return, sent, followed until both parcels are through, printed.

use super::fields::Fields;
use super::notice::Said;
use super::papers::Desk;
use super::setup::status;
use super::sheet::Asked;
use super::{Page, html, id, texts};
use crate::db::{DbError, Tx};
use crate::documents::{ExchangePaper, ExchangePaperLine, Paper};
use crate::domain::exchange::{
    self, BackLine, Cancelled, Changed, ExchangeLine, ExchangeView, Made, NewExchange, OutLine, Sent, Way,
};
use crate::domain::orders::{self, LineView, OrderView};
use crate::domain::refunds::RefundHead;
use crate::domain::shipments::{self, ShipmentView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::catalogue::Role;
use shared::id::{OrderId, ReturnId};
use shared::lang::Lang;
use shared::money;
use uuid::Uuid;

/// Exchanges on the page.
const SHOWN: i64 = 300;
/// Empty rows of a form, each way.
const ROWS: usize = 4;

#[derive(Template)]
#[template(path = "office/exchange/list.html")]
struct List {
    p: Page,
    tab: &'static str,
    notice: String,
    error: String,
    exchanges: Vec<ExchangeView>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(told): Query<Said>,
) -> Result<Html<String>, Failure> {
    let lang = user.lang();
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        Ok(List {
            p: Page::new(rx, &user, "cases")?,
            tab: "exchange",
            notice: told.text(lang),
            error: String::new(),
            exchanges: exchange::list(rx, SHOWN)?,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/exchange/new.html")]
struct New {
    p: Page,
    tab: &'static str,
    f: Fields,
    order: Option<OrderView>,
    lines: Vec<LineView>,
    returns: Vec<(ReturnId, String)>,
    ways: [&'static str; 2],
    rows: usize,
}

fn new_page(tx: &Tx<'_>, user: &User, f: Fields) -> Result<New, DbError> {
    let order: Option<OrderId> = f.text("order").parse().ok();
    let view = match order {
        Some(order) => orders::get(tx, order)?,
        None => None,
    };
    let typed = f.all("back_sku").len().max(f.all("out_sku").len());
    Ok(New {
        p: Page::new(tx, user, "cases")?,
        tab: "exchange",
        lines: match order {
            Some(order) => orders::order_lines(tx, order)?,
            None => Vec::new(),
        },
        returns: match order {
            Some(order) => exchange::returns_of(tx, order)?,
            None => Vec::new(),
        },
        order: view,
        ways: Way::ALL.map(Way::code),
        rows: typed.max(ROWS),
        f,
    })
}

/// The order by its id, or by its number (after a platform and a blank where several have it).
fn found(tx: &Tx<'_>, text: &str) -> Result<Option<OrderId>, DbError> {
    if let Ok(order) = text.parse() {
        return Ok(Some(order));
    }
    Ok(match orders::named(tx, text)?.as_slice() {
        [(order, _)] => Some(*order),
        _ => None,
    })
}

pub async fn new(State(state): State<AppState>, user: User, asked: Fields) -> Result<Response, Failure> {
    let page = state.store.read(move |rx| -> Result<New, DbError> {
        let typed = asked.text("order");
        let order = match typed.is_empty() {
            true => None,
            false => found(rx, &typed)?,
        };
        let pairs = [
            ("order", order.map(|order| order.hex()).unwrap_or_default()),
            ("returned", asked.text("returned")),
            ("way", asked.text("way")),
        ];
        let mut fields = Fields::filled(user.lang(), "exchange", &pairs);
        if order.is_none() && !typed.is_empty() {
            fields.say("order", "invalid.unknown", &[("value", &typed)]);
        }
        new_page(rx, &user, fields)
    });
    let page = page.await?;
    Ok((status(page.f.failed()), html(&page)?).into_response())
}

fn read(fields: &mut Fields, order: OrderId) -> NewExchange {
    let mut back = Vec::new();
    for [sku, pieces] in fields.rows(["back_sku", "back_pieces"]) {
        if !(sku.trim().is_empty() && pieces.trim().is_empty()) {
            back.push(BackLine {
                sku,
                quantity: fields.whole_in("back", &pieces, 0..=shared::quantity::MAX),
            });
        }
    }
    let mut out = Vec::new();
    for [sku, pieces, price] in fields.rows(["out_sku", "out_pieces", "out_price"]) {
        if !(sku.trim().is_empty() && pieces.trim().is_empty()) {
            out.push(OutLine {
                sku,
                quantity: fields.whole_in("out", &pieces, 0..=shared::quantity::MAX),
                price: fields.money_in("out", &price),
            });
        }
    }
    NewExchange {
        order,
        returned: fields.text("returned").parse().ok(),
        way: Way::parse(fields.get("way")).unwrap_or(Way::BackFirst),
        reason: fields.text("reason"),
        back,
        out,
        collect: fields.on("collect"),
    }
}

fn refuse(fields: &mut Fields, made: Made) -> Option<Uuid> {
    match made {
        Made::Done { id, .. } => return Some(id),
        Made::NotFound => fields.say("order", "exchange.no_order", &[]),
        Made::Wrong(invalid) => fields.refuse(&invalid),
        Made::Empty => fields.say("out", "exchange.empty", &[]),
        Made::NotThisReturn => fields.say("returned", "exchange.not_this_return", &[]),
        Made::TooMany { sku, left } => fields.say(
            "back",
            "exchange.too_many",
            &[("sku", &sku), ("left", &left.to_string())],
        ),
        Made::NoPrice { sku } => fields.say("out", "exchange.no_price", &[("sku", &sku)]),
    }
    None
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("exchange");
    let order: OrderId = id(&fields.text("order"))?;
    let made = state
        .store
        .write(user.by(), move |cx| -> Result<Result<Uuid, Box<New>>, DbError> {
            let new = read(&mut fields, order);
            if !fields.failed() {
                let made = exchange::make(cx, &new)?;
                if let Some(id) = refuse(&mut fields, made) {
                    return Ok(Ok(id));
                }
            }
            Ok(Err(Box::new(new_page(cx, &user, fields)?)))
        })
        .await?;
    match made {
        Ok(id) => Ok(said(id, "exchange_made")),
        Err(page) => Ok((status(true), html(page.as_ref())?).into_response()),
    }
}

fn said(id: Uuid, code: &str) -> Response {
    Redirect::to(&format!("/office/exchanges/{}?said={code}", id.simple())).into_response()
}

#[derive(Template)]
#[template(path = "office/exchange/detail.html")]
struct Detail {
    p: Page,
    tab: &'static str,
    notice: String,
    error: String,
    e: ExchangeView,
    lines: Vec<ExchangeLine>,
    out: Vec<ShipmentView>,
    codes: Vec<String>,
    returns: Vec<(ReturnId, String)>,
    /// Of the difference, for those who may see them.
    refunds: Vec<RefundHead>,
    ways: [&'static str; 2],
}

impl Detail {
    fn way(&self) -> &'static str {
        self.e.way.code()
    }

    /// The difference is to be given back, and nobody has asked for it.
    fn owes(&self) -> bool {
        self.e.difference < 0
            && self.e.cancelled_at.is_none()
            && !self.refunds.iter().any(|refund| refund.state.stands())
    }

    /// 補 or 退, and how much.
    fn difference(&self) -> String {
        difference(self.p.lang, self.e.difference)
    }
}

fn difference(lang: Lang, minor: i64) -> String {
    let key = match minor {
        ..0 => "exchange.refund",
        0 => return texts::text(lang, "exchange.even").to_owned(),
        1.. => "exchange.pay",
    };
    format!(
        "{} {}",
        texts::text(lang, key),
        money::twd(minor.saturating_abs())
    )
}

fn page(tx: &Tx<'_>, user: &User, wanted: Uuid) -> Result<Option<Detail>, DbError> {
    let Some(e) = exchange::find(tx, wanted)? else {
        return Ok(None);
    };
    Ok(Some(Detail {
        p: Page::new(tx, user, "cases")?,
        tab: "exchange",
        notice: String::new(),
        error: String::new(),
        lines: exchange::lines(tx, wanted)?,
        out: match e.new_order {
            Some(order) => shipments::shipments_of_order(tx, order)?,
            None => Vec::new(),
        },
        codes: match e.returned {
            Some(returned) => exchange::return_codes(tx, returned)?,
            None => Vec::new(),
        },
        returns: exchange::returns_of(tx, e.order)?,
        refunds: match user.may(Role::Office) {
            true => exchange::refunds_of(tx, wanted)?,
            false => Vec::new(),
        },
        ways: Way::ALL.map(Way::code),
        e,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    Query(told): Query<Said>,
) -> Result<Html<String>, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let lang = user.lang();
    let page = state.store.read(move |rx| page(rx, &user, wanted)).await?;
    html(&Detail {
        notice: told.text(lang),
        ..page.ok_or(Failure::NotFound)?
    })
}

/// The page with why it could not be done.
async fn refused(state: AppState, user: User, wanted: Uuid, error: String) -> Result<Response, Failure> {
    let page = state.store.read(move |rx| page(rx, &user, wanted)).await?;
    let page = Detail {
        error,
        ..page.ok_or(Failure::NotFound)?
    };
    Ok((status(true), html(&page)?).into_response())
}

pub async fn send(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let lang = user.lang();
    let sent = state
        .store
        .write(user.by(), move |cx| exchange::send(cx, wanted))
        .await?;
    let words = |key: &str| texts::text(lang, key).to_owned();
    let error = match sent {
        Sent::Released { .. } => return Ok(said(wanted, "exchange_sent")),
        Sent::NotFound => return Err(Failure::NotFound),
        Sent::Missing { order_no, items } => {
            let items: Vec<String> = items.iter().map(|(sku, n)| format!("{sku} × {n}")).collect();
            words("exchange.missing")
                .replace("{order}", &order_no)
                .replace("{items}", &items.join("、"))
        }
        Sent::NotBack => words("exchange.not_back"),
        Sent::NotDecided => words("exchange.not_decided"),
        Sent::Held { order_no } => words("exchange.held").replace("{order}", &order_no),
        Sent::TooLate => words("exchange.too_late"),
    };
    refused(state, user, wanted, error).await
}

async fn changed(state: AppState, user: User, wanted: Uuid, changed: Changed) -> Result<Response, Failure> {
    let key = match changed {
        Changed::Done => return Ok(said(wanted, "exchange_changed")),
        Changed::NotFound => return Err(Failure::NotFound),
        Changed::TooLate => "exchange.too_late",
        Changed::NotThisReturn => "exchange.not_this_return",
    };
    let error = texts::text(user.lang(), key).to_owned();
    refused(state, user, wanted, error).await
}

/// Another way, the return by which the goods come, or that the customer agreed.
pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let (way, returned) = (
        Way::parse(fields.get("way")),
        fields.text("returned").parse::<ReturnId>().ok(),
    );
    let confirmed = fields.on("confirmed");
    let done = state.store.write(user.by(), move |cx| match (way, returned) {
        (Some(way), _) => exchange::set_way(cx, wanted, way),
        (None, Some(returned)) => exchange::link(cx, wanted, returned),
        (None, None) if confirmed => exchange::confirm(cx, wanted),
        (None, None) => Ok(Changed::NotFound),
    });
    let done = done.await?;
    changed(state, user, wanted, done).await
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let note = fields.text("note");
    let done = state
        .store
        .write(user.by(), move |cx| exchange::cancel(cx, wanted, &note))
        .await?;
    let key = match done {
        Cancelled::Done { put_back: 0 } => return Ok(said(wanted, "exchange_cancelled")),
        Cancelled::Done { put_back } => {
            return Ok(said(wanted, &format!("cancelled_put_back&n={put_back}")));
        }
        Cancelled::NotFound => return Err(Failure::NotFound),
        Cancelled::TooLate => "exchange.too_late",
        Cancelled::NoReason => "exchange.no_reason",
    };
    let error = texts::text(user.lang(), key).to_owned();
    refused(state, user, wanted, error).await
}

pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let now = state.store.clock().now_ms();
    let by = user.clone();
    let paper = state
        .store
        .read(move |rx| -> Result<Option<ExchangePaper>, DbError> {
            let Some(d) = page(rx, &by, wanted)? else {
                return Ok(None);
            };
            let desk = Desk::new(rx, now)?;
            let (back, out): (Vec<_>, Vec<_>) = d.lines.into_iter().partition(|line| line.back);
            let lines = |lines: Vec<ExchangeLine>| {
                let line = |line: ExchangeLine| ExchangePaperLine {
                    sku: line.sku,
                    name: line.name,
                    quantity: line.quantity,
                    found: line.found,
                    amount: money::twd(line.amount),
                };
                lines.into_iter().map(line).collect::<Vec<_>>()
            };
            let labels = d.out.iter().filter(|ship| ship.state != "cancelled");
            let labels: Vec<String> = labels
                .filter_map(|ship| ship.parcel_label.clone().or_else(|| ship.label.clone()))
                .collect();
            Ok(Some(ExchangePaper {
                lang: desk.lang(),
                company: desk.company(),
                number: d.e.number.clone(),
                date: desk.date(d.e.created_at),
                printed_at: desk.minute(now),
                state: desk.word(&format!("exchange.state.{}", d.e.state().code())),
                way: desk.word(&format!("exchange.way.{}", d.e.way.code())),
                order_no: format!("{} {}", d.e.channel, d.e.order_no),
                customer: d.e.recipient.clone(),
                return_no: d.e.return_no.clone(),
                new_no: d.e.new_no.clone(),
                reason: d.e.reason.clone(),
                waybill_out: labels.join("、"),
                waybill_back: d.codes.join("、"),
                difference: difference(desk.text_lang(), d.e.difference),
                confirmed: d.e.confirmed_at.map(|at| desk.minute(at)).unwrap_or_default(),
                made_by: d.e.created_by.clone(),
                back: lines(back),
                out: lines(out),
            }))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/exchanges",
    };
    let name = format!("{}.pdf", paper.number);
    asked.pdf(&name, Paper::Exchange(paper)).await
}
