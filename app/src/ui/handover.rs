//! Parcels to the carrier's pile.

use slint::Global;

use super::face::{AppWindow, HandoverAdapter};
use super::fonts::ink;
use super::{choose, models};
use crate::view::HandoverView;

pub(super) fn connect(app: &AppWindow) {
    HandoverAdapter::get(app).set_scanned(models::list());
}

pub(super) fn show(app: &AppWindow, body: &HandoverView) {
    let adapter = HandoverAdapter::get(app);
    adapter.set_prompt(ink(&body.prompt));
    adapter.set_carrier(ink(&body.carrier));
    adapter.set_parcels(body.parcels.to_string().into());
    adapter.set_left(body.waiting.to_string().into());
    adapter.set_cod(ink(&body.cod));
    adapter.set_as_of(ink(&body.as_of));
    models::update(
        &adapter.get_scanned(),
        body.scanned.iter().map(choose::row).collect(),
    );
}
