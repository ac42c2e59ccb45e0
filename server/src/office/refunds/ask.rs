//! The form of a refund: what is proposed, what a person makes of it, and what it would come to.

use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::Invalid;
use crate::domain::exchange::{self, ExchangeView};
use crate::domain::refunds::share::{self, Shares, Unsettled};
use crate::domain::refunds::{self, Ask, Asked, BankForm, Method, Paper, Proposal, RefundHead, Settlement};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::status;
use crate::office::{Page, amounts, html, texts};
use crate::params;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::id::{ItemId, OrderId, ReturnId};
use shared::lang::Lang;
use shared::money::Minor;
use shared::quantity;
use std::collections::HashMap;
use uuid::Uuid;

/// Of what: an order, or one of its returns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Of {
    order: String,
    #[serde(rename = "return")]
    of_return: String,
    exchange: String,
}

/// What a refund is asked of.
#[derive(Clone, Debug)]
struct Named {
    order: OrderId,
    sales_return: Option<ReturnId>,
    exchange: Option<ExchangeView>,
}

#[derive(Template)]
#[template(path = "office/refunds/new.html")]
struct New {
    p: Page,
    notice: String,
    error: String,
    of: Proposal,
    earlier: Vec<RefundHead>,
    /// Exchanges of the order that are not off: their pieces bring no money but the difference.
    exchanges: Vec<ExchangeView>,
    /// The one whose difference it is.
    exchange: Option<ExchangeView>,
    /// What it comes to with what stands in the form.
    shares: Shares,
    /// Of it what is kept back, minor units.
    deducted: Minor,
    methods: &'static [&'static str],
    papers: &'static [&'static str],
    f: Fields,
}

impl New {
    /// Pieces in the form, in the parts' order.
    fn pieces(&self, at: &usize) -> &str {
        self.f.nth("pieces", at)
    }

    fn share(&self, at: &usize) -> share::Share {
        self.shares.parts.get(*at).copied().unwrap_or_default()
    }

    fn sum(&self) -> i64 {
        self.shares.goods() + self.shares.freight - self.deducted
    }
}

/// The order, return and exchange that an address names; of a return or an exchange alone its order.
fn named(tx: &Tx<'_>, of: &Of) -> Result<Option<Named>, DbError> {
    if let Ok(wanted) = of.exchange.parse() {
        return Ok(exchange::find(tx, wanted)?.map(|found| Named {
            order: found.order,
            sales_return: found.returned,
            exchange: Some(found),
        }));
    }
    let sales_return: Option<ReturnId> = of.of_return.parse().ok();
    if let Ok(order) = of.order.parse() {
        return Ok(Some(Named {
            order,
            sales_return,
            exchange: None,
        }));
    }
    let Some(sales_return) = sales_return else {
        return Ok(None);
    };
    let row = tx.row(
        "select order_id from sales_return where id = ?1",
        params![sales_return],
    )?;
    let order: Option<OrderId> = row.map(|row| row.opt_parse("order_id")).transpose()?.flatten();
    Ok(order.map(|order| Named {
        order,
        sales_return: Some(sales_return),
        exchange: None,
    }))
}

/// The pieces that come back for others, and of their money what the others cost: the difference is left.
fn for_exchange(tx: &Tx<'_>, of: &mut Proposal, exchange: &ExchangeView) -> Result<Minor, DbError> {
    let mut back: HashMap<ItemId, i64> = HashMap::new();
    for line in exchange::lines(tx, exchange.id)?.iter().filter(|line| line.back) {
        *back.entry(line.item).or_default() += line.quantity;
    }
    of.take_back(back);
    of.with_freight = false;
    let unit = of.unit();
    let due = exchange.difference.min(0).saturating_neg() / unit * unit;
    let pieces: Vec<i64> = of.parts.iter().map(|part| part.accepted).collect();
    Ok((shares(of, &of.settlement, &pieces, false).goods() - due).max(0))
}

