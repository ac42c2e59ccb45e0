//! The money side of a delivery: prices, vouchers, and photos or PDFs of the papers.

use super::detail::{page, refused, said};
use crate::db::DbError;
use crate::domain::payables::{self, ATTACHMENT_BYTES, Attached, NewVoucher};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::parts::bytes_of;
use crate::office::{amounts, files, id, texts, voucher};
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use shared::id::{DeliveryId, DeliveryLineId};
use uuid::Uuid;

/// Bytes of the small fields beside a file.
const FIELD_BYTES: usize = 1_000;

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
    mut form: Multipart,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let (mut voucher, mut name, mut bytes, mut all) = (None, String::new(), Vec::new(), 0);
    while let Some(mut part) = form
        .next_field()
        .await
        .map_err(|_| Failure::Bad("an upload that cannot be read"))?
    {
        match part.name().unwrap_or_default() {
            "file" => {
                part.file_name().unwrap_or_default().clone_into(&mut name);
                (bytes, all) = bytes_of(&mut part, ATTACHMENT_BYTES).await?;
            }
            "voucher" => {
                let (text, _) = bytes_of(&mut part, FIELD_BYTES).await?;
                voucher = String::from_utf8_lossy(&text).parse::<Uuid>().ok();
            }
            _ => {}
        }
    }
    let done = if all > ATTACHMENT_BYTES as u64 {
        Attached::TooLarge(all)
    } else {
        let beside = voucher.is_none().then_some(delivery);
        state
            .store
            .write(user.by(), move |cx| {
                payables::attach(cx, voucher, beside, &name, &bytes)
            })
            .await?
    };
    let lang = user.lang();
    let error = match done {
        Attached::Done(_) => return Ok(said(delivery, "file_kept")),
        Attached::Empty => texts::text(lang, "file.empty").to_owned(),
        Attached::NotAPaper => texts::text(lang, "file.not_a_paper").to_owned(),
        Attached::TooMany => texts::text(lang, "file.too_many").to_owned(),
        Attached::TooLarge(bytes) => texts::text(lang, "file.too_large")
            .replace("{mb}", &(bytes / 1_000_000).to_string())
            .replace("{limit}", &(ATTACHMENT_BYTES / 1_000_000).to_string()),
    };
    refused(&state, user, delivery, &error).await
}

/// A file, shown back as what its bytes are and as nothing else.
pub async fn file(State(state): State<AppState>, Path(file): Path<String>) -> Result<Response, Failure> {
    let file: Uuid = id(&file)?;
    let kept = state
        .store
        .read(move |rx| payables::attachment(rx, file))
        .await?
        .ok_or(Failure::NotFound)?;
    let name = kept.head.id.simple().to_string();
    Ok(files::shown(kept.head.kind, &name, kept.bytes))
}
