//! The scanner's settings, and what the last scan arrived as.

use slint::Global;

use super::face::{AppWindow, ScannerAdapter};
use super::fonts::ink;
use super::{choose, models};
use crate::view::ScannerView;

pub(super) fn connect(app: &AppWindow) {
    let adapter = ScannerAdapter::get(app);
    adapter.set_elements(models::list());
    adapter.set_settings(models::list());
}

pub(super) fn show(app: &AppWindow, body: &ScannerView) {
    let adapter = ScannerAdapter::get(app);
    adapter.set_prompt(ink(&body.prompt));
    adapter.set_arrived(ink(&body.arrived));
    adapter.set_about(ink(&body.about));
    models::update(
        &adapter.get_elements(),
        body.elements.iter().map(|line| ink(line)).collect(),
    );
    models::update(
        &adapter.get_settings(),
        body.settings.iter().map(choose::row).collect(),
    );
}
