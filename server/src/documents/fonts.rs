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

static REGULAR_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(REGULAR, 0).ok());
static BOLD_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(BOLD, 0).ok());

/// Whether some font of ours has a shape for `c`.
pub fn covers(c: char) -> bool {
    [&REGULAR_FACE, &BOLD_FACE]
        .iter()
        .any(|face| face.as_ref().is_some_and(|f| f.glyph_index(c).is_some()))
}

/// Advance width of `c` in em, in bold where bold has it and is asked for. A character without a shape counts 1 em.
pub fn advance(c: char, bold: bool) -> f32 {
    let faces: [&LazyLock<Option<Face<'static>>>; 2] = if bold {
        [&BOLD_FACE, &REGULAR_FACE]
    } else {
        [&REGULAR_FACE, &BOLD_FACE]
    };
    let of = |face: &Face<'_>| {
        let glyph = face.glyph_index(c)?;
        Some(f32::from(face.glyph_hor_advance(glyph)?) / f32::from(face.units_per_em()))
    };
    faces
        .iter()
        .find_map(|face| face.as_ref().and_then(of))
        .unwrap_or(1.0)
}

/// Width of a whole text in em.
pub fn width(text: &str, bold: bool) -> f32 {
    text.chars().map(|c| advance(c, bold)).sum()
}
