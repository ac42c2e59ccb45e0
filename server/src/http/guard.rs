//! Who may: one rule a route, checked before its handler runs. A route without a rule cannot be written.

use super::{AppState, Failure};
use crate::db::{By, DbError};
use crate::domain::devices::{self, Device};
use crate::domain::staff::{self, Member};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use shared::catalogue::Role;
use shared::lang::Lang;
use tokio_stream::StreamExt;

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Public,
    /// A handheld's token.
    Device,
    /// A signed-in person of at least this role.
    AtLeast(Role),
}

/// The address of the page that is looked at; of an answer to a form: of the page the form belongs to.
#[derive(Clone, Debug, Default)]
pub struct Here(pub String);

/// The signed-in person.
#[derive(Clone, Debug)]
pub struct User {
    pub member: Member,
    pub here: String,
    /// Of the session cookie, for signing out.
    pub token: String,
}

impl User {
    pub fn by(&self) -> By {
        By::Office(self.member.id)
    }

    pub fn lang(&self) -> Lang {
        self.member.lang
    }

    pub fn may(&self, role: Role) -> bool {
        self.member.role >= role
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<User, Failure> {
        parts
            .extensions
            .get::<User>()
            .cloned()
            .ok_or_else(|| Failure::Inside("a page without a person".to_owned()))
    }
}

/// The handheld whose token came with the request.
#[derive(Clone, Debug)]
pub struct Handheld(pub Device);

impl<S: Sync> FromRequestParts<S> for Handheld {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Handheld, Failure> {
        parts
            .extensions
            .get::<Handheld>()
            .cloned()
            .ok_or_else(|| Failure::Inside("no handheld".to_owned()))
    }
}

/// Over TLS the cookie is bound to this host; on loopback, where browsers refuse that, it is a plain one.
pub const COOKIES: [&str; 2] = ["__Host-beeline", "beeline"];

/// Of several browsers' cookies of one name the first.
fn cookie(headers: &HeaderMap, names: &[&str]) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| names.contains(name))
        .map(|(_, value)| value.to_owned())
}

fn session_token(headers: &HeaderMap) -> Option<String> {
    cookie(headers, &COOKIES)
}

/// Holds a language and nothing else, so that pages before sign-in speak the one that was chosen last.
const LANG_COOKIE: &str = "beeline_lang";

/// The language that was chosen in this browser.
pub fn chosen_lang(headers: &HeaderMap) -> Option<Lang> {
    Lang::parse(&cookie(headers, &[LANG_COOKIE])?)
}

/// Remembers a language for a year.
pub fn remember_lang(lang: Lang) -> String {
    let code = lang.code();
    format!("{LANG_COOKIE}={code}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
}

pub async fn check(
    State((state, access)): State<(AppState, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    match access {
        Access::Public => {}
        Access::Device => match handheld(&state, request.headers()).await? {
            Some(device) => drop(request.extensions_mut().insert(Handheld(device))),
            None => return Ok((StatusCode::UNAUTHORIZED, "unknown device").into_response()),
        },
        Access::AtLeast(role) => {
            let Some(mut user) = user(&state, request.headers()).await? else {
                return sign_in_first(request).await;
            };
            if let Some(Here(here)) = request.extensions().get::<Here>() {
                user.here.clone_from(here);
            }
            if !user.may(role) {
                return Ok((
                    StatusCode::FORBIDDEN,
                    "您的權限不足。Your role does not allow this.",
                )
                    .into_response());
            }
            request.extensions_mut().insert(user);
        }
    }
    Ok(next.run(request).await)
}

async fn handheld(state: &AppState, headers: &HeaderMap) -> Result<Option<Device>, DbError> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = token
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned)
    else {
        return Ok(None);
    };
    state.store.read(move |rx| devices::by_token(rx, &token)).await
}

async fn user(state: &AppState, headers: &HeaderMap) -> Result<Option<User>, DbError> {
    let Some(token) = session_token(headers) else {
        return Ok(None);
    };
    let now = state.store.clock().now_ms();
    let asked = token.clone();
    let Some(session) = state
        .store
        .read(move |rx| staff::session(rx, &asked, now))
        .await?
    else {
        return Ok(None);
    };
    if session.stale {
        let seen = token.clone();
        state
            .store
            .write(By::Office(session.member.id), move |cx| staff::seen(cx, &seen))
            .await?;
    }
    Ok(Some(User {
        member: session.member,
        here: String::new(),
        token,
    }))
}

/// Bytes of an upload without a session, read and thrown away so that the browser hears the answer.
const DRAINED: usize = 1_000_000_000;

/// A form that arrives after the session has ended is carried through the sign-in, so that nothing typed is lost. A
/// file is not: its person still has it.
async fn sign_in_first(request: Request) -> Result<Response, Failure> {
    let lang = chosen_lang(request.headers()).unwrap_or_default();
    let here = request.extensions().get::<Here>().cloned().unwrap_or_default();
    let target = request
        .uri()
        .path_and_query()
        .map_or("/office", |path| path.as_str())
        .to_owned();
    let kind = request.headers().get(header::CONTENT_TYPE);
    let form = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if request.method() != Method::POST {
        let next: String = percent(&target);
        return Ok(Redirect::to(&format!("/login?next={next}")).into_response());
    }
    if !form {
        let mut body = request.into_body().into_data_stream();
        let mut drained = 0;
        while let Some(Ok(chunk)) = body.next().await {
            drained += chunk.len();
            if drained > DRAINED {
                break;
            }
        }
        return Ok(crate::office::login::without_file(lang, &here.0)?.into_response());
    }
    let body = to_bytes(Body::new(request.into_body()), super::router::FORM_BYTES).await;
    let body = body.map_err(|_| Failure::TooLarge)?;
    let resume = String::from_utf8_lossy(&body).into_owned();
    Ok(crate::office::login::again(lang, &target, &resume)?.into_response())
}

/// Percent-encodes everything but letters, digits and `/-._~`.
pub fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
