//! What happens to people's words before a template sees them: cleaned of what cannot be printed, cut to fit.
//!
//! Invariant: nothing vanishes unseen. A character without a shape becomes its code point in brackets and a warning;
//! only control and invisible formatting characters go silently. A text cut short ends in "…".

use serde::Serialize;
use serde_json::Value;

use super::fonts;
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

/// What is printed for a character no font has.
pub fn mark(c: char) -> String {
    format!("〈U+{:04X}〉", u32::from(c))
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
        if matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}') {
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

/// Control, bidirectional and zero-width characters, joiners and variation selectors: no shape of their own, and some
/// of them turn the text around them over.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// A text broken into lines at a size that fits its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    /// Font size in points.
    pub size: f32,
    /// The lines; empty for an empty text.
    pub lines: Vec<String>,
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
    // The typesetter may kern or space a little wider than the sum of advances.
    let usable = place.width * 0.98;
    let mut last = Fitted {
        size: 8.0,
        lines: Vec::new(),
    };
    let mut room = 0;
    for &(size, lines) in place.tries {
        last = Fitted {
            size,
            lines: break_lines(text, usable / size, place.bold),
        };
        room = lines;
        if last.lines.len() <= room {
            return last;
        }
    }
    last.lines.truncate(room);
    if let Some(line) = last.lines.last_mut() {
        while !line.is_empty() && fonts::width(line, place.bold) + 1.0 > usable / last.size {
            line.pop();
        }
        line.push('…');
    }
    last
}

/// Greedy lines of at most `width` em: Chinese breaks anywhere but before closing punctuation, words stay whole unless
/// one alone is wider than the line.
fn break_lines(text: &str, width: f32, bold: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for unit in units(text) {
        let unit_width = fonts::width(unit, bold);
        if used + fonts::width(unit.trim_end(), bold) > width && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0.0;
        }
        if unit_width <= width {
            line.push_str(unit);
            used += unit_width;
            continue;
        }
        for c in unit.chars() {
            let w = fonts::advance(c, bold);
            if used + w > width && !line.is_empty() {
                lines.push(line.trim_end().to_owned());
                line.clear();
                used = 0.0;
            }
            line.push(c);
            used += w;
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces between which a line may break.
fn units(text: &str) -> impl Iterator<Item = &str> {
    let breaks_before = |before: char, after: char| {
        if after == ' '
            || "，。、；：！？）」』】〉》,.;:!?)…".contains(after)
            || "（「『【〈《(".contains(before)
        {
            return false;
        }
        before == ' ' || before == '-' && after.is_alphabetic() || !before.is_ascii() || !after.is_ascii()
    };
    let mut cuts: Vec<usize> = vec![0];
    let mut previous = None;
    for (i, c) in text.char_indices() {
        if previous.is_some_and(|p| breaks_before(p, c)) {
            cuts.push(i);
        }
        previous = Some(c);
    }
    cuts.push(text.len());
    let pairs: Vec<_> = cuts.windows(2).map(|w| (w[0], w[1])).collect();
    pairs
        .into_iter()
        .map(move |(a, b)| &text[a..b])
        .filter(|s| !s.is_empty())
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
