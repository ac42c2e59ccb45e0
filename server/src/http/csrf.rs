//! Requests that change something and are made with a cookie must come from our own pages.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Go 1.25's rule: `Sec-Fetch-Site` says so; where a browser does not send it (plain HTTP in the LAN), `Origin` must
/// be our own host. A browser always sends one of them, so neither is a no.
fn from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok())
    {
        return matches!(site, "same-origin" | "none");
    }
    let host = text(header::HOST).unwrap_or_default();
    let origin = text(header::ORIGIN)
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, host)| host);
    origin.is_some_and(|origin| !host.is_empty() && origin == host)
}

pub async fn check(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || from_our_pages(request.headers()) {
        return next.run(request).await;
    }
    (
        StatusCode::FORBIDDEN,
        "This request did not come from a page of this server.",
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)]) -> bool {
        from_our_pages(
            &pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect(),
        )
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        assert!(check(&[("sec-fetch-site", "same-origin")]));
        assert!(check(&[
            ("host", "10.0.0.2:8080"),
            ("origin", "http://10.0.0.2:8080")
        ]));
        assert!(!check(&[
            ("sec-fetch-site", "cross-site"),
            ("host", "a"),
            ("origin", "http://a")
        ]));
        assert!(!check(&[("sec-fetch-site", "same-site")]));
        assert!(!check(&[("host", "10.0.0.2:8080"), ("origin", "http://evil")]));
        assert!(!check(&[("host", "10.0.0.2:8080"), ("origin", "null")]));
        assert!(!check(&[("host", "10.0.0.2:8080")]));
    }
}
