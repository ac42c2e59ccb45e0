//! What every page knows: whose it is, in which language, what the menu counts.

use super::costs::Costs;
use super::texts;
use crate::db::DbError;
use crate::db::Tx;
use crate::domain::discrepancies;
use crate::domain::purchasing::terms::Terms;
use crate::domain::settings::{self, Shop, day};
use crate::http::{Failure, User};
use askama::Template;
use axum::response::Html;
use shared::catalogue::Role;
use shared::lang::Lang;
use std::str::FromStr;

/// Handed to every template as `p`.
#[derive(Clone, Debug)]
pub struct Page {
    pub lang: Lang,
    pub name: String,
    pub role: Role,
    pub shop: Shop,
    /// Open discrepancies, for the menu.
    pub questions: i64,
    /// Which menu entry is lit: `orders`.
    pub at: &'static str,
    /// The page's address, for what leads back to it.
    pub here: String,
}

impl Page {
    pub fn new(tx: &Tx<'_>, user: &User, at: &'static str) -> Result<Page, DbError> {
        Ok(Page {
            lang: user.lang(),
            name: user.member.name.clone(),
            role: user.member.role,
            shop: settings::shop(tx)?,
            questions: discrepancies::open_count(tx)?,
            at,
            here: user.here.clone(),
        })
    }

    /// The text of a key in the reader's language.
    pub fn t(&self, key: &str) -> &'static str {
        texts::text(self.lang, key)
    }

    /// The text of a key that is put together: `state.` and a code.
    pub fn code(&self, prefix: &str, code: &str) -> &'static str {
        texts::text(self.lang, &format!("{prefix}.{code}"))
    }

    pub fn may(&self, role: &str) -> bool {
        Role::parse(role).is_some_and(|role| self.role >= role)
    }

    /// What the reader sees of purchase money.
    pub fn costs(&self) -> Costs {
        Costs::of(self.role)
    }

    pub fn sees_costs(&self) -> bool {
        self.costs().seen()
    }

    /// Purchase money, for who may see it.
    pub fn cost(&self, minor: impl std::borrow::Borrow<i64>) -> String {
        self.costs().money(minor)
    }

    /// `2026-11-23 14:05` in the shop's zone; empty for none.
    pub fn time(&self, at: &i64) -> String {
        day::minute(*at, self.shop.utc_offset_min)
    }

    pub fn second(&self, at: &i64) -> String {
        day::second(*at, self.shop.utc_offset_min)
    }

    pub fn time_or_dash(&self, at: &Option<i64>) -> String {
        at.as_ref().map_or_else(|| "–".to_owned(), |at| self.time(at))
    }

    pub fn terms(&self, terms: &Terms, days: &i64) -> String {
        texts::terms(self.lang, *terms, *days)
    }

    /// `NT$1,280`
    pub fn money(&self, minor: impl std::borrow::Borrow<i64>) -> String {
        shared::money::twd(*minor.borrow())
    }
}

/// A template as an answer.
pub fn html(template: &impl Template) -> Result<Html<String>, Failure> {
    Ok(Html(template.render()?))
}

/// The id in a path; what is no id names nothing of ours.
pub fn id<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
