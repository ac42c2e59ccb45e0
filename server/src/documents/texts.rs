//! The printed words of every paper in both languages, one file: `templates/documents/texts.json`.
//!
//! Invariant: both languages have the same keys, and every key a template asks for is there (a test reads the templates).

use std::sync::LazyLock;

use serde_json::Value;

/// The dictionary's source.
pub(super) const JSON: &str = include_str!("../../templates/documents/texts.json");

static ALL: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(JSON).unwrap_or(Value::Null));

/// All words: `{"zh-TW": {key: text}, "en": {…}}`, as templates get them.
pub(super) fn all() -> &'static Value {
    &ALL
}
