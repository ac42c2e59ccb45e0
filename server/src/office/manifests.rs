//! 託運總表: what was really handed over, and who signed for it.

use super::{Page, html, id};
use crate::db::DbError;
use crate::domain::shipments::{self, ManifestRow, ManifestView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use shared::id::ManifestId;

/// Manifests on the page.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "office/manifests/list.html")]
struct List {
    p: Page,
    manifests: Vec<ManifestView>,
}

pub async fn list(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            Ok(List {
                p: Page::new(rx, &user, "manifests")?,
                manifests: shipments::manifests(rx, SHOWN)?,
            })
        })
        .await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "office/manifests/detail.html")]
struct Detail {
    p: Page,
    manifest: ManifestView,
    rows: Vec<ManifestRow>,
    /// The signature's path, if it is nothing but a path.
    signature: String,
}

/// A path of moves and lines; anything else is not drawn.
pub(super) fn drawable(path: &str) -> bool {
    let allowed = |c: char| c.is_ascii_digit() || "MLmlQqCcZz ,.-".contains(c);
    !path.is_empty() && path.chars().all(allowed)
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(manifest): Path<String>,
) -> Result<Html<String>, Failure> {
    let manifest: ManifestId = id(&manifest)?;
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let Some(view) = shipments::manifest(rx, manifest)? else {
                return Ok(None);
            };
            Ok(Some(Detail {
                p: Page::new(rx, &user, "manifests")?,
                rows: shipments::manifest_rows(rx, manifest)?,
                signature: if drawable(&view.signature) {
                    view.signature.clone()
                } else {
                    String::new()
                },
                manifest: view,
            }))
        })
        .await?;
    html(&page.ok_or(Failure::NotFound)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_is_drawn() {
        assert!(drawable("M12 30 L14.5,31 L-2 4"));
        assert!(!drawable("M0 0\"/><script>"));
        assert!(!drawable(""));
    }
}
