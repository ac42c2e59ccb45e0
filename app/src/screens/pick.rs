//! The picking screen: where, what, how many.

use super::{Parts, action, common_more, item_view, pad, t};
use crate::flows::pick::{At, Sheet, State, may_key};
use crate::flows::{Look, Looked, undo_name};
use crate::view::{Action, ActionKind, Body, Overlay, Screen, TaskView};
use shared::catalogue::{Item, Unit};
use shared::facts::TaskRef;
use shared::lang::Lang;
use shared::stock::Lot;
use shared::task::{PickLine, PickList};

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let list = look.list(state.list)?;
    let lines = look.lines(state.list)?;
    let line = match &state.at {
        At::Bin { line } => lines.iter().find(|l| l.id == *line),
        At::Item(visit) => lines.iter().find(|l| l.id == visit.line),
        At::Foreign | At::Tote | At::Done => None,
    };
    let item = line.map(|line| look.item(line.item)).transpose()?.flatten();
    let number = list.as_ref().map_or_else(String::new, |list| list.number.clone());
    let mut more = vec![action("pause", ActionKind::Plain, t(lang, "先停", "Pause"))];
    let actions = actions(state, line, item.as_ref(), &mut more, lang, look)?;
    more.extend(common_more(lang));
    Ok(Parts {
        screen: Screen::Pick,
        title: format!("{} {number}", t(lang, "揀貨", "Pick")),
        body: body(state, list.as_ref(), &lines, line, item.as_ref(), lang, look)?,
        actions,
        more,
        overlay: overlay(state, line, item.as_ref(), lang),
    })
}

fn body(
    state: &State,
    list: Option<&PickList>,
    lines: &[PickLine],
    line: Option<&PickLine>,
    item: Option<&Item>,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Body> {
    let closed = lines.iter().filter(|line| line.open() == 0).count() as i64;
    let total = lines.len() as i64;
    let (prompt, place, place_done) = match (&state.at, line) {
        (At::Foreign, _) => (
            t(lang, "主管刷員工證接手", "A lead's badge takes it over"),
            tote(list),
            false,
        ),
        (At::Tote, _) => (t(lang, "刷物流箱", "Scan the tote"), String::new(), false),
        (At::Bin { .. }, Some(line)) => (t(lang, "刷儲位", "Scan the bin"), bin(line, look)?, false),
        (At::Item(_), Some(line)) => (t(lang, "刷商品", "Scan the item"), bin(line, look)?, true),
        (At::Done, _) | (_, None) => (t(lang, "送到包裝區", "Bring it to packing"), tote(list), true),
    };
    let prompt = match &state.zero {
        Some(zero) => {
            let bin = look.bin(zero.bin)?.map_or_else(|| "?".to_owned(), |bin| bin.code);
            match lang {
                Lang::ZhTw => format!("{bin} 空了嗎？ · {prompt}"),
                Lang::En => format!("Is {bin} empty? · {prompt}"),
            }
        }
        None => prompt,
    };
    let at = line
        .and_then(|line| lines.iter().position(|l| l.id == line.id))
        .map(|index| index + 1);
    let progress = match (at, lang) {
        (Some(at), Lang::ZhTw) => format!("第 {at} 行，共 {total} 行"),
        (Some(at), Lang::En) => format!("Line {at} of {total}"),
        (None, Lang::ZhTw) => format!("{closed} / {total} 行"),
        (None, Lang::En) => format!("{closed} of {total} lines"),
    };
    let (done, target) = match line {
        Some(line) => (line.picked, line.quantity - line.short),
        None => (
            lines.iter().map(|l| l.picked).sum(),
            lines.iter().map(|l| l.quantity - l.short).sum(),
        ),
    };
    Ok(Body::Task(TaskView {
        prompt,
        place,
        place_done,
        note: String::new(),
        item: item.map(|item| item_view(item, line.map_or(&Lot::default(), |line| &line.lot), lang)),
        done,
        target,
        unit: Unit::Piece.text(lang).to_owned(),
        progress,
        progress_done: closed,
        progress_total: total,
    }))
}

fn tote(list: Option<&PickList>) -> String {
    list.and_then(|list| list.tote.clone()).unwrap_or_default()
}

fn bin(line: &PickLine, look: &dyn Look) -> Looked<String> {
    Ok(look.bin(line.bin)?.map_or_else(|| "?".to_owned(), |bin| bin.code))
}

fn actions(
    state: &State,
    line: Option<&PickLine>,
    item: Option<&Item>,
    more: &mut Vec<Action>,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Vec<Action>> {
    let mut actions = Vec::new();
    let manual = action("manual", ActionKind::Plain, t(lang, "刷不到", "Unreadable"));
    let short = action("short", ActionKind::Careful, t(lang, "缺貨", "Short"));
    match (&state.at, line, item) {
        (At::Item(visit), Some(line), Some(item)) => {
            if may_key(visit, line, item) {
                actions.push(action(
                    "key",
                    ActionKind::Main,
                    t(lang, "輸入數量", "Key quantity"),
                ));
                more.insert(0, manual);
            } else {
                actions.push(manual);
            }
            actions.push(short);
        }
        (At::Bin { .. }, Some(_), _) => actions.push(short),
        (At::Done | At::Foreign, _, _) => {
            actions.push(action("home", ActionKind::Main, t(lang, "首頁", "Home")));
        }
        _ => {}
    }
    if state.zero.is_some() {
        // Its two answers take the place of what is rarer; no scan waits for them.
        more.splice(0..0, actions.drain(..));
        actions.push(action("zero.yes", ActionKind::Main, t(lang, "空了", "Empty")));
        actions.push(action("zero.no", ActionKind::Plain, t(lang, "還有", "Some left")));
    }
    if let Some((_, fact)) = look.undoable(TaskRef::List(state.list)) {
        let label = format!("{}：{}", t(lang, "復原", "Undo"), undo_name(&fact, lang, look)?);
        actions.push(action("undo", ActionKind::Plain, label));
    }
    Ok(actions)
}

fn overlay(state: &State, line: Option<&PickLine>, item: Option<&Item>, lang: Lang) -> Option<Overlay> {
    let open = line.map_or(0, PickLine::open);
    Some(match state.sheet.as_ref()? {
        Sheet::Quantity { pad, .. } => pad::quantity(pad, item, open, lang),
        Sheet::Manual => Overlay::Text {
            id: "last4".to_owned(),
            title: t(lang, "刷不到：末四碼", "Unreadable: last four"),
            hint: t(lang, "貨號或條碼的最後四碼", "Last four of the SKU or barcode"),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Reason => {
            let title = match lang {
                Lang::ZhTw => format!("缺 {open} 個，什麼原因？"),
                Lang::En => format!("{open} missing: why?"),
            };
            pad::reasons(title, lang)
        }
        Sheet::Unit { options, .. } => pad::units(item, options, lang),
    })
}
