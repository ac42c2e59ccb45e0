//! What goes into the parcel.

use shared::lang::Lang;
use slint::Global;

use super::face::{AppWindow, PackAdapter, PackLineData};
use super::fonts::ink;
use super::pick::{count, item};
use super::{models, words};
use crate::view::{PackLineView, PackView};

pub(super) fn connect(app: &AppWindow) {
    PackAdapter::get(app).set_lines(models::list());
}

pub(super) fn show(app: &AppWindow, body: &PackView, lang: Lang) {
    let adapter = PackAdapter::get(app);
    adapter.set_prompt(ink(&body.prompt));
    adapter.set_order(ink(&body.order));
    adapter.set_customer(ink(&body.customer));
    adapter.set_carrier(ink(&body.carrier));
    adapter.set_notes(ink(&body.notes.join(" · ")));
    let short = words::words(lang).short;
    let line = |line: &PackLineView| PackLineData {
        id: line.id.as_str().into(),
        item: item(&line.item),
        done: count(line.done),
        target: count(line.target),
        short: if line.short > 0 {
            format!("{short} {}", line.short).into()
        } else {
            Default::default()
        },
        current: line.current,
    };
    models::update(&adapter.get_lines(), body.lines.iter().map(line).collect());
    let current = body.lines.iter().position(|line| line.current);
    adapter.set_current(current.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1));
    adapter.set_done(count(body.done));
    adapter.set_target(count(body.target));
    adapter.set_unit(ink(&body.unit));
    adapter.set_carton(ink(&body.carton));
    adapter.set_weight(ink(&body.weight));
    adapter.set_label(ink(&body.label));
}
