//! Choose among lists, orders, carriers.

use slint::Global;

use super::face::{self, AppWindow, ChooseAdapter, RowData};
use super::fonts::ink;
use super::models;
use crate::view::{RowView, Tone};

pub(super) fn connect(app: &AppWindow) {
    ChooseAdapter::get(app).set_rows(models::list());
}

pub(super) fn show(app: &AppWindow, heading: &str, rows: &[RowView]) {
    let adapter = ChooseAdapter::get(app);
    adapter.set_heading(ink(heading));
    models::update(&adapter.get_rows(), rows.iter().map(row).collect());
}

pub(super) fn row(row: &RowView) -> RowData {
    RowData {
        id: row.id.as_str().into(),
        title: ink(&row.title),
        detail: ink(&row.detail),
        value: ink(&row.value),
        tone: match row.tone {
            Tone::Plain => face::Tone::Plain,
            Tone::Active => face::Tone::Active,
            Tone::Done => face::Tone::Done,
            Tone::Stopped => face::Tone::Stopped,
        },
    }
}
