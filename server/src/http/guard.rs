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

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Public,
    /// A handheld's token.
    Device,
    /// A signed-in person of at least this role.
    AtLeast(Role),
}

/// The signed-in person.
#[derive(Clone, Debug)]
pub struct User {
    pub member: Member,
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

/// The session token in the request's cookies.
pub fn session_token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| COOKIES.contains(name))
        .map(|(_, token)| token.to_owned())
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
            let Some(user) = user(&state, request.headers()).await? else {
                return sign_in_first(request).await;
            };
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
        token,
    }))
}

/// A form that arrives after the session has ended is carried through the sign-in, so that nothing typed is lost.
async fn sign_in_first(request: Request) -> Result<Response, Failure> {
    let target = request
        .uri()
        .path_and_query()
        .map_or("/office", |path| path.as_str())
        .to_owned();
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if request.method() != Method::POST || !form {
        let next: String = percent(&target);
        return Ok(Redirect::to(&format!("/login?next={next}")).into_response());
    }
    let body = to_bytes(Body::new(request.into_body()), super::router::FORM_BYTES).await;
    let body = body.map_err(|_| Failure::Bad("a form that is too large"))?;
    let resume = String::from_utf8_lossy(&body).into_owned();
    Ok(crate::office::login::again(&target, &resume)?.into_response())
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
