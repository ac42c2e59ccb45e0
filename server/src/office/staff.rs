//! People: list, form, badges.

use super::fields::Fields;
use super::setup::{self, Head, ListQuery, Noun, done, listed};
use super::sheet::{Asked, paper_lang};
use super::{Page, id, texts};
use crate::db::{Cx, DbError, Tx};
use crate::documents::{MAX_STICKERS, Paper, StaffBadge, StaffBadges};
use crate::domain::catalogue::{Invalid, Kept};
use crate::domain::settings;
use crate::domain::staff::{self, Member, StaffForm};
use crate::http::{AppState, Failure, User};
use askama::Template;
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
    listed(&state, user, ("setup", "staff"), query, |rx, p, head| {
        let members = staff::members(rx)?;
        Ok(List { p, head, members })
    })
    .await
}

#[derive(Template)]
#[template(path = "office/staff/form.html")]
pub struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    member: Option<Member>,
    /// The person looks at their own entry.
    own: bool,
    roles: [&'static str; 4],
    langs: [&'static str; 2],
}

/// The noun of these pages.
pub struct Staff;

impl Noun for Staff {
    const NAME: &'static str = "staff";
    const LIST: &'static str = "/office/staff";
    type Id = StaffId;
    type Now = Member;
    type Form = StaffForm;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: StaffId) -> Result<Option<Member>, DbError> {
        staff::get(tx, id)
    }

    fn filled(now: Option<&Member>) -> Vec<(&'static str, String)> {
        let Some(member) = now else {
            return vec![("role", "worker".to_owned()), ("lang", "zh-TW".to_owned())];
        };
        vec![
            ("name", member.name.clone()),
            ("badge", member.badge.clone()),
            ("role", member.role.code().to_owned()),
            ("login", member.login.clone().unwrap_or_default()),
            ("lang", member.lang.code().to_owned()),
        ]
    }

    async fn read(
        asked: &setup::Asked<'_>,
        fields: &mut Fields,
        now: Option<&Member>,
    ) -> Result<StaffForm, Failure> {
        let pin = twice(fields, "pin", "pin_again", staff::pin_ok);
        let password = twice(fields, "password", "password_again", staff::password_ok);
        let role = Role::parse(fields.get("role")).unwrap_or(Role::Worker);
        let login = fields.text("login");
        let own = now.is_some_and(|member| member.id == asked.user.member.id);
        if own && (role != Role::Admin || login.is_empty()) {
            // Nobody would be left to give it back.
            let field = if login.is_empty() { "login" } else { "role" };
            fields.say(field, "invalid.own", &[]);
        }
        if !login.is_empty() && password.is_none() && !has_password(asked.state, now).await? {
            fields.refuse(&Invalid::Empty("password"));
        }
        // What is not going to be kept is not worth a hash.
        let [pin, password] = [pin, password].map(|secret| secret.filter(|_| !fields.failed()));
        Ok(StaffForm {
            id: now.map(|member| member.id),
            name: fields.text("name"),
            badge: fields.text("badge"),
            role,
            pin_hash: hashed(asked.state, pin).await?,
            login,
            password_hash: hashed(asked.state, password).await?,
            lang: Lang::parse(fields.get("lang")).unwrap_or_default(),
        })
    }

    fn keep(cx: &Cx<'_>, form: &StaffForm) -> Result<Kept<()>, DbError> {
        Ok(staff::save(cx, form)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, mut f: Fields, now: Option<Member>) -> Result<FormPage, DbError> {
        f.forget(&SECRETS);
        Ok(FormPage {
            p: Page::new(tx, user, "setup")?,
            head: Head::quiet("staff"),
            f,
            own: now.as_ref().is_some_and(|member| member.id == user.member.id),
            member: now,
            roles: Role::ALL.map(Role::code),
            langs: Lang::ALL.map(Lang::code),
        })
    }
}

async fn has_password(state: &AppState, now: Option<&Member>) -> Result<bool, Failure> {
    let Some(login) = now.and_then(|member| member.login.clone()) else {
        return Ok(false);
    };
    let hash = state.store.read(move |rx| staff::password_of(rx, &login)).await?;
    Ok(hash.is_some())
}

async fn known(state: &AppState, member: &str) -> Result<Member, Failure> {
    setup::find::<Staff>(state, id(member)?).await
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
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("staff");
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
