//! People's words on papers and labels: what cannot be printed is marked, what is too long is broken and cut.
//!
//! Invariant: nothing vanishes unseen. A character without a shape becomes its code point in brackets; only control and
//! invisible formatting characters go silently. A text cut short ends in "…". Font metrics are the caller's.

use serde::Serialize;

/// Most characters of one text that are looked at; no place of ours holds more.
pub const MAX_CHARS: usize = 400;

/// What is printed for a character no font has.
pub fn mark(c: char) -> String {
    format!("〈U+{:04X}〉", u32::from(c))
}

/// Whether `c` is printed as a space.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control, bidirectional and zero-width characters, joiners and variation selectors: no shape of their own, and some
/// of them turn the text around them over.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// `text` as it can be printed, at most [`MAX_CHARS`] of it. What came out of here stays as it is.
pub fn cleaned(text: &str, covers: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(MAX_CHARS) {
        if is_break(c) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_invisible(c) {
        } else if covers(c) {
            out.push(c);
        } else {
            out.push_str(&mark(c));
        }
    }
    out.trim().into()
}

/// A code in a sentence: without what would turn the sentence over, and short.
pub(super) fn shown(code: &str) -> String {
    code.chars().filter(|c| !is_invisible(*c)).take(80).collect()
}

/// A text broken into lines at a size that fits its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    /// Font size in the unit the place was given in.
    pub size: f32,
    /// The lines; empty for an empty text.
    pub lines: Vec<String>,
}

/// Sets `text` the first way in which all of it fits `width`; the last way, the rest is cut with "…".
///
/// `tries` are `(size, lines there is room for)`, sizes in the unit of `width`; `advance` is a character's width in em.
pub fn fit(text: &str, width: f32, tries: &[(f32, usize)], advance: impl Fn(char) -> f32) -> Fitted {
    // The typesetter may kern or space a little wider than the sum of advances.
    let usable = width * 0.98;
    let mut last = Fitted {
        size: 8.0,
        lines: Vec::new(),
    };
    let mut room = 0;
    for &(size, lines) in tries {
        last = Fitted {
            size,
            lines: break_lines(text, usable / size, &advance),
        };
        room = lines;
        if last.lines.len() <= room {
            return last;
        }
    }
    last.lines.truncate(room);
    if let Some(line) = last.lines.last_mut() {
        let width = |line: &str| line.chars().map(&advance).sum::<f32>();
        while !line.is_empty() && width(line) + 1.0 > usable / last.size {
            line.pop();
        }
        line.push('…');
    }
    last
}

/// Greedy lines of at most `width` em: Chinese breaks anywhere but before closing punctuation, words stay whole unless
/// one alone is wider than the line.
fn break_lines(text: &str, width: f32, advance: &impl Fn(char) -> f32) -> Vec<String> {
    let width_of = |text: &str| text.chars().map(advance).sum::<f32>();
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for unit in units(text) {
        let unit_width = width_of(unit);
        if used + width_of(unit.trim_end()) > width && !line.is_empty() {
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
            let w = advance(c);
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
