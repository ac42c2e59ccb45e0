//! The theme keeps what it promises: every text on its ground has a contrast of 7:1, in both themes.

use slint::{Color, Global};

use super::face::{AppWindow, Theme};

/// Relative luminance after WCAG 2.2.
fn luminance(color: Color) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(color.red()) + 0.7152 * linear(color.green()) + 0.0722 * linear(color.blue())
}

fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_can_be_read_on_its_ground_by_day_and_in_the_cold_store() {
    let _ = super::shot::stage();
    let app = AppWindow::new().expect("the headless window opens");
    let theme = Theme::get(&app);
    for dark in [false, true] {
        theme.set_dark(dark);
        let t = Theme::get(&app);
        let pairs = [
            ("ink", t.get_ink(), t.get_ground()),
            ("ink on surface", t.get_ink(), t.get_surface()),
            ("ink on pressed", t.get_ink(), t.get_pressed()),
            ("muted", t.get_muted(), t.get_ground()),
            ("muted on surface", t.get_muted(), t.get_surface()),
            ("on strong", t.get_on_strong(), t.get_strong()),
            ("on strong, pressed", t.get_on_strong(), t.get_strong_pressed()),
            ("right band", t.get_on_right(), t.get_right()),
            ("careful band", t.get_on_careful(), t.get_careful()),
            ("stopped band", t.get_on_stopped(), t.get_stopped()),
            ("information band", t.get_on_information(), t.get_information()),
            ("waiting band", t.get_on_waiting(), t.get_waiting()),
            ("right ink", t.get_right_ink(), t.get_ground()),
            ("right ink on surface", t.get_right_ink(), t.get_surface()),
            ("stopped ink", t.get_stopped_ink(), t.get_ground()),
            ("stopped ink on surface", t.get_stopped_ink(), t.get_surface()),
        ];
        for (name, ink, ground) in pairs {
            let got = contrast(ink, ground);
            assert!(got >= 7.0, "{name}, dark {dark}: {got:.2}");
        }
    }
}
