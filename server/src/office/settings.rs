//! What the shop decides once, its cartons, and the certificate for office browsers.

use super::fields::Fields;
use super::setup::{Head, ListQuery, done, flag, status};
use super::{Page, html};
use crate::db::DbError;
use crate::domain::catalogue;
use crate::domain::settings::holidays::{Holidays, WrongLine};
use crate::domain::settings::{self, Shop};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::catalogue::Carton;
use shared::lang::Lang;

#[derive(Template)]
#[template(path = "office/settings/page.html")]
struct SettingsPage {
    p: Page,
    head: Head,
    f: Fields,
    langs: [&'static str; 2],
    /// Code and name of each carrier.
    carriers: Vec<(String, String)>,
    cartons: Vec<Carton>,
    c: Fields,
    /// The holidays' form.
    h: Fields,
    urls: Vec<String>,
    /// In groups, as a person compares it.
    pin: Vec<String>,
    certificate: bool,
}

/// `+08:00`
fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// `+08:00`, `8` or `-3:30` as minutes.
fn offset_minutes(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let hours: i32 = hours.parse().ok().filter(|hours| (0..=14).contains(hours))?;
    let minutes: i32 = minutes.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
    Some(sign * (hours * 60 + minutes))
}

fn filled(user: &User, shop: &Shop) -> Fields {
    let pairs = [
        ("name", shop.name.clone()),
        ("tax_id", shop.tax_id.clone()),
        ("phone", shop.phone.clone()),
        ("address", shop.address.clone()),
        ("utc_offset", offset_text(shop.utc_offset_min)),
        ("gs1_prefix", shop.gs1_prefix.clone()),
        ("lang", shop.lang.code().to_owned()),
        ("training", flag(shop.training)),
        ("default_carrier", shop.default_carrier.clone()),
        ("double_scan_ms", shop.double_scan_ms.to_string()),
        ("idle_lock_min", shop.idle_lock_min.to_string()),
        ("return_short_days", shop.return_short_days.to_string()),
        ("return_decide_days", shop.return_decide_days.to_string()),
        ("ask_weight", flag(shop.ask_weight)),
        ("tcat_goods", shop.tcat_goods.clone()),
    ];
    Fields::filled(user.lang(), "shop", &pairs)
}

async fn show(
    state: &AppState,
    user: User,
    fields: Option<Fields>,
    carton: Option<Fields>,
    query: &ListQuery,
) -> Result<Response, Failure> {
    show_with(state, user, (fields, carton, None), query).await
}

/// The page with the forms that came back: the shop's, a carton's, the holidays'.
async fn show_with(
    state: &AppState,
    user: User,
    (fields, carton, holidays): (Option<Fields>, Option<Fields>, Option<Fields>),
    query: &ListQuery,
) -> Result<Response, Failure> {
    let head = Head::new(user.lang(), "settings", query);
    let addresses = state.addresses.clone();
    let page = state.store.read(move |rx| -> Result<SettingsPage, DbError> {
        let carriers = catalogue::carriers(rx)?;
        let groups = addresses.pin.as_bytes().chunks(4);
        let group = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(SettingsPage {
            f: match fields {
                Some(fields) => fields,
                None => filled(&user, &settings::shop(rx)?),
            },
            c: carton.unwrap_or_else(|| Fields::filled(user.lang(), "carton", &[])),
            h: match holidays {
                Some(fields) => fields,
                None => {
                    let days = settings::holidays::holidays(rx)?.text();
                    Fields::filled(user.lang(), "holidays", &[("holidays", days)])
                }
            },
            langs: Lang::ALL.map(Lang::code),
            carriers: carriers
                .into_iter()
                .map(|(carrier, _)| (carrier.code, carrier.name))
                .collect(),
            cartons: settings::cartons(rx)?,
            urls: addresses.urls.clone(),
            pin: groups.map(group).collect(),
            certificate: !addresses.certificate.is_empty(),
            p: Page::new(rx, &user, "setup")?,
            head,
        })
    });
    let page = page.await?;
    let status = status(page.f.failed() || page.c.failed() || page.h.failed());
    Ok((status, html(&page)?).into_response())
}

pub async fn page(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    show(&state, user, None, None, &query).await
}

pub async fn save(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("shop");
    let text = |name: &str| fields.text(name);
    // Out of any range where it cannot be read, so that the rules name the field.
    let number = |name: &str| fields.number(name).unwrap_or(i64::MIN);
    let shop = Shop {
        name: text("name"),
        tax_id: text("tax_id"),
        phone: text("phone"),
        address: text("address"),
        utc_offset_min: offset_minutes(fields.get("utc_offset")).unwrap_or(i32::MIN),
        gs1_prefix: text("gs1_prefix"),
        lang: Lang::parse(fields.get("lang")).unwrap_or_default(),
        training: fields.on("training"),
        default_carrier: text("default_carrier"),
        double_scan_ms: number("double_scan_ms"),
        idle_lock_min: number("idle_lock_min"),
        return_short_days: number("return_short_days"),
        return_decide_days: number("return_decide_days"),
        ask_weight: fields.on("ask_weight"),
        tcat_goods: text("tcat_goods"),
    };
    for field in shop.wrong() {
        fields.say(field, &format!("invalid.shop.{field}"), &[]);
    }
    let code = shop.default_carrier.clone();
    let carriers = state.store.read(catalogue::carriers).await?;
    if !carriers.iter().any(|(carrier, _)| carrier.code == code) {
        fields.say("default_carrier", "invalid.unknown", &[("value", &code)]);
    }
    if fields.failed() {
        return show(&state, user, Some(fields), None, &ListQuery::default()).await;
    }
    state
        .store
        .write(user.by(), move |cx| settings::save(cx, &shop))
        .await?;
    Ok(done("/office/settings", "saved"))
}

pub async fn save_carton(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("carton");
    let carton = Carton {
        code: fields.get("carton_code").trim().to_owned(),
        name: fields.get("carton_name").trim().to_owned(),
        weight_g: fields.whole("carton_weight", 0..=100_000),
    };
    for (field, value) in [("carton_code", &carton.code), ("carton_name", &carton.name)] {
        if value.is_empty() {
            fields.say(field, "invalid.empty", &[]);
        }
        if value.chars().count() > 40 || value.chars().any(char::is_control) {
            fields.say(field, "invalid.short_text", &[]);
        }
    }
    if fields.failed() {
        return show(&state, user, None, Some(fields), &ListQuery::default()).await;
    }
    state
        .store
        .write(user.by(), move |cx| settings::save_carton(cx, &carton))
        .await?;
    Ok(done("/office/settings", "saved"))
}

/// 放假日, by which the law's last days move on.
pub async fn save_holidays(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("holidays");
    match Holidays::read(fields.get("holidays")) {
        Ok(holidays) => {
            let saved = state.store.write(user.by(), move |cx| {
                settings::holidays::save_holidays(cx, &holidays)
            });
            saved.await?;
            return Ok(done("/office/settings", "saved"));
        }
        Err(WrongLine::NoDay(row)) => {
            fields.say("holidays", "invalid.holidays", &[("row", &row.to_string())]);
        }
        Err(WrongLine::TooMany) => fields.say("holidays", "invalid.holidays_many", &[]),
    }
    show_with(&state, user, (None, None, Some(fields)), &ListQuery::default()).await
}

pub async fn remove_carton(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("carton");
    let code = fields.get("carton_code").to_owned();
    state
        .store
        .write(user.by(), move |cx| settings::remove_carton(cx, &code))
        .await?;
    Ok(done("/office/settings", "removed"))
}

/// For browsers that shall trust this server on the LAN.
pub async fn certificate(State(state): State<AppState>, _: User) -> Result<Response, Failure> {
    let pem = state.addresses.certificate.clone();
    if pem.is_empty() {
        return Err(Failure::NotFound);
    }
    let head = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"beeline.crt\"",
        ),
    ];
    Ok((head, pem).into_response())
}

#[cfg(test)]
mod tests {
    use super::{offset_minutes, offset_text};

    #[test]
    fn an_offset_reads_back_as_it_is_written() {
        for (minutes, text) in [(480, "+08:00"), (-210, "-03:30"), (0, "+00:00")] {
            assert_eq!(offset_text(minutes), text);
            assert_eq!(offset_minutes(text), Some(minutes));
        }
        assert_eq!(offset_minutes("8"), Some(480));
        for wrong in ["", "Asia/Taipei", "+15:00", "8:61", "99999999999"] {
            assert_eq!(offset_minutes(wrong), None, "{wrong}");
        }
    }
}
