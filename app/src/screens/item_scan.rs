//! The questions that a scan of goods leaves open.

use super::pad;
use crate::flows::item_scan::Open;
use crate::flows::{Look, Looked};
use crate::view::Overlay;
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
