//! 進貨退出: pieces chosen for a supplier, the parcel sent, its paper, its 折讓單.

use super::costs::Costs;
use super::fields::Fields;
use super::notice::Said;
use super::papers::Desk;
use super::setup::status;
use super::sheet::Asked;
use super::{Page, amounts, html, id, texts, voucher};
use crate::db::{DbError, Tx};
use crate::documents::{Paper, SupplierReturnLine, SupplierReturnPaper};
use crate::domain::payables::{
    self, Candidate, NewReturn, NewReturnLine, NewVoucher, ReturnLine, ReturnMade, ReturnStep, ReturnView,
    VoucherForm, VoucherKind, VoucherView,
};
use crate::domain::receiving::{self, SupplierName};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::id::SupplierId;
use shared::lang::Lang;
use shared::quantity;
use uuid::Uuid;

/// Returns on the page.
const SHOWN: i64 = 300;

#[derive(Template)]
#[template(path = "office/supplier_returns/list.html")]
struct List {
    p: Page,
    returns: Vec<ReturnView>,
}

pub async fn list(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            Ok(List {
                p: Page::new(rx, &user, "returns")?,
                returns: payables::returns(rx, SHOWN)?,
            })
        })
        .await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "office/supplier_returns/new.html")]
struct New {
    p: Page,
    f: Fields,
    suppliers: Vec<SupplierName>,
    candidates: Vec<Candidate>,
}

impl New {
    fn lang(&self) -> Lang {
        self.p.lang
    }

    /// What was typed beside a candidate, or the price that is known.
    fn typed(&self, name: &str, at: &usize, price: &i64) -> String {
        if self.f.failed() {
            return self.f.nth(name, at).to_owned();
        }
        match name {
            "price" => amounts::typed(*price),
            _ => String::new(),
        }
    }
}

fn new_page(tx: &Tx<'_>, user: &User, fields: Fields) -> Result<New, DbError> {
    let supplier: Option<SupplierId> = fields.text("supplier").parse().ok();
    Ok(New {
        p: Page::new(tx, user, "returns")?,
        suppliers: receiving::suppliers(tx)?,
        candidates: match supplier {
            Some(supplier) => payables::candidates(tx, supplier)?,
            None => Vec::new(),
        },
        f: fields,
    })
}

pub async fn new(State(state): State<AppState>, user: User, asked: Fields) -> Result<Response, Failure> {
    let fields = Fields::filled(
        user.lang(),
        "supplier_return",
        &[("supplier", asked.text("supplier"))],
    );
    let page = state.store.read(move |rx| new_page(rx, &user, fields)).await?;
    Ok(html(&page)?.into_response())
}

/// Which candidate a row of the form was: the list may have changed since the form was shown.
pub(crate) fn key(candidate: &Candidate) -> String {
    format!(
        "{} {} {} {} {}",
        candidate.item,
        candidate.place,
        candidate.condition.code(),
        candidate.lot.expiry,
        candidate.lot.number
    )
}

fn read_lines(fields: &mut Fields, candidates: &[Candidate]) -> Vec<NewReturnLine> {
    let mut lines = Vec::new();
    for [which, pieces, price] in fields.rows(["which", "pieces", "price"]) {
        if matches!(pieces.trim(), "" | "0") {
            continue;
        }
        let quantity = fields.whole_in("pieces", &pieces, 1..=quantity::MAX);
        let unit_price = amounts::read(fields, "price", &price);
        match candidates.iter().find(|one| key(one) == which) {
            Some(one) => lines.push(NewReturnLine {
                item: one.item,
                lot: one.lot.clone(),
                condition: one.condition,
                place: one.place,
                quantity,
                unit_price,
            }),
            None => fields.say("lines", "return.gone", &[]),
        }
    }
    lines
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("supplier_return");
    let made = state
        .store
        .write(user.by(), move |cx| -> Result<Result<Uuid, Box<New>>, DbError> {
            let supplier: Option<SupplierId> = fields.text("supplier").parse().ok();
            if let Some(supplier) = supplier {
                let lines = read_lines(&mut fields, &payables::candidates(cx, supplier)?);
                if !fields.failed() {
                    let form = NewReturn {
                        supplier,
                        reason: fields.text("reason"),
                        remark: fields.text("remark"),
                        lines,
                    };
                    match payables::create_return(cx, &form)? {
                        ReturnMade::Done { id, .. } => return Ok(Ok(id)),
                        ReturnMade::Wrong(invalid) => fields.refuse(&invalid),
                        ReturnMade::NotThere { sku, there } => fields.say(
                            "lines",
                            "return.not_there",
                            &[("sku", &sku), ("there", &there.to_string())],
                        ),
                    }
                }
            } else {
                fields.say("supplier", "invalid.empty", &[]);
            }
            Ok(Err(Box::new(new_page(cx, &user, fields)?)))
        })
        .await?;
    match made {
        Ok(id) => Ok(said(id, "return_made")),
        Err(page) => Ok((status(true), html(page.as_ref())?).into_response()),
    }
}

fn said(id: Uuid, code: &str) -> Response {
    Redirect::to(&format!("/office/returns/{}?said={code}", id.simple())).into_response()
}

#[derive(Template)]
#[template(path = "office/supplier_returns/detail.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    r: ReturnView,
    lines: Vec<ReturnLine>,
    vouchers: Vec<VoucherView>,
    /// An allowance's form.
    f: Fields,
    forms: Vec<&'static str>,
    /// The parcel's form.
    sent: Fields,
}

impl Detail {
    fn lang(&self) -> Lang {
        self.p.lang
    }
}

