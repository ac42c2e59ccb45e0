//! A paper as an answer: the PDF itself, or first what is to be known before it is printed.

use super::{Page, html};
use crate::documents::{Lang as PaperLang, MAX_STICKERS, Paper, Renderer};
use crate::domain::settings;
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use shared::lang::Lang;
use std::sync::PoisonError;
use time::{OffsetDateTime, UtcOffset};

/// The page before or instead of a paper.
#[derive(Template)]
#[template(path = "office/setup/sheet.html")]
struct Before {
    p: Page,
    /// Why there is no paper; empty where there is one.
    error: String,
    warnings: Vec<String>,
    /// Title and address of each PDF.
    parts: Vec<(String, String)>,
    back: String,
}

pub fn paper_lang(lang: Lang) -> PaperLang {
    match lang {
        Lang::ZhTw => PaperLang::ZhTw,
        Lang::En => PaperLang::En,
    }
}

/// Lays out away from the async threads, one at a time; `work` hears the shop's own time.
pub async fn lay_out<T: Send + 'static>(
    state: &AppState,
    work: impl FnOnce(&Renderer, OffsetDateTime) -> T + Send + 'static,
) -> Result<T, Failure> {
    let shop = state.store.read(settings::shop).await?;
    let offset = UtcOffset::from_whole_seconds(shop.utc_offset_min * 60).unwrap_or(UtcOffset::UTC);
    let now = OffsetDateTime::from_unix_timestamp(state.store.clock().now_ms() / 1000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(offset);
    let renderer = state.renderer.clone();
    let made = tokio::task::spawn_blocking(move || {
        let renderer = renderer.lock().unwrap_or_else(PoisonError::into_inner);
        work(&renderer, now)
    });
    made.await
        .map_err(|_| Failure::Inside("the printer's worker is gone".to_owned()))
}

/// A PDF that the browser shows; `file` is ASCII.
pub fn pdf_answer(file: &str, pdf: Vec<u8>) -> Response {
    let head = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{file}\""),
        ),
    ];
    (head, pdf).into_response()
}

/// Who asks for a paper, and how.
pub struct Asked<'a> {
    pub state: &'a AppState,
    pub user: &'a User,
    pub uri: &'a Uri,
    /// The page to go back to.
    pub back: &'static str,
}

impl Asked<'_> {
    /// Renders away from the async threads. Warnings are shown before the PDF is: a missing character is seen at the
    /// desk and not on the shelf.
    pub async fn pdf(&self, file: &str, paper: Paper) -> Result<Response, Failure> {
        let lang = paper_lang(self.user.lang());
        let made = lay_out(self.state, move |renderer, now| renderer.pdf(&paper, now));
        let rendered = match made.await? {
            Ok(rendered) => rendered,
            Err(error) => return self.refuse(error.say(lang)).await,
        };
        if !rendered.warnings.is_empty() && !self.query_has("anyway=1") {
            let warnings = rendered
                .warnings
                .iter()
                .map(|warning| warning.say(lang))
                .collect();
            let title = super::texts::text(self.user.lang(), "sheet.anyway").to_owned();
            let parts = vec![(title, self.with("anyway=1"))];
            return self.before(StatusCode::OK, String::new(), warnings, parts).await;
        }
        Ok(pdf_answer(file, rendered.pdf))
    }

    /// Why there is no paper, in words.
    pub async fn refuse(&self, error: String) -> Result<Response, Failure> {
        self.before(StatusCode::UNPROCESSABLE_ENTITY, error, Vec::new(), Vec::new())
            .await
    }

    /// More stickers than one PDF carries: links to its parts.
    pub async fn parts(&self, count: usize) -> Result<Response, Failure> {
        let of = super::texts::text(self.user.lang(), "sheet.part");
        let part = |at: usize| {
            let (from, to) = (at * MAX_STICKERS + 1, ((at + 1) * MAX_STICKERS).min(count));
            let title = of
                .replace("{from}", &from.to_string())
                .replace("{to}", &to.to_string());
            (title, self.with(&format!("part={}", at + 1)))
        };
        let parts = (0..count.div_ceil(MAX_STICKERS)).map(part).collect();
        self.before(StatusCode::OK, String::new(), Vec::new(), parts)
            .await
    }

    async fn before(
        &self,
        status: StatusCode,
        error: String,
        warnings: Vec<String>,
        parts: Vec<(String, String)>,
    ) -> Result<Response, Failure> {
        let user = self.user.clone();
        let p = self
            .state
            .store
            .read(move |rx| Page::new(rx, &user, "setup"))
            .await?;
        let page = Before {
            p,
            error,
            warnings,
            parts,
            back: self.back.to_owned(),
        };
        Ok((status, html(&page)?).into_response())
    }

    fn query_has(&self, pair: &str) -> bool {
        self.uri
            .query()
            .is_some_and(|query| query.split('&').any(|each| each == pair))
    }

    fn with(&self, pair: &str) -> String {
        match self.uri.query() {
            Some(query) if !query.is_empty() => format!("{}?{query}&{pair}", self.uri.path()),
            _ => format!("{}?{pair}", self.uri.path()),
        }
    }
}
