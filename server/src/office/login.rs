//! Signing in and out of the office.

use super::{html, texts};
use crate::db::{By, DbError};
use crate::domain::staff::{self, LoginOutcome};
use crate::http::guard::{COOKIES, chosen_lang, percent, remember_lang};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::lang::Lang;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "office/login.html")]
struct Login {
    lang: Lang,
    next: String,
    /// A form that came after its session had ended, urlencoded.
    resume: String,
    login: String,
    error: String,
    /// The language was chosen here and now.
    chose: bool,
}

impl Login {
    fn t(&self, key: &str) -> &'static str {
        texts::text(self.lang, key)
    }
}

#[derive(Template)]
#[template(path = "office/resume.html")]
struct Resume {
    lang: Lang,
    target: String,
    fields: Vec<(String, String)>,
}

impl Resume {
    fn t(&self, key: &str) -> &'static str {
        texts::text(self.lang, key)
    }
}

#[derive(Deserialize)]
pub struct NextQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// Only a page of this server: never a way out to another's, never what no header can hold.
fn own_path(next: &str) -> &str {
    let rest = next.strip_prefix("/office");
    let ours = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours && plain { next } else { "/office" }
}

fn fresh(lang: Lang, next: &str, error: &str) -> Login {
    Login {
        lang,
        next: own_path(next).to_owned(),
        resume: String::new(),
        login: String::new(),
        error: error.to_owned(),
        chose: false,
    }
}

pub async fn page(headers: HeaderMap, Query(query): Query<NextQuery>) -> Result<Html<String>, Failure> {
    let lang = Lang::parse(&query.lang).or_else(|| chosen_lang(&headers));
    html(&fresh(lang.unwrap_or_default(), &query.next, ""))
}

/// The sign-in page that carries a form along.
pub fn again(lang: Lang, target: &str, resume: &str) -> Result<Html<String>, Failure> {
    html(&Login {
        resume: resume.to_owned(),
        ..fresh(lang, target, texts::text(lang, "login.expired"))
    })
}

/// The sign-in page after a file came without a session; `page` is where it is chosen again.
pub fn without_file(lang: Lang, page: &str) -> Result<Html<String>, Failure> {
    html(&fresh(lang, page, texts::text(lang, "login.file_again")))
}

#[derive(Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    resume: String,
    #[serde(default)]
    lang: String,
    /// Only the page's language is to change; what it carries stays.
    #[serde(default)]
    switch: String,
    /// The language was changed on this page: it is the person's from now on.
    #[serde(default)]
    chose: String,
}

