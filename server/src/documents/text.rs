//! What happens to people's words before a template sees them: cleaned of what cannot be printed, cut to fit.
//!
//! Invariant: nothing vanishes unseen. A character without a shape becomes its code point in brackets and a warning;
//! only control and invisible formatting characters go silently. A text cut short ends in "…".

use serde_json::Value;

use super::fonts;
pub use shared::label::text::{Fitted, mark};
use shared::label::text::{is_break, is_invisible};
use shared::lang::Lang;

/// Most characters of one text on a paper; longer ones end in "…".
pub const MAX_TEXT_CHARS: usize = 400;
/// Most warnings one paper returns; after so many the office reads none.
pub const MAX_WARNINGS: usize = 50;

/// Something the office should know before it hands out the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// No font has this character; its code point was printed instead.
    NoGlyph { field: String, character: char },
    /// The text was longer than [`MAX_TEXT_CHARS`].
    Cut { field: String },
    /// The shop's own template failed; ours was used.
    OwnTemplate {
        file: String,
        line: usize,
        message: String,
    },
}

impl Warning {
    /// The same warning, its field named from further up.
    pub(super) fn under(self, outer: &str) -> Self {
        match self {
            Self::NoGlyph { field, character } => Self::NoGlyph {
                field: format!("{outer}.{field}"),
                character,
            },
            Self::Cut { field } => Self::Cut {
                field: format!("{outer}.{field}"),
            },
            own @ Self::OwnTemplate { .. } => own,
        }
    }

    /// The warning for a person.
    pub fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NoGlyph { field, character }, Lang::ZhTw) => {
                format!("字型沒有「{character}」，已印成 {}（{field}）", mark(*character))
            }
            (Self::NoGlyph { field, character }, Lang::En) => {
                format!(
                    "no font has “{character}”, printed as {} ({field})",
                    mark(*character)
                )
            }
            (Self::Cut { field }, Lang::ZhTw) => format!("文字太長，只印前 {MAX_TEXT_CHARS} 字（{field}）"),
            (Self::Cut { field }, Lang::En) => {
                format!("text too long, first {MAX_TEXT_CHARS} characters printed ({field})")
            }
            (Self::OwnTemplate { file, line, message }, Lang::ZhTw) => {
                format!("自訂範本 {file} 第 {line} 行有誤，改用內建範本：{message}")
            }
            (Self::OwnTemplate { file, line, message }, Lang::En) => {
                format!("own template {file} failed at line {line}, the built-in one was used: {message}")
            }
        }
    }
}

/// Cleans every text inside `value`, in place.
pub fn clean_all(value: &mut Value, warnings: &mut Vec<Warning>) {
    walk(value, &mut String::new(), warnings);
}

fn walk(value: &mut Value, path: &mut String, warnings: &mut Vec<Warning>) {
    let length = path.len();
    match value {
        Value::String(text) => *text = clean(text, path, warnings),
        Value::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                path.push_str(&format!("[{}]", i + 1));
                walk(item, path, warnings);
                path.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                walk(field, path, warnings);
                path.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One text cleaned; `field` names it in warnings.
pub fn clean(text: &str, field: &str, warnings: &mut Vec<Warning>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    let mut warn = |warning: Warning| {
        if warnings.len() < MAX_WARNINGS && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    };
    for c in text.chars() {
        if is_break(c) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if kept == MAX_TEXT_CHARS {
            out.push('…');
            warn(Warning::Cut { field: field.into() });
            break;
        }
        kept += 1;
        if fonts::covers(c) {
            out.push(c);
        } else {
            out.push_str(&mark(c));
            warn(Warning::NoGlyph {
                field: field.into(),
                character: c,
            });
        }
    }
    out.trim().into()
}

/// A place for a text: `width` in points and what is tried in turn, `(size in points, lines there is room for)`.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub width: f32,
    pub tries: &'a [(f32, usize)],
    pub bold: bool,
}

/// Sets `text` the first way in which all of it fits; the last way, the rest is cut with "…".
pub fn fit(text: &str, place: Place<'_>) -> Fitted {
    shared::label::text::fit(text, place.width, place.tries, |c| fonts::advance(c, place.bold))
}

/// Whole dollars as printed in Taiwan: `NT$1,280`.
pub fn money(dollars: u64) -> String {
    let digits = dollars.to_string();
    let mut out = String::from("NT$");
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