/// The form as it is proposed; of an exchange with what is kept back for it.
fn filled(lang: Lang, of: &Proposal, kept: Option<(&ExchangeView, Minor)>) -> Fields {
    let (deducted, why) = match kept {
        None => (String::new(), String::new()),
        Some((exchange, kept)) => (
            amounts::typed(kept),
            format!("{} {}", texts::text(lang, "exchange.out"), exchange.number),
        ),
    };
    let mut typed = vec![
        ("deduct_reason", why),
        ("freight", amounts::typed(of.settlement.freight)),
        ("points", amounts::typed(of.settlement.points)),
        ("paid", shared::money::plain(of.settlement.paid)),
        ("paper", of.paper.code().to_owned()),
        ("method", of.method.code().to_owned()),
        ("reason", of.reason.clone()),
        ("deducted", deducted),
    ];
    if of.with_freight {
        typed.push(("with_freight", "1".to_owned()));
    }
    for part in &of.parts {
        typed.push(("part", part.id.simple().to_string()));
        typed.push(("pieces", part.accepted.to_string()));
    }
    Fields::filled(lang, "refund", &typed)
}

fn read(fields: &mut Fields, named: &Named) -> Ask {
    let mut back: Vec<(Uuid, i64)> = Vec::new();
    for [part, pieces] in fields.rows(["part", "pieces"]) {
        let pieces = fields.whole_in("pieces", &pieces, 0..=quantity::MAX);
        if let Ok(part) = part.parse() {
            back.push((part, pieces));
        }
    }
    let mut amount = |name: &str| {
        let text = fields.text(name);
        amounts::read(fields, name, &text)
    };
    let settlement = Settlement {
        freight: amount("freight"),
        points: amount("points"),
        paid: amount("paid"),
    };
    let deducted = amount("deducted");
    let method = Method::parse(fields.get("method")).unwrap_or(Method::Original);
    let bank = BankForm {
        bank_code: fields.text("bank_code"),
        branch_code: fields.text("branch_code"),
        account_name: fields.text("account_name"),
        account_no: fields.text("account_no"),
    };
    Ask {
        order: named.order,
        sales_return: named.sales_return,
        exchange: named.exchange.as_ref().map(|exchange| exchange.id),
        back,
        with_freight: fields.on("with_freight"),
        settlement,
        paper: Paper::parse(fields.get("paper")).unwrap_or(Paper::Allowance),
        method,
        reason: fields.text("reason"),
        remark: fields.text("remark"),
        deducted,
        deduct_reason: fields.text("deduct_reason"),
        bank: (method == Method::Transfer).then_some(bank),
    }
}

/// What the pieces in the form come to.
fn counted(of: &Proposal, ask: &Ask) -> Shares {
    let back: Vec<i64> = of
        .parts
        .iter()
        .map(|part| {
            let asked = ask.back.iter().filter(|(id, _)| *id == part.id);
            asked.map(|(_, pieces)| *pieces).sum()
        })
        .collect();
    let settlement = if of.settled { of.settlement } else { ask.settlement };
    match settlement.check(of.unit()) {
        Ok(()) => shares(of, &settlement, &back, ask.with_freight),
        Err(_) => Shares {
            parts: vec![share::Share::default(); of.parts.len()],
            freight: 0,
        },
    }
}

fn shares(of: &Proposal, settlement: &Settlement, back: &[i64], with_freight: bool) -> Shares {
    share::shares(
        &of.plain_parts(),
        settlement,
        of.freight_before,
        back,
        with_freight,
        of.unit(),
    )
}

