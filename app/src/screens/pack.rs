//! The packing screen: what goes into this parcel.

use super::{Parts, action, common_more, item_view, pad, t};
use crate::flows::pack::{Sheet, State, may_key};
use crate::flows::{Look, Looked, gesture_name};
use crate::view::{Action, ActionKind, Body, ChoiceOption, Overlay, PackLineView, PackView, Screen};
use shared::catalogue::Unit;
use shared::facts::TaskRef;
use shared::lang::Lang;
use shared::money;
use shared::stock::Lot;
use shared::task::{Shipment, ShipmentLine};

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let shipment = state.shipment.map(|id| look.shipment(id)).transpose()?.flatten();
    let lines = match &shipment {
        Some(shipment) => look.shipment_lines(shipment.id)?,
        None => Vec::new(),
    };
    let open: i64 = lines.iter().map(ShipmentLine::open).sum();
    let (title, body) = match &shipment {
        Some(shipment) => {
            let body = Body::Pack(parcel(state, shipment, &lines, lang, look)?);
            (format!("{} {}", t(lang, "包裝", "Pack"), shipment.number), body)
        }
        None => waiting(state, lang, look)?,
    };
    let mut more = vec![action("pause", ActionKind::Plain, t(lang, "先停", "Pause"))];
    let actions = actions(state, &lines, open, &mut more, lang, look)?;
    more.extend(common_more(lang));
    Ok(Parts {
        screen: Screen::Pack,
        title,
        body,
        actions,
        more,
        overlay: overlay(state, &lines, open, lang, look)?,
    })
}

/// Nothing open, or several orders in the tote.
fn waiting(state: &State, lang: Lang, look: &dyn Look) -> Looked<(String, Body)> {
    let list = state.list.map(|id| look.list(id)).transpose()?.flatten();
    let (title, text) = match (&list, state.tote.is_empty()) {
        (Some(_), _) => (
            t(lang, "刷一件商品", "Scan any item"),
            t(
                lang,
                "畫面會告訴你是哪一張訂單。",
                "The screen says which order it belongs to.",
            ),
        ),
        (None, true) => (
            t(lang, "刷物流箱", "Scan the tote"),
            t(lang, "也可以刷揀貨單或訂單。", "Or a pick list or an order."),
        ),
        (None, false) => (
            t(lang, "刷揀貨單或訂單", "Scan the list or an order"),
            t(
                lang,
                "這個箱還不認得，紙上的號碼就能包。",
                "This tote is not known yet; the number on the paper will do.",
            ),
        ),
    };
    let number = list.map_or_else(String::new, |list| list.number);
    Ok((
        format!("{} {number}", t(lang, "包裝", "Pack")).trim().to_owned(),
        Body::Message { title, text },
    ))
}

fn parcel(
    state: &State,
    shipment: &Shipment,
    lines: &[ShipmentLine],
    lang: Lang,
    look: &dyn Look,
) -> Looked<PackView> {
    let mut views = Vec::new();
    for line in lines {
        let Some(item) = look.item(line.item)? else {
            continue;
        };
        let mut shown = item_view(&item, &Lot::default(), lang);
        if let Some(last) = line.serials.last() {
            // There is room for one: what went in last, and what an undo would take out.
            shown.lot = format!("{} {}", t(lang, "序號", "Serial"), last);
        }
        views.push(PackLineView {
            id: line.id.hex(),
            item: shown,
            done: line.packed,
            target: line.quantity - line.short,
            short: line.short,
            current: state
                .current
                .as_ref()
                .is_some_and(|(current, _)| *current == line.id),
        });
    }
    let done = lines.iter().map(|line| line.packed).sum();
    let target = lines.iter().map(|line| line.quantity - line.short).sum();
    let complete = lines.iter().all(|line| line.open() == 0);
    let mut notes = Vec::new();
    if shipment.cod > 0 {
        notes.push(format!("{} {}", t(lang, "代收", "COD"), money::twd(shipment.cod)));
    }
    notes.extend(
        [&shipment.temperature, &shipment.note]
            .into_iter()
            .filter(|note| !note.is_empty())
            .cloned(),
    );
    let carton = look
        .settings()
        .cartons
        .iter()
        .find(|carton| carton.code == state.carton);
    Ok(PackView {
        prompt: if complete {
            t(lang, "貼單後刷標籤", "Stick and scan the label")
        } else {
            t(lang, "刷商品", "Scan the items")
        },
        order: shipment.order_no.clone(),
        customer: shipment.customer.clone(),
        carrier: look
            .carrier(shipment.carrier)?
            .map_or_else(String::new, |carrier| carrier.name),
        notes,
        lines: views,
        done,
        target,
        unit: Unit::Piece.text(lang).to_owned(),
        carton: carton.map_or_else(|| state.carton.clone(), |carton| carton.name.clone()),
        weight: state
            .weight_g
            .map(|grams| format!("{grams} g"))
            .unwrap_or_default(),
        label: shipment.label.clone().unwrap_or_default(),
    })
}

