//! 逆物流看板: every return by where it is, what is late, and what may go back to suppliers.

use super::super::notice::Said;
use super::{Page, Shown, html, id, shown, texts};
use crate::db::DbError;
use crate::domain::payables::ReturnMade;
use crate::domain::returns::{self, Filter, Proposal, Stage};
use crate::domain::settings::{day, holidays::holidays};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use shared::id::SupplierId;
use shared::lang::Lang;

/// Returns that the board looks at; cards of one column.
const LOOKED: i64 = 3_000;
const CARDS: usize = 50;
/// How long what was decided, and asks for no money, stays on the board.
const DECIDED_DAYS: i64 = 3;

struct Column {
    stage: Stage,
    cards: Vec<Shown>,
    all: usize,
    late: usize,
}

#[derive(Template)]
#[template(path = "office/sales_returns/board.html")]
struct Board {
    p: Page,
    notice: String,
    error: String,
    columns: Vec<Column>,
    proposals: Vec<Proposal>,
    /// Years of which holidays are known.
    years: String,
}

impl Board {
    fn lang(&self) -> Lang {
        self.p.lang
    }
}

pub async fn board(
    State(state): State<AppState>,
    user: User,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| -> Result<Board, DbError> {
            let p = Page::new(rx, &user, "sales_returns")?;
            let holidays = holidays(rx)?;
            let filter = Filter {
                limit: LOOKED,
                ..Filter::default()
            };
            let mut all: Vec<Shown> = returns::list(rx, &filter)?
                .into_iter()
                .map(|head| shown(&p, &holidays, now, head))
                .collect();
            // Late first, then the oldest.
            all.sort_by_key(|one| (one.late.is_empty(), one.head.created_at));
            let over = |one: &Shown| {
                let refund = one.head.decision == Some(returns::Decision::Refund);
                !refund
                    && one
                        .head
                        .decided_at
                        .is_some_and(|at| at < now - DECIDED_DAYS * day::DAY_MS)
            };
            let mut columns: Vec<Column> = Stage::BOARD
                .into_iter()
                .map(|stage| Column {
                    stage,
                    cards: Vec::new(),
                    all: 0,
                    late: 0,
                })
                .collect();
            for one in all.into_iter().filter(|one| !over(one)) {
                let stage = one.head.stage;
                if let Some(column) = columns.iter_mut().find(|column| column.stage == stage) {
                    column.all += 1;
                    column.late += usize::from(!one.late.is_empty());
                    if column.cards.len() < CARDS {
                        column.cards.push(one);
                    }
                }
            }
            Ok(Board {
                notice: said.text(p.lang),
                error: String::new(),
                columns,
                proposals: if p.may("office") {
                    returns::proposals(rx)?
                } else {
                    Vec::new()
                },
                years: holidays.years().into_iter().collect::<Vec<_>>().join("、"),
                p,
            })
        })
        .await?;
    html(&page)
}

/// One press: a draft of a 進貨退出單 for what came back from customers as the supplier's fault.
pub async fn to_supplier(
    State(state): State<AppState>,
    user: User,
    Path(supplier): Path<String>,
) -> Result<Redirect, Failure> {
    let supplier: SupplierId = id(&supplier)?;
    let reason = texts::text(user.lang(), "sr.supplier_reason");
    let made = state
        .store
        .write(user.by(), move |cx| returns::draft(cx, supplier, reason))
        .await?;
    Ok(match made {
        Some(ReturnMade::Done { id, .. }) => {
            Redirect::to(&format!("/office/returns/{}?said=return_made", id.simple()))
        }
        None | Some(ReturnMade::Wrong(_) | ReturnMade::NotThere { .. }) => {
            Redirect::to("/office/sales-returns?said=sr_nothing")
        }
    })
}
