//! Announcing a return: from an order, or many at once from a list of numbers.

use super::{Choice, Fields, Page, html, id, liables, read_head, reasons, sources};
use crate::db::{DbError, Tx};
use crate::domain::orders::{self, OrderView};
use crate::domain::returns::{self, Announced, Announcement, Listed, NUMBERS, NewLine, Returnable};
use crate::domain::settings::day;
use crate::http::{AppState, Failure, User};
use crate::office::setup::status;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::id::{OrderId, ReturnId};
use shared::inspect::ReturnSource;
use shared::quantity;

#[derive(Template)]
#[template(path = "office/sales_returns/new.html")]
struct New {
    p: Page,
    f: Fields,
    order: OrderView,
    lines: Vec<Returnable>,
    reasons: Vec<Choice>,
    sources: Vec<Choice>,
    liables: Vec<Choice>,
}

impl New {
    /// What was typed beside a line.
    fn typed(&self, at: &usize) -> String {
        self.f.nth("pieces", at).to_owned()
    }

    fn shipped(&self) -> bool {
        self.order.head.state == "shipped"
    }
}

fn new_page(tx: &Tx<'_>, user: &User, order: OrderId, f: Fields) -> Result<Option<New>, DbError> {
    let Some(order) = orders::get(tx, order)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "sales_returns")?;
    Ok(Some(New {
        lines: returns::returnable(tx, order.head.id)?,
        reasons: reasons(p.lang),
        sources: sources(p.lang)
            .into_iter()
            .filter(|(code, _)| *code != ReturnSource::Unannounced.code())
            .collect(),
        liables: liables(p.lang),
        order,
        f,
        p,
    }))
}

pub async fn new(State(state): State<AppState>, user: User, asked: Fields) -> Result<Response, Failure> {
    let order: OrderId = id(asked.get("order"))?;
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| -> Result<_, DbError> {
            let offset = crate::domain::settings::shop(rx)?.utc_offset_min;
            let today = day::date(now, offset);
            let mut typed = vec![
                ("source".to_owned(), "customer".to_owned()),
                ("noticed_on".to_owned(), today),
            ];
            // All of it, to be lessened.
            let lines = returns::returnable(rx, order)?;
            typed.extend(
                lines
                    .iter()
                    .map(|line| ("pieces".to_owned(), line.left().to_string())),
            );
            let fields = Fields::typed(user.lang(), "sales_return", typed);
            new_page(rx, &user, order, fields)
        })
        .await?;
    Ok(html(&page.ok_or(Failure::NotFound)?)?.into_response())
}

fn read_lines(fields: &mut Fields, may: &[Returnable]) -> Vec<NewLine> {
    let mut lines = Vec::new();
    for [item, line, pieces] in fields.rows(["item", "order_line", "pieces"]) {
        if matches!(pieces.trim(), "" | "0") {
            continue;
        }
        let quantity = fields.whole_in("pieces", &pieces, 1..=quantity::MAX);
        let known = may
            .iter()
            .find(|one| one.item.hex() == item && one.order_line.hex() == line);
        match known {
            Some(one) => lines.push(NewLine {
                order_line: Some(one.order_line),
                item: one.item,
                quantity,
            }),
            None => fields.say("lines", "return.gone", &[]),
        }
    }
    lines
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("sales_return");
    let order: OrderId = id(fields.get("order"))?;
    let made = state
        .store
        .write(
            user.by(),
            move |cx| -> Result<Result<ReturnId, Option<Box<New>>>, DbError> {
                let lines = read_lines(&mut fields, &returns::returnable(cx, order)?);
                let head = read_head(&mut fields);
                if !fields.failed() {
                    let new = Announcement {
                        order,
                        source: ReturnSource::parse(fields.get("source")).unwrap_or(ReturnSource::Customer),
                        head,
                        lines,
                        told_hash: String::new(),
                    };
                    match returns::announce(cx, &new)? {
                        Announced::Done(id) => return Ok(Ok(id)),
                        Announced::Wrong(invalid) => fields.refuse(&invalid),
                        Announced::TooMany { sku, left } => fields.say(
                            "lines",
                            "sr.too_many",
                            &[("sku", &sku), ("left", &left.to_string())],
                        ),
                        Announced::NoSuchOrder => return Ok(Err(None)),
                    }
                }
                Ok(Err(new_page(cx, &user, order, fields)?.map(Box::new)))
            },
        )
        .await?;
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/office/sales-returns/{id}?said=sr_announced")).into_response()),
        Err(page) => Ok((status(true), html(page.ok_or(Failure::NotFound)?.as_ref())?).into_response()),
    }
}

/// One number of a list and what became of it.
struct Outcome {
    number: String,
    /// `sr_listed.` and this.
    code: &'static str,
    returned: Option<ReturnId>,
}

#[derive(Template)]
#[template(path = "office/sales_returns/listed.html")]
struct ListedPage {
    p: Page,
    f: Fields,
    sources: Vec<Choice>,
    outcomes: Vec<Outcome>,
}

fn listed_page(tx: &Tx<'_>, user: &User, f: Fields, outcomes: Vec<Outcome>) -> Result<ListedPage, DbError> {
    let p = Page::new(tx, user, "sales_returns")?;
    let unopened = [
        ReturnSource::Unclaimed,
        ReturnSource::Refused,
        ReturnSource::Undeliverable,
    ];
    Ok(ListedPage {
        sources: unopened.map(|one| (one.code(), one.text(p.lang))).to_vec(),
        f,
        outcomes,
        p,
    })
}

pub async fn listed(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let fields = Fields::filled(user.lang(), "sales_return", &[]);
    let page = state
        .store
        .read(move |rx| listed_page(rx, &user, fields, Vec::new()))
        .await?;
    html(&page)
}

/// 逾期未取, 拒收: numbers as a carrier lists them, each a parcel that comes back whole.
pub async fn listed_post(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("sales_return");
    let source = ReturnSource::parse(fields.get("source")).filter(|source| source.unopened());
    let text = fields.text("numbers");
    let mut numbers: Vec<String> = Vec::new();
    for number in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';')) {
        if !number.is_empty() && !numbers.iter().any(|one| one == number) {
            numbers.push(number.to_owned());
        }
    }
    if numbers.is_empty() {
        fields.say("numbers", "invalid.empty", &[]);
    }
    if numbers.len() > NUMBERS {
        let (length, limit) = (numbers.len().to_string(), NUMBERS.to_string());
        fields.say(
            "numbers",
            "sr.too_many_numbers",
            &[("length", &length), ("limit", &limit)],
        );
    }
    let failed = fields.failed();
    let page = state
        .store
        .write(user.by(), move |cx| -> Result<ListedPage, DbError> {
            let mut outcomes = Vec::new();
            if !failed {
                for number in numbers {
                    let source = source.unwrap_or(ReturnSource::Unclaimed);
                    let (code, returned) = match returns::comes_back(cx, &number, source)? {
                        Listed::Announced(id) => ("announced", Some(id)),
                        Listed::Before(id) => ("before", Some(id)),
                        Listed::Unknown => ("unknown", None),
                        Listed::Several => ("several", None),
                        Listed::NotShipped => ("not_shipped", None),
                    };
                    outcomes.push(Outcome {
                        number,
                        code,
                        returned,
                    });
                }
            }
            listed_page(cx, &user, fields, outcomes)
        })
        .await?;
    Ok((status(failed), html(&page)?).into_response())
}