fn actions(
    state: &State,
    lines: &[ShipmentLine],
    open: i64,
    more: &mut Vec<Action>,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Vec<Action>> {
    let Some(shipment) = state.shipment else {
        return Ok(vec![action("home", ActionKind::Plain, t(lang, "首頁", "Home"))]);
    };
    let mut actions = Vec::new();
    if open > 0 {
        let manual = action("manual", ActionKind::Plain, t(lang, "刷不到", "Unreadable"));
        if may_key(state, lines, look)?.is_some() {
            actions.push(action(
                "key",
                ActionKind::Main,
                t(lang, "輸入數量", "Key quantity"),
            ));
            more.insert(0, manual);
        } else {
            actions.push(manual);
        }
        actions.push(action("short", ActionKind::Careful, t(lang, "缺件", "Missing")));
        more.push(action("carton", ActionKind::Plain, t(lang, "紙箱", "Carton")));
        more.push(action("weight", ActionKind::Plain, t(lang, "重量", "Weight")));
    } else {
        actions.push(action("carton", ActionKind::Plain, t(lang, "紙箱", "Carton")));
        actions.push(action("weight", ActionKind::Plain, t(lang, "重量", "Weight")));
    }
    more.push(action(
        "other",
        ActionKind::Plain,
        t(lang, "換一張", "Another order"),
    ));
    if let Some((of, _)) = look.undoable(TaskRef::Shipment(shipment)) {
        let label = format!(
            "{}：{}",
            t(lang, "復原", "Undo"),
            gesture_name(&look.gesture(of), lang, look)?
        );
        actions.push(action("undo", ActionKind::Plain, label));
    }
    Ok(actions)
}

fn overlay(
    state: &State,
    lines: &[ShipmentLine],
    open: i64,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Option<Overlay>> {
    let Some(sheet) = &state.sheet else {
        return Ok(None);
    };
    Ok(Some(match sheet {
        Sheet::Quantity { item, pad, .. } => {
            let open = lines
                .iter()
                .filter(|line| line.item == *item)
                .map(ShipmentLine::open)
                .sum();
            pad::quantity(pad, look.item(*item)?.as_ref(), open, lang)
        }
        Sheet::Serial { pending } => {
            let item = look.item(pending.item)?;
            let name = item.map_or_else(String::new, |item| item.name_in(lang).to_owned());
            Overlay::Text {
                id: "serial".to_owned(),
                title: format!("{} {name}", t(lang, "序號", "Serial")),
                hint: t(
                    lang,
                    "刷這一件的序號，或輸入",
                    "Scan the serial on this piece, or key it",
                ),
                text: String::new(),
                ok: t(lang, "確定", "OK"),
            }
        }
        Sheet::Weight { pad } => pad::weight(pad, lang),
        Sheet::Manual => Overlay::Text {
            id: "last4".to_owned(),
            title: t(lang, "刷不到：末四碼", "Unreadable: last four"),
            hint: t(lang, "貨號或條碼的最後四碼", "Last four of the SKU or barcode"),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Reason => {
            let title = match lang {
                Lang::ZhTw => format!("少 {open} 件，什麼原因？"),
                Lang::En => format!("{open} missing: why?"),
            };
            pad::reasons(title, lang)
        }
        Sheet::Carton => Overlay::Choice {
            title: t(lang, "用哪一種紙箱？", "Which carton?"),
            options: look
                .settings()
                .cartons
                .iter()
                .map(|carton| ChoiceOption {
                    id: carton.code.clone(),
                    title: carton.name.clone(),
                    detail: carton.code.clone(),
                    item: None,
                })
                .collect(),
        },
        Sheet::Unit { item, options, .. } => pad::units(look.item(*item)?.as_ref(), options, lang),
        Sheet::Item { items, .. } => {
            let mut options = Vec::new();
            for id in items {
                let Some(item) = look.item(*id)? else { continue };
                options.push(ChoiceOption {
                    id: id.hex(),
                    title: item.name_in(lang).to_owned(),
                    detail: item.sku.clone(),
                    item: Some(item_view(&item, &Lot::default(), lang)),
                });
            }
            Overlay::Choice {
                title: t(lang, "是哪一項商品？", "Which item is it?"),
                options,
            }
        }
    }))
}
