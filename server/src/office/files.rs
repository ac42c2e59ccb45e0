//! Files kept beside papers, and shown back: as what their bytes are, and as nothing else.

use super::parts::Upload;
use super::{id, texts};
use crate::db::{Cx, DbError};
use crate::domain::attachments::{Attached, FILE_BYTES, KeptFile};
use crate::domain::photos;
use crate::file_type::FileType;
use crate::http::{AppState, Failure, User};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::photo::PhotoId;

/// Keeps an uploaded file by `keep`; or why it was not kept, in words.
///
/// # Errors
/// What it should stand beside is not there; an upload that broke off.
pub async fn keep(
    state: &AppState,
    user: &User,
    upload: Upload,
    keep: impl FnOnce(&Cx<'_>, &str, &[u8]) -> Result<Attached, DbError> + Send + 'static,
) -> Result<Result<(), String>, Failure> {
    let kept = match upload.size > FILE_BYTES as u64 {
        true => Attached::TooLarge(upload.size),
        false => {
            let keep = move |cx: &Cx<'_>| keep(cx, &upload.name, &upload.bytes);
            state.store.write(user.by(), keep).await?
        }
    };
    let text = |key| texts::text(user.lang(), key).to_owned();
    Ok(Err(match kept {
        Attached::Done(_) => return Ok(Ok(())),
        Attached::NotFound => return Err(Failure::NotFound),
        Attached::Empty => text("file.empty"),
        Attached::NotAPaper => text("file.not_a_paper"),
        Attached::TooMany => text("file.too_many"),
        Attached::TooLarge(bytes) => text("file.too_large")
            .replace("{mb}", &(bytes / 1_000_000).to_string())
            .replace("{limit}", &(FILE_BYTES / 1_000_000).to_string()),
    }))
}

/// A file as an answer. Its address names it.
pub fn answer(kept: Option<KeptFile>) -> Result<Response, Failure> {
    let kept = kept.ok_or(Failure::NotFound)?;
    Ok(shown(
        kept.head.kind,
        &kept.head.id.simple().to_string(),
        kept.bytes,
    ))
}

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
