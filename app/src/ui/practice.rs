//! The practice window: barcodes to click, for a training warehouse without a scanner.
//!
//! It feeds the same scan source as the trigger and never says which barcode is the right one: the trainee must look
//! at the handheld.

use std::rc::Rc;

use slint::{ComponentHandle, Global, ModelRc, VecModel};

use super::face::{CodeData, CodeGroup, Fonts, PracticeAdapter, PracticeWindow};
use super::fonts::{self, ink};
use super::keys::Keys;
use super::{Driver, models};
use crate::practice::{PracticeCode, PracticeGroup, PracticeSheet};

pub(super) fn connect(window: &PracticeWindow, driver: Rc<dyn Driver>, keys: &Rc<Keys>) {
    Fonts::get(window).on_weight(|text| fonts::weight(&text));
    let adapter = PracticeAdapter::get(window);
    adapter.set_groups(models::list());
    let clock = keys.clone();
    adapter.on_clicked(move |code| driver.scanned(code.into(), clock.now_ms(), None));
    // The scanner goes on working while this window is in front.
    keys.listen(window.window());
}

pub(super) fn show(window: &PracticeWindow, sheet: &PracticeSheet) {
    let groups = PracticeAdapter::get(window).get_groups();
    let code = |code: &PracticeCode| CodeData {
        label: ink(&code.label),
        code: code.code.as_str().into(),
        shown: ink(&code.code),
        note: ink(&code.note),
    };
    let group = |group: &PracticeGroup| CodeGroup {
        title: ink(&group.title),
        codes: ModelRc::from(Rc::new(VecModel::from_iter(group.codes.iter().map(code)))),
    };
    models::update(&groups, sheet.groups.iter().map(group).collect());
}
