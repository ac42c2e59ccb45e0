//! T-Cat's 27-column file of a release: what to look at first, then the download.

use super::{Page, html, id};
use crate::db::{DbError, Tx};
use crate::documents::Temperature;
use crate::domain::settings::Shop;
use crate::domain::shipments::{self, ParcelFacts};
use crate::domain::waves::{self, WaveView};
use crate::http::{AppState, Failure, User};
use crate::intake::tcat::{self, Collect, OutEncoding, Party, Thermosphere, Waybill, Written};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use shared::id::WaveId;
use time::{Date, OffsetDateTime, UtcOffset};

/// Stable code of the carrier whose file this is.
pub const CARRIER: &str = "tcat";

#[derive(Template)]
#[template(path = "office/waves/tcat.html")]
struct Tcat {
    p: Page,
    wave: WaveView,
    parcels: usize,
    /// Order number and what a clerk should look at.
    warnings: Vec<(String, String)>,
    /// Order number and the characters that CP950 lacks.
    not_in_cp950: Vec<(String, String)>,
}

fn today(shop: &Shop, now_ms: i64) -> Date {
    let offset = UtcOffset::from_whole_seconds(shop.utc_offset_min * 60).unwrap_or(UtcOffset::UTC);
    OffsetDateTime::from_unix_timestamp(now_ms / 1000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(offset)
        .date()
}

/// A mobile number of Taiwan goes into its own column.
fn party(name: &str, phone: &str, address: &str) -> Party {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let mobile = digits.len() == 10 && digits.starts_with("09");
    Party {
        name: name.to_owned(),
        phone: if mobile { String::new() } else { phone.to_owned() },
        mobile: if mobile { digits } else { String::new() },
        address: address.to_owned(),
    }
}

fn waybill(tx: &Tx<'_>, parcel: &ParcelFacts, shop: &Shop, on: Date) -> Result<Waybill, DbError> {
    let goods = shipments::slip_lines(tx, parcel.id)?;
    let goods_text: String = goods
        .first()
        .map(|line| line.name.chars().take(20).collect())
        .unwrap_or_default();
    Ok(Waybill {
        recipient: party(
            &parcel.recipient,
            &parcel.phone,
            format!("{}{}", parcel.zip, parcel.address).trim(),
        ),
        sender: party(&shop.name, &shop.phone, &shop.address),
        collect: if parcel.cod > 0 {
            Collect::Cash(parcel.cod)
        } else {
            Collect::Nothing
        },
        pieces: 1,
        goods_code: shop.tcat_goods.trim().parse().unwrap_or(15),
        goods_text,
        note: parcel.buyer_note.clone(),
        order_no: parcel.order_no.clone(),
        delivery_time: tcat::DeliveryTime::Any,
        ship_on: on,
        deliver_on: on.next_day().unwrap_or(on),
        thermosphere: match super::papers::temperature(&parcel.temperature) {
            Temperature::Ambient => Thermosphere::Ambient,
            Temperature::Chilled => Thermosphere::Chilled,
            Temperature::Frozen => Thermosphere::Frozen,
        },
        size: tcat::Size::Cm60,
        declared: None,
        print: false,
        donate: !parcel.donation_code.is_empty(),
        tax_id: parcel.tax_id.clone(),
        mobile_carrier: parcel.invoice_carrier.clone(),
        donation_code: parcel.donation_code.clone(),
        card: false,
        mobile_pay: false,
    })
}

fn write(
    tx: &Tx<'_>,
    wave: WaveId,
    shop: &Shop,
    now: i64,
    encoding: OutEncoding,
) -> Result<(Vec<ParcelFacts>, Written), DbError> {
    let parcels = shipments::tcat_parcels(tx, wave, CARRIER)?;
    let on = today(shop, now);
    let waybills = parcels
        .iter()
        .map(|parcel| waybill(tx, parcel, shop, on))
        .collect::<Result<Vec<_>, _>>()?;
    let written = tcat::write(&waybills, encoding);
    Ok((parcels, written))
}

pub async fn page(
    State(state): State<AppState>,
    user: User,
    Path(wave): Path<String>,
) -> Result<Html<String>, Failure> {
    let (wave, now): (WaveId, i64) = (id(&wave)?, state.store.clock().now_ms());
    let page = state
        .store
        .read(move |rx| -> Result<Option<Tcat>, DbError> {
            let Some(view) = waves::wave(rx, wave)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "waves")?;
            let (parcels, written) = write(rx, wave, &p.shop, now, OutEncoding::Cp950)?;
            let (mut warnings, mut not_in_cp950) = (Vec::new(), Vec::new());
            for (at, warning) in &written.warnings {
                let order = parcels
                    .get(*at)
                    .map(|parcel| parcel.order_no.clone())
                    .unwrap_or_default();
                match warning {
                    tcat::Warning::NotInCp950 { chars } => {
                        not_in_cp950.push((order, chars.iter().collect::<String>()));
                    }
                    other => warnings.push((order, other.message(p.lang))),
                }
            }
            Ok(Some(Tcat {
                wave: view,
                parcels: parcels.len(),
                warnings,
                not_in_cp950,
                p,
            }))
        })
        .await?;
    html(&page.ok_or(Failure::NotFound)?)
}

pub async fn download(
    State(state): State<AppState>,
    user: User,
    Path((wave, encoding)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (wave, now): (WaveId, i64) = (id(&wave)?, state.store.clock().now_ms());
    let encoding_out = match encoding.as_str() {
        "utf8" => OutEncoding::Utf8Bom,
        "cp950" => OutEncoding::Cp950,
        _ => return Err(Failure::NotFound),
    };
    let made = state
        .store
        .read(move |rx| -> Result<Option<(String, Vec<u8>)>, DbError> {
            let Some(view) = waves::wave(rx, wave)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "waves")?;
            let (_, written) = write(rx, wave, &p.shop, now, encoding_out)?;
            Ok(Some((view.number, written.bytes)))
        })
        .await?;
    let (number, bytes) = made.ok_or(Failure::NotFound)?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{number}-tcat-{encoding}.csv\""),
            ),
        ],
        bytes,
    )
        .into_response())
}
