//! Pieces out of a delivery.

use slint::Global;

use super::face::{AppWindow, ReceiveAdapter};
use super::fonts::ink;
use super::{choose, models, overlay, pick};
use crate::view::ReceiveView;

pub(super) fn connect(app: &AppWindow) {
    ReceiveAdapter::get(app).set_lines(models::list());
    ReceiveAdapter::get(app).set_photos(models::list());
}

pub(super) fn show(app: &AppWindow, body: &ReceiveView) {
    let adapter = ReceiveAdapter::get(app);
    adapter.set_prompt(ink(&body.prompt));
    adapter.set_number(ink(&body.number));
    adapter.set_supplier(ink(&body.supplier));
    adapter.set_notes(ink(&body.notes.join(" · ")));
    adapter.set_item(body.item.as_ref().map(pick::item).unwrap_or_default());
    adapter.set_done(body.done.to_string().into());
    let target = (body.target > 0).then(|| body.target.to_string());
    adapter.set_target(target.unwrap_or_default().into());
    adapter.set_complete(body.target > 0 && body.done >= body.target);
    adapter.set_bad(ink(&body.bad_text));
    adapter.set_content(ink(&body.content));
    adapter.set_unit(ink(&body.unit));
    models::update(
        &adapter.get_photos(),
        body.photos.iter().map(overlay::image).collect(),
    );
    models::update(&adapter.get_lines(), body.lines.iter().map(choose::row).collect());
}
