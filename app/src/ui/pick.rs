//! Where, what, how many.

use slint::Global;

use super::face::{AppWindow, ItemData, PickAdapter};
use super::fonts::{ems, ink};
use crate::view::{ItemView, TaskView};

pub(super) fn show(app: &AppWindow, body: &TaskView) {
    let adapter = PickAdapter::get(app);
    adapter.set_prompt(ink(&body.prompt));
    let place = ink(&body.place);
    adapter.set_place_ems(ems(&place));
    adapter.set_place(place);
    adapter.set_place_done(body.place_done);
    adapter.set_note(ink(&body.note));
    adapter.set_item(body.item.as_ref().map(item).unwrap_or_default());
    adapter.set_done(count(body.done));
    adapter.set_target(count(body.target));
    adapter.set_unit(ink(&body.unit));
    adapter.set_progress(ink(&body.progress));
    adapter.set_progress_done(count(body.progress_done));
    adapter.set_progress_total(count(body.progress_total));
}

pub(super) fn item(item: &ItemView) -> ItemData {
    ItemData {
        id: item.id.as_str().into(),
        name: ink(&item.name),
        sku: ink(&item.sku),
        pack: ink(&item.pack),
        lot: ink(&item.lot),
        initials: ink(&item.initials),
        hue: item.hue.rem_euclid(360),
        present: true,
    }
}

/// Slint counts in 32 bits; more than that is drawn as its limit.
pub(super) fn count(value: i64) -> i32 {
    value.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}