fn page(tx: &Tx<'_>, user: &User, named: Named, now: i64, f: Option<Fields>) -> Result<Option<New>, DbError> {
    let Some(mut of) = refunds::proposal(tx, named.order, named.sales_return, now)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "refunds")?;
    let kept = match &named.exchange {
        None => None,
        Some(exchange) => Some((exchange, for_exchange(tx, &mut of, exchange)?)),
    };
    let f = f.unwrap_or_else(|| filled(p.lang, &of, kept));
    let ask = read(&mut f.clone(), &named);
    Ok(Some(New {
        notice: String::new(),
        error: String::new(),
        earlier: refunds::of_order(tx, named.order)?,
        exchanges: exchange::of_order(tx, named.order)?
            .into_iter()
            .filter(|one| one.order == named.order && one.cancelled_at.is_none())
            .collect(),
        exchange: named.exchange,
        shares: counted(&of, &ask),
        deducted: ask.deducted,
        methods: Method::CODES,
        papers: Paper::CODES,
        f,
        of,
        p,
    }))
}

pub async fn new(
    State(state): State<AppState>,
    user: User,
    Query(of): Query<Of>,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| -> Result<Option<New>, DbError> {
        match named(rx, &of)? {
            Some(of) => page(rx, &user, of, now, None),
            None => Ok(None),
        }
    });
    Ok(html(&page.await?.ok_or(Failure::NotFound)?)?.into_response())
}

/// Puts the verb's no beside its field.
fn refuse(fields: &mut Fields, no: &Asked) {
    let money = shared::money::twd;
    match no {
        Asked::Done { .. } | Asked::NoOrder => {}
        Asked::Wrong(Invalid::Unknown { field, .. }) => {
            let key = match *field {
                "bank_code" => "refund.bank_code_wrong",
                "branch_code" => "refund.branch_code_wrong",
                "account_no" => "refund.account_no_wrong",
                _ => "refund.whole_dollars",
            };
            fields.say(field, key, &[]);
        }
        Asked::Wrong(invalid) => fields.refuse(invalid),
        Asked::Unsettled(Unsettled::Negative | Unsettled::Fraction) => {
            fields.say("paid", "refund.whole_dollars", &[]);
        }
        Asked::Unsettled(Unsettled::Freight) => fields.say("freight", "refund.freight_more", &[]),
        Asked::TooMany { sku, left } => {
            fields.say(
                "pieces",
                "refund.too_many",
                &[("sku", sku), ("left", &left.to_string())],
            );
        }
        Asked::Empty => fields.say("pieces", "refund.no_pieces", &[]),
        Asked::TooMuchKept(whole) => {
            fields.say("deducted", "refund.too_much_kept", &[("whole", &money(*whole))]);
        }
        Asked::Invoiced => fields.say("paper", "refund.invoiced", &[]),
        Asked::NotInvoiced => fields.say("paper", "refund.not_invoiced", &[]),
    }
}

enum Outcome {
    Done(Uuid),
    Again(Box<New>),
    NotFound,
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let done = state
        .store
        .write(user.by(), move |cx: &Cx<'_>| -> Result<Outcome, DbError> {
            let mut fields = fields.of("refund");
            let of = Of {
                order: fields.text("order"),
                of_return: fields.text("return"),
                exchange: fields.text("exchange"),
            };
            let Some(of) = named(cx, &of)? else {
                return Ok(Outcome::NotFound);
            };
            let ask = read(&mut fields, &of);
            // "Count again" only shows what it would come to.
            if !fields.failed() && !fields.on("count") {
                match refunds::ask(cx, &ask)? {
                    Asked::Done { id, .. } => return Ok(Outcome::Done(id)),
                    Asked::NoOrder => return Ok(Outcome::NotFound),
                    no => refuse(&mut fields, &no),
                }
            }
            Ok(match page(cx, &user, of, now, Some(fields))? {
                Some(page) => Outcome::Again(Box::new(page)),
                None => Outcome::NotFound,
            })
        });
    match done.await? {
        Outcome::Done(id) => {
            Ok(Redirect::to(&format!("/office/refunds/{}?said=refund_asked", id.simple())).into_response())
        }
        Outcome::Again(page) => Ok((status(page.f.failed()), html(page.as_ref())?).into_response()),
        Outcome::NotFound => Err(Failure::NotFound),
    }
}
