//! The few files that pages need, inside the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub async fn file(Path(name): Path<String>) -> Response {
    let (kind, bytes): (&str, &'static [u8]) = match name.as_str() {
        "office.css" => (
            "text/css; charset=utf-8",
            include_bytes!("../../static/office.css"),
        ),
        "office.js" => (
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/office.js"),
        ),
        "beeline.svg" => ("image/svg+xml", include_bytes!("../../static/beeline.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "max-age=300"),
        ],
        bytes,
    )
        .into_response()
}
