//! The two embedded fonts, and what they cannot show.
//!
//! Slint leaves a character that no font has simply out, and where fontconfig is installed but no font is, it panics
//! before the first window. So the fonts are in the program, they are the sans-serif of the process before the first
//! text is laid out, every text passes [`ink`], which writes a character outside the font as its code, and on a system
//! without fonts `start.rs` starts the program again with [`write_own`].
//!
//! Invariant: what [`ink`] returns is drawn completely. Deliberately absent: a search in the system's fonts; a name must
//! look the same on every handheld.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use slint::SharedString;
use slint::fontique_011::{fontique, shared_collection};

static REGULAR: &[u8] = include_bytes!("../../../shared/fonts/NotoSansTC-Regular.ttf");
/// Big5 level 1 and the interface's own words only.
static BOLD: &[u8] = include_bytes!("../../../shared/fonts/NotoSansTC-Bold.ttf");

/// Unicode's last code point, plus one.
const CODE_POINTS: usize = 0x11_0000;

/// Makes the embedded fonts the sans-serif of this process. Call once a platform is chosen, before the first component.
pub fn register() {
    let mut collection = shared_collection();
    let mut families = Vec::new();
    for data in [REGULAR, BOLD] {
        for (family, _) in collection.register_fonts(fontique::Blob::new(Arc::new(data)), None) {
            if !families.contains(&family) {
                families.push(family);
            }
        }
    }
    for generic in [
        fontique::GenericFamily::SansSerif,
        fontique::GenericFamily::SystemUi,
        fontique::GenericFamily::UiSansSerif,
    ] {
        collection.set_generic_families(generic, families.iter().copied());
    }
}

/// The same two for the labels that this device prints.
pub fn label_fonts() -> shared::label::Fonts<'static> {
    shared::label::Fonts {
        regular: REGULAR,
        bold: BOLD,
    }
}

/// False where the toolkit would panic.
pub(super) fn system_has_a_font() -> bool {
    // Once: the panic hook belongs to the whole process.
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let options = || fontique::CollectionOptions {
            shared: false,
            system_fonts: true,
        };
        let found = std::panic::catch_unwind(|| drop(fontique::Collection::new(options())));
        std::panic::set_hook(hook);
        found.is_ok()
    })
}

/// The smaller font and a configuration that knows nothing else. What is there already is left alone.
pub(super) fn write_own(folder: &Path) -> std::io::Result<PathBuf> {
    let fonts = folder.join("fonts");
    std::fs::create_dir_all(&fonts)?;
    let file = fonts.join("NotoSansTC-Bold.ttf");
    if std::fs::metadata(&file).map_or(0, |there| there.len()) != BOLD.len() as u64 {
        std::fs::write(&file, BOLD)?;
    }
    let config = fonts.join("fonts.conf");
    let escaped = |path: &Path| path.to_string_lossy().replace('&', "&amp;").replace('<', "&lt;");
    let text = format!(
        "<?xml version=\"1.0\"?>\n<fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>\n",
        escaped(&fonts),
        escaped(&fonts.join("cache"))
    );
    std::fs::write(&config, text)?;
    Ok(config)
}

/// The text as the screen can show it: control characters become spaces, a character that the font does not have
/// becomes its code, `〈U+20BB7〉`.
pub fn ink(text: &str) -> SharedString {
    let regular = regular();
    if text.chars().all(|c| !c.is_control() && regular.has(c)) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c == '\n' || regular.has(c) && !c.is_control() {
            shown.push(c);
        } else if c.is_control() {
            shown.push(' ');
        } else if !is_invisible(c) {
            shown.push_str(&format!("〈U+{:04X}〉", u32::from(c)));
        }
    }
    shown.into()
}

/// 700 where the bold font has every character, else 400.
pub fn weight(text: &str) -> i32 {
    if text.chars().all(|c| c == '\n' || bold().has(c)) {
        700
    } else {
        400
    }
}

/// Width of a text in ems of the bold font: what decides how big a bin code can be drawn.
pub fn ems(text: &str) -> f32 {
    text.chars().map(|c| bold().advance(c)).sum()
}

/// Characters that are not meant to be seen: joiners, variation selectors, direction marks, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

/// Which code points a font has: one bit each.
struct Coverage {
    bits: Vec<u64>,
    face: Option<ttf_parser::Face<'static>>,
}

impl Coverage {
    fn of(data: &'static [u8]) -> Coverage {
        let mut bits = vec![0u64; CODE_POINTS / 64];
        let face = ttf_parser::Face::parse(data, 0).ok();
        let tables = face.as_ref().and_then(|face| face.tables().cmap);
        for table in tables
            .into_iter()
            .flat_map(|cmap| cmap.subtables)
            .filter(ttf_parser::cmap::Subtable::is_unicode)
        {
            table.codepoints(|code| {
                let is_there = table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0);
                if is_there && let Some(word) = bits.get_mut(code as usize / 64) {
                    *word |= 1 << (code % 64);
                }
            });
        }
        Coverage { bits, face }
    }

    fn has(&self, c: char) -> bool {
        let code = u32::from(c);
        self.bits
            .get(code as usize / 64)
            .is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    /// In ems; a whole em for what the font does not have.
    fn advance(&self, c: char) -> f32 {
        let Some(face) = &self.face else { return 1.0 };
        let advance = face
            .glyph_index(c)
            .and_then(|glyph| face.glyph_hor_advance(glyph));
        advance.map_or(1.0, |units| f32::from(units) / f32::from(face.units_per_em()))
    }
}

fn regular() -> &'static Coverage {
    static COVERAGE: OnceLock<Coverage> = OnceLock::new();
    COVERAGE.get_or_init(|| Coverage::of(REGULAR))
}

fn bold() -> &'static Coverage {
    static COVERAGE: OnceLock<Coverage> = OnceLock::new();
    COVERAGE.get_or_init(|| Coverage::of(BOLD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_outside_the_font_shows_its_code_and_nothing_vanishes() {
        assert_eq!(ink("王小明"), "王小明");
        assert_eq!(ink("堃喆犇峯"), "堃喆犇峯");
        assert_eq!(ink("𠮷田"), "〈U+20BB7〉田");
        assert_eq!(ink("禮物🎁"), "禮物〈U+1F381〉");
        assert_eq!(ink("A\u{1d}B\tC"), "A B C");
        assert_eq!(ink("一\n二"), "一\n二");
        assert_eq!(ink("甲\u{200b}乙\u{fe0f}"), "甲乙");
    }

    #[test]
    fn the_brackets_of_a_code_are_in_the_font_themselves() {
        assert!(ink("𠮷").chars().all(|c| regular().has(c)));
    }

    #[test]
    fn a_rare_character_makes_the_text_regular_instead_of_losing_it() {
        assert_eq!(weight("商品不對"), 700);
        assert_eq!(weight("A-03-2"), 700);
        assert_eq!(weight("林堃"), 400);
    }

    #[test]
    fn a_bin_code_is_about_half_an_em_a_character() {
        let six = ems("A-03-2");
        assert!((2.0..4.0).contains(&six), "{six}");
        assert!((ems("儲位") - 2.0).abs() < 0.01);
    }
}
