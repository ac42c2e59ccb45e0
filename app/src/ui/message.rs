//! An empty or quiet state; pairing and stopped are the same with a picture.

use slint::Global;

use super::face::{AppWindow, MessageAdapter};
use super::fonts::ink;

pub(super) fn show(app: &AppWindow, title: &str, text: &str) {
    let adapter = MessageAdapter::get(app);
    adapter.set_title(ink(title));
    adapter.set_text(ink(text));
}
