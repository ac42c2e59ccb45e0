//! 補貨建議: what should be ordered, with every number that says so; a person ticks and changes.

use crate::db::DbError;
use crate::domain::purchasing::{self, Proposal, SaveOutcome, Wanted};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{Head, ListQuery, done, status};
use crate::office::{Page, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::id::ItemId;
use shared::quantity;

/// Rows of the page: more than anybody decides in one sitting.
const ROWS: usize = 500;
/// Days of demand looked at: usually four weeks, at most a year.
const DAYS: i64 = 28;
const MOST_DAYS: i64 = 365;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    days: String,
}

impl Asked {
    fn days(&self) -> i64 {
        self.days.parse().unwrap_or(DAYS).clamp(1, MOST_DAYS)
    }
}

#[derive(Template)]
#[template(path = "office/purchasing/proposals.html")]
struct Proposals {
    p: Page,
    head: Head,
    days: i64,
    rows: Vec<Proposal>,
    f: Fields,
}

impl Proposals {
    fn is_chosen(&self, item: &ItemId) -> bool {
        self.f.all("id").contains(&item.hex().as_str())
    }

    /// What was typed, else what is proposed.
    fn quantity(&self, row: &Proposal) -> String {
        let typed = self.f.get(&format!("n.{}", row.item));
        if typed.is_empty() {
            row.rule.quantity.to_string()
        } else {
            typed.to_owned()
        }
    }
}

async fn page(state: &AppState, user: User, head: Head, days: i64, f: Fields) -> Result<Proposals, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| -> Result<Proposals, DbError> {
        Ok(Proposals {
            p: Page::new(rx, &user, "purchasing")?,
            head,
            days,
            rows: purchasing::proposals(rx, now, days, ROWS)?,
            f,
        })
    });
    Ok(page.await?)
}

pub async fn proposals(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let head = Head::new(user.lang(), "proposals", &query);
    let f = Fields::filled(user.lang(), "proposal", &[]);
    Ok(html(&page(&state, user, head, asked.days(), f).await?)?.into_response())
}

/// Ticked rows become drafts, one a supplier.
pub async fn draft(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("proposal");
    let days = Asked {
        days: fields.get("days").to_owned(),
    }
    .days();
    let chosen: Vec<ItemId> = fields.ids("id");
    let now = state.store.clock().now_ms();
    let rows = state
        .store
        .read(move |rx| purchasing::proposals(rx, now, days, ROWS))
        .await?;
    let mut wanted = Vec::new();
    for row in rows.iter().filter(|row| chosen.contains(&row.item)) {
        let Some((supplier, _)) = row.supplier else {
            continue;
        };
        let typed = fields.get(&format!("n.{}", row.item)).to_owned();
        wanted.push(Wanted {
            supplier,
            item: row.item,
            sku: row.sku.clone(),
            quantity: fields.whole_in("quantity", &typed, 1..=quantity::MAX),
        });
    }
    if wanted.is_empty() {
        return Ok(done("/office/purchases/proposals", "not_ticked"));
    }
    if !fields.failed() {
        let outcome = state
            .store
            .write(user.by(), move |cx| purchasing::draft_proposals(cx, &wanted))
            .await?;
        match outcome {
            Ok(drafts) => match drafts.as_slice() {
                [one] => return Ok(done(&format!("/office/purchases/{one}"), "drafted")),
                _ => return Ok(done("/office/purchases", "drafted")),
            },
            Err(SaveOutcome::Invalid(invalid)) => fields.refuse(&invalid),
            Err(SaveOutcome::Kept(_) | SaveOutcome::NoDraft) => {}
        }
    }
    let page = page(&state, user, Head::quiet("proposals"), days, fields).await?;
    Ok((status(true), html(&page)?).into_response())
}
