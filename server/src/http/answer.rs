//! From errors to answers. What went wrong inside is logged, not shown; nothing personal is in either.

use crate::db::DbError;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// What a handler may fail with.
#[derive(Debug)]
pub enum Failure {
    /// Ours: the page says so, the log says what.
    Inside(String),
    NotFound,
    /// A request that no page of ours makes.
    Bad(&'static str),
    /// More bytes than a form of ours ever has.
    TooLarge,
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        Failure::Inside(error.to_string())
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Failure {
        Failure::Inside(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, zh, en) = match self {
            Failure::Inside(what) => {
                tracing::error!(what, "a request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "伺服器發生錯誤，沒有任何資料遺失。請再試一次；若仍發生，請聯絡支援。",
                    "Something went wrong in the server. Nothing was lost. Try again; if it stays, ask support.",
                )
            }
            Failure::NotFound => (
                StatusCode::NOT_FOUND,
                "找不到這一頁或這筆資料。",
                "This page or record does not exist.",
            ),
            Failure::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "送出的內容太大，沒有儲存任何資料。請回上一頁，分成幾次送出。",
                "What was sent is too large. Nothing was saved. Go back and send it in parts.",
            ),
            Failure::Bad(what) => {
                tracing::info!(what, "a bad request");
                (
                    StatusCode::BAD_REQUEST,
                    "這個請求無法理解，請回上一頁重試。",
                    "This request makes no sense. Go back and try again.",
                )
            }
        };
        let page = format!(
            "<!doctype html><meta charset=utf-8><link rel=stylesheet href=/static/office.css>\
             <main class=narrow><h1>{}</h1><p>{zh}<p>{en}<p><a href=/office>嗶倉 Beeline</a></main>",
            status.as_u16()
        );
        (status, Html(page)).into_response()
    }
}
