//! Screens: where a flow stands, as plain data in the worker's language. One file a stem.
//!
//! Invariant: a screen asks [`Look`] and decides nothing; the same state and rows give the same view.

pub mod choose;
pub mod count;
pub mod handover;
pub mod home;
pub mod inspect;
pub mod item_scan;
pub mod pack;
pub mod pad;
pub mod pick;
pub mod printer;
pub mod prints;
pub mod putaway;
pub mod receive;
pub mod scanner;
pub mod sign_in;
pub mod transfer;

use crate::view::{Action, ActionKind, Body, ChoiceOption, ItemView, Overlay, Screen};
use shared::catalogue::{Item, Unit};
use shared::lang::Lang;
use shared::stock::Lot;

/// What a screen contributes to the view; the app adds who, sync and the band.
#[derive(Clone, Debug)]
pub struct Parts {
    pub screen: Screen,
    pub title: String,
    pub body: Body,
    pub actions: Vec<Action>,
    pub more: Vec<Action>,
    pub overlay: Option<Overlay>,
}

/// zh-TW first, as everywhere.
pub(crate) fn t(lang: Lang, zh: &'static str, en: &'static str) -> String {
    match lang {
        Lang::ZhTw => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

pub(crate) fn action(id: &str, kind: ActionKind, label: String) -> Action {
    Action {
        id: id.to_owned(),
        label,
        kind,
    }
}

/// One of a few words to choose from.
pub(crate) fn plain(id: &str, title: &str) -> ChoiceOption {
    ChoiceOption {
        id: id.to_owned(),
        title: title.to_owned(),
        detail: String::new(),
        item: None,
    }
}

/// An item as a card: name, SKU, pack sizes in plain words, a stand-in for its picture.
pub(crate) fn item_view(item: &Item, lot: &Lot, lang: Lang) -> ItemView {
    let piece = Unit::Piece.text(lang);
    let pack: Vec<String> = [Unit::Carton, Unit::Inner]
        .into_iter()
        .filter_map(|unit| item.barcodes.iter().find(|barcode| barcode.unit == unit))
        .map(|barcode| format!("1 {} = {} {piece}", barcode.unit.text(lang), barcode.quantity))
        .collect();
    let mut tracked = Vec::new();
    if !lot.number.is_empty() {
        tracked.push(format!("{} {}", t(lang, "批號", "Lot"), lot.number));
    }
    if !lot.expiry.is_empty() {
        tracked.push(format!("{} {}", t(lang, "效期", "Expiry"), lot.expiry));
    }
    // FNV-1a, so that an item keeps its colour on every device.
    let hash = item.sku.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    ItemView {
        id: item.id.hex(),
        name: item.name_in(lang).to_owned(),
        sku: item.sku.clone(),
        pack: pack.join(" · "),
        lot: tracked.join(" · "),
        initials: item
            .sku
            .chars()
            .filter(|c| c.is_alphanumeric())
            .take(2)
            .collect::<String>()
            .to_uppercase(),
        hue: (hash % 360) as i32,
    }
}

/// What every work screen has behind 更多.
pub(crate) fn common_more(lang: Lang) -> Vec<Action> {
    vec![
        action("lang", ActionKind::Plain, t(lang, "English", "中文")),
        action("theme", ActionKind::Plain, t(lang, "深色／淺色", "Dark / light")),
        action("sign_out", ActionKind::Plain, t(lang, "登出", "Sign out")),
        action("about", ActionKind::Plain, t(lang, "關於", "About")),
    ]
}

/// `HH:MM` in the shop's time zone.
pub(crate) fn clock(at_ms: i64, utc_offset_min: i32) -> String {
    let minutes = (at_ms.div_euclid(60_000) + i64::from(utc_offset_min)).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
