//! Items, bins and opening stock from a file.

use super::{Became, ImportError, Order, Report, reason, take_in};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::{self, BinForm, ItemCard, ItemForm};
use crate::domain::stock::{self, Opening, OpeningOutcome, Tracked};
use crate::intake::bins::BinDraft;
use crate::intake::file::Sheet;
use crate::intake::items::ItemDraft;
use crate::intake::stock::StockDraft;
use crate::intake::{bins as bin_intake, items as item_intake, stock as stock_intake};
use shared::lang::Lang;

pub fn items(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = item_intake::drafts(sheet, &order.mapping);
    take_in(store, order, intake, report, progress, keep_item)
}

fn keep_item(cx: &Cx<'_>, draft: &ItemDraft, lang: Lang) -> Result<Became, DbError> {
    let known = catalogue::item_by_sku(cx, &draft.sku)?;
    let card = match known {
        Some(known) => catalogue::item_card(cx, known)?,
        None => None,
    };
    let rule = |said: Option<i64>, kept: fn(&ItemCard) -> i64| said.or(card.as_ref().map(kept)).unwrap_or(0);
    let form = ItemForm {
        id: known,
        sku: draft.sku.clone(),
        name: draft.name.clone(),
        name_en: draft.name_en.clone(),
        kind: draft.kind,
        barcodes: draft.barcodes.clone(),
        weight_g: draft.weight_g,
        lot_tracked: draft.lot_tracked,
        expiry_tracked: draft.expiry_tracked,
        serial_tracked: draft.serial_tracked,
        keyable: draft.keyable,
        home: draft
            .home
            .clone()
            .or_else(|| card.as_ref().map(|card| card.home.clone()))
            .unwrap_or_default(),
        shelf_life_days: rule(draft.shelf_life_days, |card| card.item.shelf_life_days),
        safety_stock: rule(draft.safety_stock, |card| card.safety_stock),
        min_stock: rule(draft.min_stock, |card| card.min_stock),
        max_stock: rule(draft.max_stock, |card| card.max_stock),
        inspect_group: draft
            .inspect_group
            .or_else(|| card.as_ref().map(|card| card.item.inspect_group))
            .unwrap_or_default(),
    };
    Ok(match catalogue::save_item(cx, &form)? {
        Ok(_) if known.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(invalid) => reason::invalid(&draft.rows, &draft.sku, lang, &invalid),
    })
}

pub fn bins(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = bin_intake::drafts(sheet, &order.mapping);
    take_in(store, order, intake, report, progress, keep_bin)
}

fn keep_bin(cx: &Cx<'_>, draft: &BinDraft, lang: Lang) -> Result<Became, DbError> {
    let known = catalogue::bin_by_code(cx, &draft.code)?;
    let before = match known {
        Some(known) => catalogue::get_bin(cx, known)?.map(|bin| bin.used_for),
        None => None,
    };
    let form = BinForm {
        id: known,
        code: draft.code.clone(),
        zone: draft.zone.clone(),
        aisle: draft.aisle.clone(),
        bay: draft.bay.clone(),
        level: draft.level.clone(),
        x: draft.x.unwrap_or(0),
        y: draft.y.unwrap_or(0),
        walk: draft.walk.unwrap_or(0),
        used_for: draft.used_for.or(before).unwrap_or_default(),
    };
    Ok(match catalogue::save_bin(cx, &form)? {
        Ok(_) if known.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(invalid) => reason::invalid(&[draft.row], &draft.code, lang, &invalid),
    })
}

/// Opening stock. The same bin, item and lot again sets nothing twice: only what is missing to the file's quantity
/// is posted, so a file can be taken in again after its bad rows were mended.
pub fn stock(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = stock_intake::drafts(sheet, &order.mapping);
    take_in(store, order, intake, report, progress, keep_stock)
}

fn tracked(what: Tracked) -> (&'static str, &'static str) {
    match what {
        Tracked::Lot => ("批號", "lot"),
        Tracked::Expiry => ("效期", "expiry"),
        Tracked::Serial => ("序號", "serial number"),
    }
}

fn keep_stock(cx: &Cx<'_>, draft: &StockDraft, lang: Lang) -> Result<Became, DbError> {
    let key = format!("{} {}", draft.bin, draft.sku);
    let refuse = |zh: &str, en: &str| Ok(reason::refused(&[draft.row], &key, lang, zh, en));
    let Some(item) = catalogue::item_by_sku(cx, &draft.sku)? else {
        return refuse(
            "沒有這個貨號，請先匯入商品",
            "this SKU is not known: import the items first",
        );
    };
    let Some(bin) = catalogue::bin_by_code(cx, &draft.bin)? else {
        return refuse(
            "沒有這個儲位，請先匯入儲位",
            "this bin is not known: import the bins first",
        );
    };
    let opened = match draft.serial.is_empty() {
        true => stock::opened(cx, item, bin, &draft.lot, draft.condition)?,
        false if stock::serial_bin(cx, item, &draft.serial)? == Some(bin) => return Ok(Became::Same),
        false => 0,
    };
    if opened >= draft.quantity {
        return Ok(Became::Same);
    }
    let opening = Opening {
        item,
        bin,
        lot: draft.lot.clone(),
        condition: draft.condition,
        quantity: draft.quantity - opened,
        serial: draft.serial.clone(),
    };
    match stock::open_stock(cx, &opening)? {
        OpeningOutcome::Posted => {}
        OpeningOutcome::Refused(error) => return refuse("數量只能是整數 1 – 999,999", &error.to_string()),
        OpeningOutcome::Missing(what) => {
            let (zh, en): (Vec<&str>, Vec<&str>) = what.iter().map(|what| tracked(*what)).unzip();
            return refuse(
                &format!("這項商品要管{}，這一列沒有填", zh.join("、")),
                &format!(
                    "this item is tracked by {}, which this row does not say",
                    en.join(" and ")
                ),
            );
        }
        OpeningOutcome::OnePiece => {
            return refuse(
                "一個序號是一件：數量只能是 1，每個序號一列",
                "one serial number is one piece: quantity 1, a row for each",
            );
        }
        OpeningOutcome::SerialKnown => {
            return refuse(
                "這個序號已經登錄在別的儲位，或隨進貨收過",
                "this serial number is in another bin already, or came with a delivery",
            );
        }
    }
    Ok(if opened == 0 {
        Became::Created
    } else {
        Became::Changed
    })
}
