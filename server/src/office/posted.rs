//! A posted form as it was typed: every field, repeated ones too, nothing refused before a handler has looked.

use crate::http::Failure;
use axum::Form;
use axum::extract::{FromRequest, Request};

/// Name and value of each field, in order.
#[derive(Clone, Debug, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &S) -> Result<Posted, Failure> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Posted(fields)),
            Err(_) => Err(Failure::Bad("a form that cannot be read")),
        }
    }
}

impl Posted {
    /// The first field of that name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// A ticked box.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// A whole number as people type it: blanks around it and full-width digits are fine.
    pub fn number(&self, name: &str) -> Option<i64> {
        let plain: String = self
            .get(name)
            .trim()
            .chars()
            .map(crate::intake::file::fold)
            .collect();
        plain.parse().ok()
    }

    /// The ids among the fields of that name.
    pub fn ids<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.all(name).filter_map(|value| value.parse().ok()).collect()
    }
}

/// An id in a path; what is none is a page that does not exist.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