pub async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response, Failure> {
    let lang = Lang::parse(&form.lang).unwrap_or_default();
    if let Some(lang) = Lang::parse(&form.switch) {
        let expired = if form.resume.is_empty() {
            ""
        } else {
            texts::text(lang, "login.expired")
        };
        let page = Login {
            lang,
            next: own_path(&form.next).to_owned(),
            resume: form.resume,
            login: form.login,
            error: expired.to_owned(),
            chose: true,
        };
        return Ok(([(header::SET_COOKIE, remember_lang(lang))], html(&page)?).into_response());
    }
    // Counted by login and address: a stranger cannot lock a colleague out.
    let key = format!("{} {}", form.login.trim(), peer.ip());
    let staff = compare(&state, &form).await?;
    let counted = key.clone();
    let chosen = Some(lang).filter(|_| !form.chose.is_empty());
    let (outcome, theirs) = state
        .store
        .write(By::System, move |cx| -> Result<_, DbError> {
            let outcome = staff::login(cx, &counted, staff)?;
            let welcome = staff.filter(|_| matches!(outcome, LoginOutcome::Welcome(_)));
            if let (Some(id), Some(lang)) = (welcome, chosen) {
                staff::set_lang(cx, id, lang)?;
            }
            let member = welcome.map(|id| staff::get(cx, id)).transpose()?.flatten();
            Ok((outcome, member.map_or(lang, |member| member.lang)))
        })
        .await?;
    let error = match outcome {
        LoginOutcome::Welcome(token) => return welcome(&headers, &token, &form, theirs),
        LoginOutcome::Wrong => texts::text(lang, "login.wrong").to_owned(),
        LoginOutcome::Wait(seconds) => texts::text(lang, "login.wait").replace("{n}", &seconds.to_string()),
    };
    let page = Login {
        lang,
        next: own_path(&form.next).to_owned(),
        resume: form.resume,
        login: form.login,
        error,
        chose: !form.chose.is_empty(),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Who this is, if the password is right. Takes as long for an unknown login as for a known one.
async fn compare(state: &AppState, form: &SignIn) -> Result<Option<shared::id::StaffId>, Failure> {
    let login = form.login.trim().to_owned();
    let known = state.store.read(move |rx| staff::password_of(rx, &login)).await?;
    let (id, hash) = match known {
        Some((id, hash)) => (Some(id), hash),
        None => (None, NOBODY.to_owned()),
    };
    let password = form.password.clone();
    let permit = state.hashing.acquire().await.map_err(|_| DbError::Stopped)?;
    let right = tokio::task::spawn_blocking(move || staff::verify_secret(&password, &hash))
        .await
        .unwrap_or(false);
    drop(permit);
    Ok(id.filter(|_| right))
}

/// A hash that no password has, of the usual cost.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn welcome(headers: &HeaderMap, token: &str, form: &SignIn, lang: Lang) -> Result<Response, Failure> {
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let cookie = if origin.starts_with("https://") {
        format!("{}={token}; Path=/; HttpOnly; Secure; SameSite=Lax", COOKIES[0])
    } else {
        format!("{}={token}; Path=/; HttpOnly; SameSite=Lax", COOKIES[1])
    };
    let cookies = AppendHeaders([
        (header::SET_COOKIE, cookie),
        (header::SET_COOKIE, remember_lang(lang)),
    ]);
    let target = own_path(&form.next).to_owned();
    if form.resume.is_empty() {
        return Ok((cookies, Redirect::to(&target)).into_response());
    }
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(&form.resume).map_err(|_| Failure::Bad("a form that cannot be read"))?;
    let page = Resume { lang, target, fields };
    Ok((cookies, html(&page)?).into_response())
}

pub async fn sign_out(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let (by, token) = (user.by(), user.token);
    state
        .store
        .write(by, move |cx| staff::end_session(cx, &token))
        .await?;
    let gone = COOKIES.map(|name| (header::SET_COOKIE, format!("{name}=; Path=/; Max-Age=0")));
    Ok((AppendHeaders(gone), Redirect::to("/login")).into_response())
}

#[derive(Deserialize)]
pub struct Language {
    lang: String,
    #[serde(default)]
    next: String,
}

pub async fn language(
    State(state): State<AppState>,
    user: User,
    Form(form): Form<Language>,
) -> Result<Response, Failure> {
    let lang = Lang::parse(&form.lang).ok_or(Failure::Bad("a language we do not speak"))?;
    state
        .store
        .write(user.by(), move |cx| staff::set_lang(cx, user.member.id, lang))
        .await?;
    let to = Redirect::to(own_path(&form.next));
    Ok(([(header::SET_COOKIE, remember_lang(lang))], to).into_response())
}

/// For templates: a path as a query value.
pub fn escaped(path: &str) -> String {
    percent(path)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_a_page_of_the_office_is_gone_back_to() {
        for ours in [
            "/office",
            "/office/orders?state=open&q=http://x",
            "/office?a=1",
            "/office/items/new",
        ] {
            assert_eq!(own_path(ours), ours);
        }
        for foreign in [
            "",
            "//evil.example",
            "https://evil.example/office",
            "/officer",
            "/office\\evil",
            "/office/\r\nset-cookie: a=b",
            "/office/訂單",
            "/login",
        ] {
            assert_eq!(own_path(foreign), "/office", "{foreign}");
        }
    }
}