fn page(tx: &Tx<'_>, user: &User, id: Uuid, typed: Option<Fields>) -> Result<Option<Detail>, DbError> {
    let Some(r) = payables::supplier_return(tx, id)? else {
        return Ok(None);
    };
    let fresh = [
        (
            "form",
            payables::usual_form(tx, Some(r.supplier))?.code().to_owned(),
        ),
        ("net", amounts::typed(r.amount.net)),
        ("tax", amounts::typed(r.amount.tax)),
    ];
    Ok(Some(Detail {
        p: Page::new(tx, user, "returns")?,
        notice: String::new(),
        error: String::new(),
        lines: payables::return_lines(tx, id)?,
        vouchers: payables::vouchers_of_return(tx, id)?,
        f: typed.unwrap_or_else(|| Fields::filled(user.lang(), "voucher", &fresh)),
        forms: VoucherForm::ALL.map(VoucherForm::code).to_vec(),
        sent: Fields::filled(user.lang(), "supplier_return", &[]),
        r,
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
    let page = state.store.read(move |rx| page(rx, &user, wanted, None)).await?;
    html(&Detail {
        notice: told.text(lang),
        ..page.ok_or(Failure::NotFound)?
    })
}

/// What became of a step, as an answer.
async fn stepped(
    state: AppState,
    user: User,
    wanted: Uuid,
    step: ReturnStep,
    done: &str,
) -> Result<Response, Failure> {
    let lang = user.lang();
    let error = match step {
        ReturnStep::Done => return Ok(said(wanted, done)),
        ReturnStep::NotFound => return Err(Failure::NotFound),
        ReturnStep::TooLate => texts::text(lang, "return.too_late").to_owned(),
        ReturnStep::Wrong(invalid) => {
            let mut fields = Fields::filled(lang, "supplier_return", &[]);
            fields.refuse(&invalid);
            fields.error(invalid.field())
        }
    };
    let page = state.store.read(move |rx| page(rx, &user, wanted, None)).await?;
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
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let (carrier, waybill) = (fields.text("carrier"), fields.text("waybill"));
    let step = state
        .store
        .write(user.by(), move |cx| {
            payables::send_return(cx, wanted, &carrier, &waybill)
        })
        .await?;
    stepped(state, user, wanted, step, "return_sent").await
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let step = state
        .store
        .write(user.by(), move |cx| payables::cancel_return(cx, wanted))
        .await?;
    stepped(state, user, wanted, step, "return_cancelled").await
}

pub async fn allowance(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let against = move |voucher| NewVoucher {
        kind: VoucherKind::Allowance,
        supplier_return: Some(wanted),
        ..voucher
    };
    let shown = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
        match voucher::record(cx, fields, against)? {
            None => Ok(None),
            Some(wrong) => page(cx, &user, wanted, Some(wrong)).map(Some),
        }
    });
    match shown.await? {
        None => Ok(said(wanted, "voucher_recorded")),
        Some(page) => Ok((status(true), html(&page.ok_or(Failure::NotFound)?)?).into_response()),
    }
}

pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let now = state.store.clock().now_ms();
    let costs = Costs::of(user.member.role);
    let paper = state
        .store
        .read(move |rx| -> Result<Option<SupplierReturnPaper>, DbError> {
            let Some(r) = payables::supplier_return(rx, wanted)? else {
                return Ok(None);
            };
            let desk = Desk::new(rx, now)?;
            let lang = desk.lang();
            let money = |minor: i64| costs.money(minor);
            let card = crate::domain::purchasing::get_supplier(rx, r.supplier)?.unwrap_or_default();
            let vouchers = payables::vouchers_of_return(rx, wanted)?;
            Ok(Some(SupplierReturnPaper {
                lang,
                company: desk.company(),
                number: r.number.clone(),
                date: desk.date(r.sent_at.unwrap_or(r.created_at)),
                printed_at: desk.minute(now),
                supplier: format!("{} {}", card.code, r.supplier_name).trim().to_owned(),
                tax_id: card.tax_id,
                contact: [card.contact, card.phone].join(" ").trim().to_owned(),
                address: if card.return_address.is_empty() {
                    card.address
                } else {
                    card.return_address
                },
                reason: r.reason,
                origin: payables::origins(rx, wanted)?
                    .into_iter()
                    .map(|origin| {
                        [origin.delivery, origin.invoice, origin.day]
                            .join(" ")
                            .trim()
                            .to_owned()
                    })
                    .collect::<Vec<_>>()
                    .join("、"),
                carrier: [r.carrier, r.waybill].join(" ").trim().to_owned(),
                allowance: vouchers
                    .iter()
                    .filter(|voucher| !voucher.removed)
                    .map(|voucher| voucher.number.clone())
                    .collect::<Vec<_>>()
                    .join("、"),
                made_by: r.created_by,
                note: r.remark,
                without_amounts: !costs.seen(),
                net: money(r.amount.net),
                tax: money(r.amount.tax),
                gross: money(r.amount.gross()),
                lines: payables::return_lines(rx, wanted)?
                    .into_iter()
                    .map(|line| SupplierReturnLine {
                        sku: line.sku,
                        name: line.name,
                        lot: [line.lot.number, line.lot.expiry].join(" ").trim().to_owned(),
                        condition: line.condition.text(lang).to_owned(),
                        from: if line.bin.is_empty() {
                            desk.word("delivery.dock")
                        } else {
                            line.bin
                        },
                        quantity: line.quantity,
                        off: line.off,
                        price: money(line.unit_price),
                        amount: money(line.off * line.unit_price),
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
        back: "/office/returns",
    };
    let name = format!("{}.pdf", paper.number);
    asked.pdf(&name, Paper::SupplierReturn(paper)).await
}
