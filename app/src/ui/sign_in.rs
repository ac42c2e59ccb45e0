//! Badge, then PIN.

use slint::Global;

use super::face::{AppWindow, SignInAdapter};
use super::fonts::ink;
use crate::view::SignIn;

pub(super) fn show(app: &AppWindow, body: &SignIn) {
    let adapter = SignInAdapter::get(app);
    adapter.set_name(ink(&body.name));
    adapter.set_pin_length(i32::try_from(body.pin_length).unwrap_or(i32::MAX));
}
