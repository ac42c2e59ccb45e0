//! 移儲, 改狀態, 報廢 by form: a second person types their own login and password.

use super::fields::{Fields, Pairs};
use super::{Page, html};
use crate::db::{Cx, DbError};
use crate::domain::catalogue;
use crate::domain::staff::{self, LoginOutcome};
use crate::domain::stock::{self, ByHand, Change, Changed};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use shared::facts::RegradeReason;
use shared::id::{ItemId, StaffId};
use shared::quantity;
use shared::stock::{Condition, Lot};

/// Longest remark, characters.
const REMARK_LIMIT: usize = 200;
/// Longest password that is looked at.
const PASSWORD_LIMIT: usize = 1_000;

#[derive(Template)]
#[template(path = "office/stock/change.html")]
struct ChangePage {
    p: Page,
    f: Fields,
    changes: [&'static str; 3],
    conditions: [&'static str; 6],
    reasons: Vec<(&'static str, &'static str)>,
}

async fn show(state: &AppState, user: User, mut fields: Fields) -> Result<Response, Failure> {
    let failed = fields.failed();
    fields.forget(&["second_password"]);
    let lang = user.lang();
    let p = state.store.read(move |rx| Page::new(rx, &user, "stock")).await?;
    let page = ChangePage {
        p,
        f: fields,
        changes: ["move", "regrade", "scrap"],
        conditions: Condition::ALL.map(Condition::code),
        reasons: RegradeReason::ALL
            .iter()
            .map(|reason| (reason.code(), reason.text(lang)))
            .collect(),
    };
    let status = if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn page(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<Pairs>,
) -> Result<Response, Failure> {
    let mut pairs = vec![
        ("change".to_owned(), "move".to_owned()),
        ("condition".to_owned(), "good".to_owned()),
        ("to_condition".to_owned(), "defect".to_owned()),
    ];
    let known = ["sku", "bin", "lot", "expiry", "condition"];
    pairs.extend(
        query
            .into_iter()
            .filter(|(name, _)| known.contains(&name.as_str())),
    );
    let fields = Fields::typed(user.lang(), "change", pairs);
    show(&state, user, fields).await
}

/// Who this is, if the password is right; as slow for an unknown login as for a known one.
async fn second_person(state: &AppState, fields: &Fields) -> Result<Option<StaffId>, Failure> {
    let login = fields.get("second_login").trim().to_owned();
    let password: String = fields
        .get("second_password")
        .chars()
        .take(PASSWORD_LIMIT)
        .collect();
    let known = state.store.read(move |rx| staff::password_of(rx, &login)).await?;
    let (id, hash) = match known {
        Some((id, hash)) => (Some(id), hash),
        None => (None, super::login::NOBODY.to_owned()),
    };
    let permit = state.hashing.acquire().await.map_err(|_| DbError::Stopped)?;
    let right = tokio::task::spawn_blocking(move || staff::verify_secret(&password, &hash))
        .await
        .unwrap_or(false);
    drop(permit);
    Ok(id.filter(|_| right))
}

/// What was typed, before the database was asked for SKU and bins.
struct Typed {
    sku: String,
    bin: String,
    to_bin: String,
    change: String,
    to_condition: Condition,
    lot: Lot,
    condition: Condition,
    quantity: i64,
    reason: RegradeReason,
    remark: String,
    /// Wrong passwords are counted by it.
    key: String,
    second: Option<StaffId>,
}

enum Answer {
    Changed(Changed, ItemId),
    Unknown(&'static str, String),
    Wrong,
    Wait(i64),
}

fn keep(cx: &Cx<'_>, typed: Typed) -> Result<Answer, DbError> {
    let Some(item) = catalogue::item_by_sku(cx, &typed.sku)? else {
        return Ok(Answer::Unknown("sku", typed.sku));
    };
    let Some(bin) = catalogue::bin_by_code(cx, &typed.bin)? else {
        return Ok(Answer::Unknown("bin", typed.bin));
    };
    let change = match typed.change.as_str() {
        "regrade" => Change::Regrade(typed.to_condition),
        "scrap" => Change::Scrap,
        _ => match catalogue::bin_by_code(cx, &typed.to_bin)? {
            Some(to) => Change::Move(to),
            None => return Ok(Answer::Unknown("to_bin", typed.to_bin)),
        },
    };
    // Throttled like any sign-in; the session that it opens is of no use to anybody and ends at once.
    let second = match (staff::login(cx, &typed.key, typed.second)?, typed.second) {
        (LoginOutcome::Welcome(token), Some(second)) => {
            staff::end_session(cx, &token)?;
            second
        }
        (LoginOutcome::Wait(seconds), _) => return Ok(Answer::Wait(seconds)),
        (LoginOutcome::Welcome(_) | LoginOutcome::Wrong, _) => return Ok(Answer::Wrong),
    };
    let form = ByHand {
        item,
        bin,
        lot: typed.lot,
        condition: typed.condition,
        quantity: typed.quantity,
        change,
        reason: typed.reason,
        remark: typed.remark,
        second,
    };
    Ok(Answer::Changed(stock::change_by_hand(cx, &form)?, item))
}

pub async fn post(
    State(state): State<AppState>,
    user: User,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    let mut fields = Fields::typed(user.lang(), "change", typed);
    if fields.get("quantity").trim().is_empty() {
        fields.say("quantity", "invalid.empty", &[]);
    }
    let quantity = fields.whole("quantity", 1..=quantity::MAX);
    let remark = fields.get("remark").trim().to_owned();
    if remark.chars().count() > REMARK_LIMIT || remark.chars().any(char::is_control) {
        let (length, limit) = (remark.chars().count().to_string(), REMARK_LIMIT.to_string());
        fields.say(
            "remark",
            "invalid.too_long",
            &[("length", &length), ("limit", &limit)],
        );
    }
    if fields.failed() {
        return show(&state, user, fields).await;
    }
    let second = second_person(&state, &fields).await?;
    let text = |name: &str| fields.get(name).trim().to_owned();
    let typed = Typed {
        sku: text("sku"),
        bin: text("bin"),
        to_bin: text("to_bin"),
        change: text("change"),
        to_condition: Condition::parse(fields.get("to_condition")).unwrap_or_default(),
        lot: Lot {
            number: text("lot"),
            expiry: text("expiry"),
        },
        condition: Condition::parse(fields.get("condition")).unwrap_or_default(),
        quantity,
        reason: RegradeReason::parse(fields.get("reason")).unwrap_or(RegradeReason::Other),
        remark,
        key: format!("second {} {}", text("second_login"), user.member.id),
        second,
    };
    match state.store.write(user.by(), move |cx| keep(cx, typed)).await? {
        Answer::Changed(Changed::Done, item) => {
            return Ok(Redirect::to(&format!("/office/stock/{item}?done=changed")).into_response());
        }
        Answer::Changed(Changed::NotEnough(there), _) => {
            fields.say("quantity", "change.not_enough", &[("there", &there.to_string())]);
        }
        Answer::Changed(Changed::SamePerson, _) => fields.say("second_login", "change.same_person", &[]),
        Answer::Changed(Changed::NothingChanges, _) => fields.say("change", "change.nothing", &[]),
        Answer::Unknown(field, value) if value.is_empty() => fields.say(field, "invalid.empty", &[]),
        Answer::Unknown(field, value) => fields.say(field, "invalid.unknown", &[("value", &value)]),
        Answer::Wrong => fields.say("second_password", "change.wrong_password", &[]),
        Answer::Wait(seconds) => fields.say("second_password", "change.wait", &[("n", &seconds.to_string())]),
    }
    show(&state, user, fields).await
}
