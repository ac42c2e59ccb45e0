//! What lies over the receiving screen: pads, texts and choices.

use super::rows::item_name;
use crate::flows::pad::Pad;
use crate::flows::receive::{Sheet, State, day_on, open_of};
use crate::flows::{Look, Looked};
use crate::screens::{item_view, pad, t};
use crate::view::{ChoiceOption, Overlay, PadField};
use shared::catalogue::{Item, Unit};
use shared::facts::DamageReason;
use shared::id::ItemId;
use shared::lang::Lang;
use shared::stock::Lot;
use shared::task::DeliveryLine;

fn text(id: &str, title: String, hint: String, lang: Lang) -> Overlay {
    Overlay::Text {
        id: id.to_owned(),
        title,
        hint,
        text: String::new(),
        ok: t(lang, "確定", "OK"),
    }
}

pub(super) fn overlay(
    state: &State,
    item: Option<&Item>,
    lines: &[DeliveryLine],
    lang: Lang,
    look: &dyn Look,
) -> Looked<Option<Overlay>> {
    let Some(sheet) = &state.sheet else {
        return Ok(None);
    };
    let named = |id: ItemId| item_name(id, lang, look);
    let last4 = t(
        lang,
        "貨號、條碼的最後四碼，或整個貨號",
        "Last four of SKU or barcode, or the whole SKU",
    );
    Ok(Some(match sheet {
        Sheet::Close => return Ok(None),
        Sheet::Supplier => suppliers(lang, look)?,
        Sheet::Cartons { pad } => fields(
            t(lang, "點箱", "Count the cartons"),
            String::new(),
            pad,
            String::new(),
            lang,
        ),
        Sheet::Driver {
            cartons,
            damaged,
            driver,
        } => Overlay::Signature {
            title: t(lang, "司機簽名", "The driver signs"),
            driver: driver.clone(),
            summary: match lang {
                Lang::ZhTw => format!("{cartons} 箱，外箱破損 {damaged}"),
                Lang::En => format!("{cartons} cartons, {damaged} damaged outside"),
            },
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Quantity { pad, .. } => {
            let open = item.map_or(0, |item| open_of(item.id, lines));
            pad::quantity(pad, item, open, lang)
        }
        Sheet::Unit { pending, options } => pad::units(look.item(pending.item)?.as_ref(), options, lang),
        Sheet::Item { items, .. } => which(items, lang, look)?,
        Sheet::Lot { pending } => text(
            "lot",
            format!("{} {}", t(lang, "批號", "Lot"), named(pending.item)?),
            t(lang, "刷批號條碼，或輸入", "Scan the lot, or key it"),
            lang,
        ),
        Sheet::Serial { pending } => text(
            "serial",
            format!("{} {}", t(lang, "序號", "Serial"), named(pending.item)?),
            t(lang, "刷序號條碼，或輸入", "Scan the serial, or key it"),
            lang,
        ),
        Sheet::Expiry { pending, pad } => {
            let item = look.item(pending.item)?;
            let words = item
                .as_ref()
                .and_then(|item| day_on(pad, item, lang))
                .unwrap_or_default();
            fields(
                named(pending.item)?,
                if words.is_empty() {
                    t(lang, "1150630、20260630 或 202606", "20260630, 1150630 or 202606")
                } else {
                    format!("{} {words}", t(lang, "效期", "Use by"))
                },
                pad,
                String::new(),
                lang,
            )
        }
        Sheet::Damage => reasons(lang),
        Sheet::Manual => text(
            "last4",
            t(lang, "刷不到：末四碼", "Unreadable: last four"),
            last4,
            lang,
        ),
        Sheet::Learn { code, .. } => text(
            "last4",
            format!("{} {}", t(lang, "新條碼", "New barcode"), crate::say::shown(code)),
            t(
                lang,
                "刷那項商品的另一個條碼，或輸入貨號、末四碼",
                "Scan another code of the item, or key its SKU or last four",
            ),
            lang,
        ),
        Sheet::LearnUnit { item, .. } => Overlay::Choice {
            title: format!("{} {}", named(*item)?, t(lang, "貼在哪裡？", "is on what?")),
            options: Unit::ALL
                .into_iter()
                .map(|unit| unit_option(unit, lang))
                .collect(),
        },
        Sheet::LearnQuantity { item, unit, pad, .. } => fields(
            named(*item)?,
            match lang {
                Lang::ZhTw => format!("1 {}有幾個？", unit.text(lang)),
                Lang::En => format!("How many in one {}?", unit.text(lang)),
            },
            pad,
            String::new(),
            lang,
        ),
    }))
}

fn unit_option(unit: Unit, lang: Lang) -> ChoiceOption {
    let (title, detail) = match (unit, lang) {
        (Unit::Piece, Lang::ZhTw) => ("單件", "一個商品"),
        (Unit::Piece, Lang::En) => ("A piece", "One of it"),
        (Unit::Inner, Lang::ZhTw) => ("盒", "再輸入一盒幾個"),
        (Unit::Inner, Lang::En) => ("A box", "Then say how many are inside"),
        (Unit::Carton, Lang::ZhTw) => ("箱", "再輸入一箱幾個"),
        (Unit::Carton, Lang::En) => ("A carton", "Then say how many are inside"),
    };
    ChoiceOption {
        id: unit.code().to_owned(),
        title: title.to_owned(),
        detail: detail.to_owned(),
        item: None,
    }
}

fn fields(title: String, hint: String, pad: &Pad, total: String, lang: Lang) -> Overlay {
    let label = |id: &str| match id {
        "cartons" => t(lang, "箱", "cartons"),
        "damaged" => t(lang, "破損", "damaged"),
        "expiry" => t(lang, "效期", "use by"),
        "made" => t(lang, "製造", "made"),
        _ => Unit::Piece.text(lang).to_owned(),
    };
    Overlay::Pad {
        title,
        hint,
        fields: pad
            .fields
            .iter()
            .map(|field| PadField {
                id: field.id.clone(),
                label: label(&field.id),
                text: field.text.clone(),
            })
            .collect(),
        active: pad.active.clone(),
        total,
        ok: t(lang, "確定", "OK"),
    }
}

fn reasons(lang: Lang) -> Overlay {
    let option = |reason: DamageReason| ChoiceOption {
        id: reason.code().to_owned(),
        title: reason.text(lang).to_owned(),
        detail: String::new(),
        item: None,
    };
    Overlay::Choice {
        title: t(lang, "哪裡不良？", "What is wrong?"),
        options: DamageReason::ALL.into_iter().map(option).collect(),
    }
}

fn suppliers(lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let mut options = vec![ChoiceOption {
        id: "open".to_owned(),
        title: t(lang, "不知道，先空著", "Not known: leave it open"),
        detail: String::new(),
        item: None,
    }];
    for supplier in look.all_suppliers()? {
        options.push(ChoiceOption {
            id: supplier.id.hex(),
            title: supplier.name,
            detail: supplier.code,
            item: None,
        });
    }
    Ok(Overlay::Choice {
        title: t(lang, "哪一家的貨？", "Whose goods?"),
        options,
    })
}

pub(in crate::screens) fn which(items: &[ItemId], lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let mut options = Vec::new();
    for id in items {
        if let Some(item) = look.item(*id)? {
            options.push(ChoiceOption {
                id: id.hex(),
                title: item.name_in(lang).to_owned(),
                detail: item.sku.clone(),
                item: Some(item_view(&item, &Lot::default(), lang)),
            });
        }
    }
    Ok(Overlay::Choice {
        title: t(lang, "是哪一個？", "Which one?"),
        options,
    })
}
