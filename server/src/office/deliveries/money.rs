//! The money side of a delivery: prices, vouchers, and photos or PDFs of the papers.

use super::detail::{page, refused, said};
use crate::db::{Cx, DbError};
use crate::domain::attachments::FILE_BYTES;
use crate::domain::payables::{self, NewVoucher};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::parts::Upload;
use crate::office::{amounts, files, id, voucher};
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use shared::id::{DeliveryId, DeliveryLineId};
use uuid::Uuid;

pub async fn prices(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let mut fields = fields.of("voucher");
    let mut set: Vec<(DeliveryLineId, i64)> = Vec::new();
    for [line, price] in fields.rows(["line", "price"]) {
        let price = amounts::read(&mut fields, "price", &price);
        set.push((id(&line)?, price));
    }
    if fields.failed() {
        let error = fields.error("price");
        return refused(&state, user, delivery, &error).await;
    }
    state
        .store
        .write(user.by(), move |cx| payables::set_prices(cx, delivery, &set))
        .await?;
    Ok(said(delivery, "prices_set"))
}

pub async fn voucher(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let against = move |voucher| NewVoucher {
        delivery: Some(delivery),
        ..voucher
    };
    let shown = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
        match voucher::record(cx, fields, against)? {
            None => Ok(None),
            Some(wrong) => page(cx, &user, delivery, Some(wrong)).map(Some),
        }
    });
    match shown.await? {
        None => Ok(said(delivery, "voucher_recorded")),
        Some(page) => page.ok_or(Failure::NotFound)?.answer(true),
    }
}

pub async fn remove_voucher(
    State(state): State<AppState>,
    user: User,
    Path((delivery, voucher)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (delivery, voucher): (DeliveryId, Uuid) = (id(&delivery)?, id(&voucher)?);
    let by = user.by();
    if !state
        .store
        .write(by, move |cx| payables::remove(cx, voucher))
        .await?
    {
        return Err(Failure::NotFound);
    }
    Ok(said(delivery, "voucher_removed"))
}

/// Keeps a photo or PDF beside a voucher of this delivery, or beside the delivery itself.
pub async fn attach(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let upload = Upload::read(form, FILE_BYTES).await?;
    let voucher: Option<Uuid> = upload.field("voucher").parse().ok();
    let keep = move |cx: &Cx<'_>, name: &str, bytes: &[u8]| {
        payables::attach(cx, voucher, voucher.is_none().then_some(delivery), name, bytes)
    };
    match files::keep(&state, &user, upload, keep).await? {
        Ok(()) => Ok(said(delivery, "file_kept")),
        Err(error) => refused(&state, user, delivery, &error).await,
    }
}

/// A file, shown back as what its bytes are and as nothing else.
pub async fn file(State(state): State<AppState>, Path(file): Path<String>) -> Result<Response, Failure> {
    let file: Uuid = id(&file)?;
    files::answer(state.store.read(move |rx| payables::attachment(rx, file)).await?)
}
