//! Files shown back: as what their bytes are, and as nothing else.

use super::id;
use crate::domain::photos;
use crate::file_type::FileType;
use crate::http::{AppState, Failure};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::photo::PhotoId;

/// A kept file as an answer. Its name is ours, never its sender's.
pub fn shown(kind: FileType, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.media().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}.{}\"", kind.extension()),
        ),
        // Whatever is inside: it runs nothing and loads nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// A handheld's photo.
pub async fn photo(State(state): State<AppState>, Path(photo): Path<String>) -> Result<Response, Failure> {
    let photo: PhotoId = id(&photo)?;
    let bytes = state
        .store
        .read(move |rx| photos::photo(rx, photo))
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(shown(FileType::Jpeg, &photo.hex(), bytes))
}
