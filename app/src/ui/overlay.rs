//! The sheets: number pad, text, choice, photos, more, signature, about.

use std::fmt::Write as _;

use slint::{ComponentHandle, Global, Image, Rgb8Pixel, SharedPixelBuffer, SharedString};

use super::app_window::actions;
use super::face::{
    AboutAdapter, AppWindow, ChoiceAdapter, FieldData, Input, MoreAdapter, OptionData, PadAdapter,
    PhotosAdapter, PictureData, SignatureAdapter, TextAdapter,
};
use super::fonts::ink;
use super::{models, pick};
use crate::view::{Action, ChoiceOption, Overlay, PadField, PictureView, Thumb};

/// A signature of more points than this is cut: a page of scribble, and 60 kB of path.
const SIGNATURE_POINTS: usize = 4_000;

pub(super) fn connect(app: &AppWindow) {
    PadAdapter::get(app).set_fields(models::list());
    ChoiceAdapter::get(app).set_options(models::list());
    PhotosAdapter::get(app).set_pictures(models::list());
    MoreAdapter::get(app).set_actions(models::list());
    AboutAdapter::get(app).set_lines(models::list());
    let input = Input::get(app);
    let weak = app.as_weak();
    input.on_pen(move |x, y, begin| {
        if let Some(app) = weak.upgrade() {
            let adapter = SignatureAdapter::get(&app);
            adapter.set_path(with_point(&adapter.get_path(), x, y, begin));
        }
    });
    let weak = app.as_weak();
    input.on_pen_clear(move || {
        if let Some(app) = weak.upgrade() {
            SignatureAdapter::get(&app).set_path(SharedString::default());
        }
    });
}

pub(super) fn show_more(app: &AppWindow, more: &[Action]) {
    models::update(&MoreAdapter::get(app).get_actions(), actions(more));
}

/// Fills the sheet that is to be open; `before` is the one that was.
pub(super) fn show(app: &AppWindow, before: Option<&Overlay>, overlay: Option<&Overlay>) {
    match overlay {
        None | Some(Overlay::More) => {}
        Some(Overlay::Pad {
            title,
            hint,
            fields,
            active,
            total,
            ok,
        }) => {
            let adapter = PadAdapter::get(app);
            adapter.set_title(ink(title));
            adapter.set_hint(ink(hint));
            adapter.set_total(ink(total));
            adapter.set_ok(ink(ok));
            let field = |field: &PadField| FieldData {
                id: field.id.as_str().into(),
                label: ink(&field.label),
                text: ink(&field.text),
                active: field.id == *active,
            };
            models::update(&adapter.get_fields(), fields.iter().map(field).collect());
        }
        Some(Overlay::Text {
            id,
            title,
            hint,
            text,
            ok,
        }) => {
            let adapter = TextAdapter::get(app);
            adapter.set_id(id.as_str().into());
            adapter.set_title(ink(title));
            adapter.set_hint(ink(hint));
            adapter.set_text(text.as_str().into());
            adapter.set_ok(ink(ok));
        }
        Some(Overlay::Choice { title, options }) => {
            let adapter = ChoiceAdapter::get(app);
            adapter.set_title(ink(title));
            models::update(&adapter.get_options(), options.iter().map(option).collect());
        }
        Some(Overlay::Photos {
            title,
            hint,
            pictures,
        }) => {
            let adapter = PhotosAdapter::get(app);
            adapter.set_title(ink(title));
            adapter.set_hint(ink(hint));
            models::update(&adapter.get_pictures(), pictures.iter().map(picture).collect());
        }
        Some(Overlay::Signature {
            title,
            driver,
            summary,
            ok,
        }) => {
            let adapter = SignatureAdapter::get(app);
            adapter.set_title(ink(title));
            adapter.set_summary(ink(summary));
            adapter.set_ok(ink(ok));
            if !matches!(before, Some(Overlay::Signature { driver: old, .. }) if old == driver) {
                adapter.set_name(driver.as_str().into());
            }
            if !matches!(before, Some(Overlay::Signature { .. })) {
                adapter.set_path(SharedString::default());
                adapter.set_naming(false);
            }
        }
        Some(Overlay::About { version, lines }) => {
            let adapter = AboutAdapter::get(app);
            adapter.set_version(ink(version));
            models::update(&adapter.get_lines(), lines.iter().map(|line| ink(line)).collect());
        }
    }
}

fn picture(picture: &PictureView) -> PictureData {
    PictureData {
        id: picture.id.as_str().into(),
        label: ink(&picture.label),
        image: picture.thumb.as_ref().map(image).unwrap_or_default(),
        present: picture.thumb.is_some(),
    }
}

pub(super) fn image(thumb: &Thumb) -> Image {
    let pixels = SharedPixelBuffer::<Rgb8Pixel>::clone_from_slice(thumb.rgb(), Thumb::SIDE, Thumb::SIDE);
    Image::from_rgb8(pixels)
}

fn option(option: &ChoiceOption) -> OptionData {
    OptionData {
        id: option.id.as_str().into(),
        title: ink(&option.title),
        detail: ink(&option.detail),
        item: option.item.as_ref().map(pick::item).unwrap_or_default(),
    }
}

/// The path with one more point, kept inside the 400 × 160 box, to a tenth. `begin` starts a stroke.
fn with_point(path: &str, x: f32, y: f32, begin: bool) -> SharedString {
    let points = path.bytes().filter(|byte| matches!(byte, b'M' | b'L')).count();
    if points >= SIGNATURE_POINTS || !x.is_finite() || !y.is_finite() {
        return path.into();
    }
    let (x, y) = (x.clamp(0.0, 400.0), y.clamp(0.0, 160.0));
    let mut path = path.to_owned();
    if !path.is_empty() {
        path.push(' ');
    }
    let to = if begin || path.is_empty() { 'M' } else { 'L' };
    let _ = write!(path, "{to}{x:.1} {y:.1}");
    if begin {
        // A tap alone is a dot.
        let _ = write!(path, " L{:.1} {y:.1}", (x + 0.1).min(400.0));
    }
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_become_a_path_inside_the_box() {
        let path = with_point("", 10.0, 20.04, true);
        assert_eq!(path, "M10.0 20.0 L10.1 20.0");
        let path = with_point(&path, 500.0, -3.0, false);
        assert_eq!(path, "M10.0 20.0 L10.1 20.0 L400.0 0.0");
        assert_eq!(with_point(&path, f32::NAN, 1.0, false), path);
    }

    #[test]
    fn a_scribble_ends_at_its_limit() {
        let mut path = with_point("", 0.0, 0.0, true);
        for _ in 0..SIGNATURE_POINTS + 10 {
            path = with_point(&path, 1.0, 1.0, false);
        }
        assert_eq!(path.matches(['M', 'L']).count(), SIGNATURE_POINTS);
    }
}
