//! The money side of a delivery: prices, vouchers, and photos or PDFs of the papers.

use super::detail::{page, refused, said};
use crate::db::DbError;
use crate::domain::payables::{
    self, ATTACHMENT_BYTES, Attached, NewVoucher, Recorded, VoucherKind, VoucherLine,
};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::parts::bytes_of;
use crate::office::{amounts, id, texts};
use axum::extract::{Multipart, Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::id::{DeliveryId, DeliveryLineId};
use shared::quantity;
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

/// The lines of a voucher's form: a row without pieces is not on the paper.
fn read_lines(fields: &mut Fields) -> Vec<VoucherLine> {
    let mut lines = Vec::new();
    for [line, pieces, price] in fields.rows(["line", "pieces", "price"]) {
        if matches!(pieces.trim(), "" | "0") {
            continue;
        }
        lines.push(VoucherLine {
            line: line.parse().ok(),
            quantity: fields.whole_in("pieces", &pieces, 1..=quantity::MAX),
            unit_price: amounts::read(fields, "price", &price),
        });
    }
    lines
}

pub(in crate::office) fn read_voucher(fields: &mut Fields) -> NewVoucher {
    let (net, tax) = (fields.text("net"), fields.text("tax"));
    NewVoucher {
        kind: VoucherKind::parse(fields.get("kind")).unwrap_or_default(),
        number: fields.text("number"),
        day: fields.text("day"),
        form: fields.text("form"),
        net: amounts::read(fields, "net", &net),
        tax: amounts::read(fields, "tax", &tax),
        remark: fields.text("remark"),
        lines: read_lines(fields),
        also: fields.on("also"),
        ..NewVoucher::default()
    }
}

/// Puts a voucher's no beside its field.
pub(in crate::office) fn refuse(fields: &mut Fields, no: &Recorded) {
    match no {
        Recorded::Done(_) => {}
        Recorded::Wrong(invalid) => fields.refuse(invalid),
        Recorded::NoSupplier => fields.say("number", "voucher.no_supplier", &[]),
        Recorded::Twice { at, day, .. } => {
            fields.say("number", "voucher.twice", &[("at", at), ("day", day)]);
        }
    }
}

pub async fn voucher(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let mut fields = fields.of("voucher");
    let form = NewVoucher {
        delivery: Some(delivery),
        ..read_voucher(&mut fields)
    };
    let shown = state
        .store
        .write(user.by(), move |cx| -> Result<_, DbError> {
            if !fields.failed() {
                match payables::record(cx, &form)? {
                    Recorded::Done(_) => return Ok(None),
                    no => refuse(&mut fields, &no),
                }
            }
            page(cx, &user, delivery, Some(fields)).map(Some)
        })
        .await?;
    match shown {
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
    let kind = kept.head.kind;
    let headers = [
        (header::CONTENT_TYPE, kind.media().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!(
                "inline; filename=\"{}.{}\"",
                kept.head.id.simple(),
                kind.extension()
            ),
        ),
        // Whatever is inside: it runs nothing and loads nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, kept.bytes).into_response())
}
