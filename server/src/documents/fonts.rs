//! The fonts every paper is set in, embedded: Noto Sans TC (SIL OFL 1.1).
//!
//! Invariant: a character that [`covers`] denies reaches no template; the renderer puts a visible mark in its place.
//! Bold is a subset; a character it lacks is set in Regular.

use std::sync::LazyLock;

use ttf_parser::Face;

/// All of Noto Sans TC, weight 400.
pub static REGULAR: &[u8] = include_bytes!("../../../shared/fonts/NotoSansTC-Regular.ttf");
/// The commoner characters, weight 700.
pub static BOLD: &[u8] = include_bytes!("../../../shared/fonts/NotoSansTC-Bold.ttf");

/// The code points a font's table answers at once; rarer ones are looked up in the font.
const TABLE: usize = 0x1_0000;
/// No glyph.
const NONE: u16 = u16::MAX;

/// A font's widths, read once: a label asks for over a thousand, and the font's own tables answer ten times slower.
struct Widths {
    face: Option<Face<'static>>,
    /// Advance in font units by code point, [`NONE`] where the font has no glyph.
    table: Vec<u16>,
    units_per_em: f32,
}

impl Widths {
    fn of(data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).ok();
        let mut table = vec![NONE; TABLE];
        let unicode = face
            .iter()
            .filter_map(|f| f.tables().cmap)
            .flat_map(|cmap| cmap.subtables);
        for subtable in unicode.filter(|subtable| subtable.is_unicode()) {
            subtable.codepoints(|code| {
                let advance = char::from_u32(code).and_then(|c| advance_in(face.as_ref()?, c));
                if let (Some(slot), Some(advance)) = (table.get_mut(code as usize), advance) {
                    *slot = advance;
                }
            });
        }
        let units_per_em = face.as_ref().map_or(1000.0, |f| f32::from(f.units_per_em()));
        Self {
            face,
            table,
            units_per_em,
        }
    }

    /// Advance in em.
    fn advance(&self, c: char) -> Option<f32> {
        let units = match self.table.get(c as usize) {
            Some(&units) => (units != NONE).then_some(units),
            None => advance_in(self.face.as_ref()?, c),
        };
        Some(f32::from(units?) / self.units_per_em)
    }
}

fn advance_in(face: &Face<'_>, c: char) -> Option<u16> {
    face.glyph_hor_advance(face.glyph_index(c)?)
}

static REGULAR_WIDTHS: LazyLock<Widths> = LazyLock::new(|| Widths::of(REGULAR));
static BOLD_WIDTHS: LazyLock<Widths> = LazyLock::new(|| Widths::of(BOLD));

/// Whether some font of ours has a shape for `c`.
pub fn covers(c: char) -> bool {
    REGULAR_WIDTHS.advance(c).is_some() || BOLD_WIDTHS.advance(c).is_some()
}

/// Advance width of `c` in em, in bold where bold has it and is asked for. A character without a shape counts 1 em.
pub fn advance(c: char, bold: bool) -> f32 {
    let own = if bold { BOLD_WIDTHS.advance(c) } else { None };
    own.or_else(|| REGULAR_WIDTHS.advance(c))
        .or_else(|| BOLD_WIDTHS.advance(c))
        .unwrap_or(1.0)
}

/// Width of a whole text in em.
pub fn width(text: &str, bold: bool) -> f32 {
    text.chars().map(|c| advance(c, bold)).sum()
}
