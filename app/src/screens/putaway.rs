//! The put-away screen: what stands at the dock, then where it goes.

use super::{Parts, action, common_more, item_view, pad, t};
use crate::flows::putaway::{At, Load, Sheet, State, pieces_key, rest, standing, suggest};
use crate::flows::{Look, Looked, gesture_name};
use crate::view::{Action, ActionKind, Body, ChoiceOption, Overlay, RowView, Screen, TaskView, Tone};
use shared::catalogue::Unit;
use shared::facts::TaskRef;
use shared::lang::Lang;
use shared::stock::{Lot, Pieces};

/// Rows on the screen at most; what is not shown is scanned.
const ROWS: usize = 100;

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let body = match &state.at {
        At::Item => list(
            match &state.plate {
                Some(plate) => plate.code.clone(),
                None => t(lang, "暫存區", "At the dock"),
            },
            &standing(state, look)?,
            lang,
            look,
        )?,
        At::Rest { .. } => list(
            t(lang, "全部放一個儲位", "All into one bin"),
            &rest(state, look)?,
            lang,
            look,
        )?,
        At::Bin { load } => task(load, lang, look)?,
    };
    let mut more = common_more(lang);
    Ok(Parts {
        screen: Screen::PutAway,
        title: t(lang, "入儲位", "Put away"),
        body,
        actions: actions(state, &mut more, lang, look)?,
        more,
        overlay: overlay(state, lang, look)?,
    })
}

fn details(pieces: &Pieces, lang: Lang) -> String {
    let mut parts = Vec::new();
    if !pieces.condition.is_good() {
        parts.push(pieces.condition.text(lang).to_owned());
    }
    if !pieces.lot.number.is_empty() {
        parts.push(format!("{} {}", t(lang, "批號", "Lot"), pieces.lot.number));
    }
    if !pieces.lot.expiry.is_empty() {
        parts.push(format!("{} {}", t(lang, "效期", "Expiry"), pieces.lot.expiry));
    }
    parts.join(" · ")
}

fn list(heading: String, pieces: &[Pieces], lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut rows = Vec::new();
    for pieces in pieces.iter().take(ROWS) {
        let Some(item) = look.item(pieces.item)? else {
            continue;
        };
        rows.push(RowView {
            id: format!("dock.{}", pieces_key(pieces.item, &pieces.lot, pieces.condition)),
            title: item.name_in(lang).to_owned(),
            detail: details(pieces, lang),
            value: pieces.quantity.to_string(),
            tone: if pieces.condition.is_good() {
                Tone::Plain
            } else {
                Tone::Stopped
            },
        });
    }
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "暫存區是空的", "Nothing stands at the dock"),
            text: t(
                lang,
                "點收過的貨會出現在這裡。要放回的物流箱，直接刷箱。",
                "What is received appears here. To put a tote back, scan it.",
            ),
        });
    }
    Ok(Body::Rows { heading, rows })
}

fn task(load: &Load, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let item = look.item(load.item)?;
    let (place, progress) = match suggest(load, look)? {
        Some((bin, why)) => (bin.code, why.text(lang).to_owned()),
        None => (String::new(), t(lang, "沒有建議", "No suggestion")),
    };
    let prompt = if load.condition.is_good() {
        t(lang, "放到這裡，刷儲位", "Put it here, scan the bin")
    } else {
        format!(
            "{} · {}",
            load.condition.text(lang),
            t(lang, "刷儲位", "scan the bin")
        )
    };
    Ok(Body::Task(TaskView {
        prompt,
        place,
        place_done: false,
        note: String::new(),
        item: item.as_ref().map(|item| item_view(item, &load.lot, lang)),
        done: load.quantity(),
        target: load.here,
        unit: Unit::Piece.text(lang).to_owned(),
        progress,
        progress_done: load.quantity(),
        progress_total: load.here,
    }))
}

fn actions(state: &State, more: &mut Vec<Action>, lang: Lang, look: &dyn Look) -> Looked<Vec<Action>> {
    let mut actions = Vec::new();
    match &state.at {
        At::Item => actions.push(action(
            "manual",
            ActionKind::Plain,
            t(lang, "刷不到", "Unreadable"),
        )),
        At::Bin { load } => {
            if load.here > 1 {
                actions.push(action("key", ActionKind::Main, t(lang, "分開放", "Split")));
            }
            actions.push(action("other", ActionKind::Plain, t(lang, "換一項", "Another")));
        }
        At::Rest { .. } => actions.push(action(
            "other",
            ActionKind::Plain,
            t(lang, "一項一項放", "One by one"),
        )),
    }
    let home = action("home", ActionKind::Plain, t(lang, "首頁", "Home"));
    match look.undoable(TaskRef::Session(state.session)) {
        Some((id, _)) => {
            let what = gesture_name(&look.gesture(id), lang, look)?;
            let label = format!("{}：{what}", t(lang, "復原", "Undo"));
            actions.push(action("undo", ActionKind::Plain, label));
            more.insert(0, home);
        }
        None => actions.push(home),
    }
    Ok(actions)
}

fn overlay(state: &State, lang: Lang, look: &dyn Look) -> Looked<Option<Overlay>> {
    let Some(sheet) = &state.sheet else {
        return Ok(None);
    };
    Ok(Some(match sheet {
        Sheet::Quantity { pad } => {
            let (item, here) = match &state.at {
                At::Bin { load } => (look.item(load.item)?, load.here),
                At::Item | At::Rest { .. } => (None, 0),
            };
            pad::quantity(pad, item.as_ref(), here, lang)
        }
        Sheet::Manual => Overlay::Text {
            id: "last4".to_owned(),
            title: t(lang, "刷不到：末四碼", "Unreadable: last four"),
            hint: t(lang, "貨號或條碼的最後四碼", "Last four of the SKU or barcode"),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Which { loads } => {
            let mut options = Vec::new();
            for load in loads {
                let Some(item) = look.item(load.item)? else {
                    continue;
                };
                let pieces = Pieces {
                    item: load.item,
                    lot: load.lot.clone(),
                    condition: load.condition,
                    quantity: load.here,
                };
                options.push(ChoiceOption {
                    id: pieces_key(load.item, &load.lot, load.condition),
                    title: format!("{} ×{}", item.name_in(lang), load.here),
                    detail: details(&pieces, lang),
                    item: Some(item_view(&item, &Lot::default(), lang)),
                });
            }
            Overlay::Choice {
                title: t(lang, "是哪一批？", "Which of these?"),
                options,
            }
        }
    }))
}
