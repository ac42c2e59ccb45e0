//! People: list, form, badges.

use super::fields::{Fields, Pairs};
use super::setup::{Head, ListQuery, done, status};
use super::sheet::{Asked, paper_lang};
use super::{Page, html, id, texts};
use crate::db::DbError;
use crate::documents::{MAX_STICKERS, Paper, StaffBadge, StaffBadges};
use crate::domain::catalogue::Invalid;
use crate::domain::settings;
use crate::domain::staff::{self, Member, StaffForm};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::catalogue::Role;
use shared::id::StaffId;
use shared::lang::Lang;

/// Fields that are never sent back to a browser.
const SECRETS: [&str; 4] = ["pin", "pin_again", "password", "password_again"];

#[derive(Template)]
#[template(path = "office/staff/list.html")]
struct List {
    p: Page,
    head: Head,
    members: Vec<Member>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        Ok(List {
            members: staff::members(rx)?,
            head: Head::new(user.lang(), "staff", &query),
            p: Page::new(rx, &user, "setup")?,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/staff/form.html")]
struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    member: Option<Member>,
    /// The person looks at their own entry.
    own: bool,
    roles: [&'static str; 4],
    langs: [&'static str; 2],
}

async fn show(
    state: &AppState,
    user: User,
    member: Option<Member>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    fields.forget(&SECRETS);
    let own = member.as_ref().is_some_and(|member| member.id == user.member.id);
    let p = state.store.read(move |rx| Page::new(rx, &user, "setup")).await?;
    let status = status(fields.failed());
    let page = FormPage {
        p,
        head: Head::quiet("staff"),
        f: fields,
        member,
        own,
        roles: Role::ALL.map(Role::code),
        langs: Lang::ALL.map(Lang::code),
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn new(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let defaults = [("role", "worker".to_owned()), ("lang", "zh-TW".to_owned())];
    let fields = Fields::filled(user.lang(), "staff", &defaults);
    show(&state, user, None, fields).await
}

async fn known(state: &AppState, member: &str) -> Result<Member, Failure> {
    let member: StaffId = id(member)?;
    let member = state.store.read(move |rx| staff::get(rx, member)).await?;
    member.ok_or(Failure::NotFound)
}

pub async fn edit(
    State(state): State<AppState>,
    user: User,
    Path(member): Path<String>,
) -> Result<Response, Failure> {
    let member = known(&state, &member).await?;
    let pairs = [
        ("name", member.name.clone()),
        ("badge", member.badge.clone()),
        ("role", member.role.code().to_owned()),
        ("login", member.login.clone().unwrap_or_default()),
        ("lang", member.lang.code().to_owned()),
    ];
    let fields = Fields::filled(user.lang(), "staff", &pairs);
    show(&state, user, Some(member), fields).await
}

/// A secret typed twice: `None` where it was left empty.
fn twice(
    fields: &mut Fields,
    name: &'static str,
    again: &'static str,
    ok: fn(&str) -> bool,
) -> Option<String> {
    let (first, second) = (fields.get(name).to_owned(), fields.get(again).to_owned());
    if first.is_empty() && second.is_empty() {
        return None;
    }
    if !ok(&first) {
        fields.say(name, &format!("invalid.{name}"), &[]);
    } else if first != second {
        fields.say(again, "invalid.again", &[]);
    }
    Some(first)
}

/// Hashing takes 30 ms of a core: outside the transaction, on a thread that may block, two at a time.
async fn hashed(state: &AppState, secret: Option<String>) -> Result<Option<String>, Failure> {
    let Some(secret) = secret else {
        return Ok(None);
    };
    let permit = state.hashing.acquire().await.map_err(|_| DbError::Stopped)?;
    let hash = tokio::task::spawn_blocking(move || staff::hash_secret(&secret)).await;
    drop(permit);
    Ok(Some(hash.map_err(|_| DbError::Stopped)??))
}

async fn save(
    state: &AppState,
    user: User,
    member: Option<Member>,
    typed: Pairs,
) -> Result<Response, Failure> {
    let mut fields = Fields::typed(user.lang(), "staff", typed);
    let pin = twice(&mut fields, "pin", "pin_again", staff::pin_ok);
    let password = twice(&mut fields, "password", "password_again", staff::password_ok);
    let role = Role::parse(fields.get("role")).unwrap_or(Role::Worker);
    let login = fields.get("login").trim().to_owned();
    let own = member.as_ref().is_some_and(|member| member.id == user.member.id);
    if own && (role != Role::Admin || login.is_empty()) {
        // Nobody would be left to give it back.
        let field = if login.is_empty() { "login" } else { "role" };
        fields.say(field, "invalid.own", &[]);
    }
    if !login.is_empty() && password.is_none() {
        let had = member.as_ref().and_then(|member| member.login.clone());
        let known = match had {
            Some(had) => state
                .store
                .read(move |rx| staff::password_of(rx, &had))
                .await?
                .is_some(),
            None => false,
        };
        if !known {
            fields.refuse(&Invalid::Empty("password"));
        }
    }
    if !fields.failed() {
        let form = StaffForm {
            id: member.as_ref().map(|member| member.id),
            name: fields.get("name").to_owned(),
            badge: fields.get("badge").to_owned(),
            role,
            pin_hash: hashed(state, pin).await?,
            login,
            password_hash: hashed(state, password).await?,
            lang: Lang::parse(fields.get("lang")).unwrap_or_default(),
        };
        match state
            .store
            .write(user.by(), move |cx| staff::save(cx, &form))
            .await?
        {
            Ok(_) => return Ok(done("/office/staff", "saved")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    show(state, user, member, fields).await
}

pub async fn create(
    State(state): State<AppState>,
    user: User,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    save(&state, user, None, typed).await
}

pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(member): Path<String>,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    let member = known(&state, &member).await?;
    save(&state, user, Some(member), typed).await
}

pub async fn retire(
    State(state): State<AppState>,
    user: User,
    Path(member): Path<String>,
) -> Result<Response, Failure> {
    let member = known(&state, &member).await?;
    if member.id == user.member.id {
        return Ok(done("/office/staff", "not_own"));
    }
    let retired = state
        .store
        .write(user.by(), move |cx| staff::retire(cx, member.id))
        .await?;
    Ok(match retired {
        Ok(()) => done("/office/staff", "retired"),
        Err(_) => done("/office/staff", "not_last_admin"),
    })
}

pub async fn unlock(
    State(state): State<AppState>,
    user: User,
    Path(member): Path<String>,
) -> Result<Response, Failure> {
    let member = known(&state, &member).await?;
    state
        .store
        .write(user.by(), move |cx| staff::unlock(cx, member.id))
        .await?;
    Ok(done("/office/staff", "unlocked"))
}

/// Badges of the chosen people, else of all in service.
pub async fn badges_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Query(query): Query<Pairs>,
) -> Result<Response, Failure> {
    let fields = Fields::typed(user.lang(), "staff", query);
    let chosen: Vec<String> = fields.all("id").into_iter().map(str::to_owned).collect();
    let read = state
        .store
        .read(|rx| -> Result<_, DbError> { Ok((staff::members(rx)?, settings::shop(rx)?.name)) });
    let (members, company) = read.await?;
    let badges: Vec<StaffBadge> = members
        .into_iter()
        .filter(|member| member.active && (chosen.is_empty() || chosen.contains(&member.id.hex())))
        .take(MAX_STICKERS)
        .map(|member| StaffBadge {
            code: member.badge,
            name: member.name,
            role: texts::text(user.lang(), &format!("role.{}", member.role.code())).to_owned(),
        })
        .collect();
    if badges.is_empty() {
        return Ok(Redirect::to("/office/staff?done=not_chosen").into_response());
    }
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/staff",
    };
    let paper = StaffBadges {
        lang: paper_lang(user.lang()),
        company,
        badges,
    };
    asked.pdf("staff-badges.pdf", Paper::StaffBadges(paper)).await
}
