//! Goods as they were scanned, and the questions that a scan leaves open.

use super::{item_view, pad, t};
use crate::flows::item_scan::{Goods, Open};
use crate::flows::{Look, Looked};
use crate::view::{ItemView, Overlay};
use shared::catalogue::Item;
use shared::lang::Lang;

/// `hint`: what the number on the pad means here.
pub(crate) fn overlay(open: &Open, hint: String, lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let item = look.item(open.goods().item)?;
    Ok(match open {
        Open::Item { items, .. } => super::receive::which(items, lang, look)?,
        Open::Unit { options, .. } => pad::units(item.as_ref(), options, lang),
        Open::Quantity { pad, .. } => pad::counted(pad, item.as_ref(), hint, lang),
    })
}

/// The item with what tells these pieces from others of it: `不良品 · 批號 L1 · 序號 SN1`.
pub(crate) fn goods_view(item: &Item, goods: &Goods, lang: Lang) -> ItemView {
    let mut view = item_view(item, &goods.lot, lang);
    let mut parts = vec![view.lot];
    if !goods.condition.is_good() {
        parts.insert(0, goods.condition.text(lang).to_owned());
    }
    if !goods.serial.is_empty() {
        parts.push(format!("{} {}", t(lang, "序號", "Serial"), goods.serial));
    }
    parts.retain(|part| !part.is_empty());
    view.lot = parts.join(" · ");
    view
}
