//! The screens of moving stock: where from, what is in hand, where to.

use super::{Parts, action, common_more, item_scan, item_view, plain, t};
use crate::flows::count::bin_code;
use crate::flows::item_scan::Goods;
use crate::flows::putaway::pieces_key;
use crate::flows::transfer::{
    Sheet, State, may_key, open_tasks, other_lots, replenishment, total, undo_label,
};
use crate::flows::{Look, Looked};
use crate::view::{
    Action, ActionKind, Body, ChoiceOption, Overlay, PadField, RowView, Screen, TaskView, Tone,
};
use shared::catalogue::Unit;
use shared::facts::transfer::RegradeReason;
use shared::lang::Lang;
use shared::stock::{Condition, Lot};
use shared::task::Replenishment;

/// The likely first.
const CONDITIONS: [Condition; 6] = [
    Condition::Defect,
    Condition::BGrade,
    Condition::Hold,
    Condition::Blocked,
    Condition::Good,
    Condition::PendingInspection,
];
/// Rows on the screen at most; the urgent ones come first.
const ROWS: usize = 100;

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let task = replenishment(state, look)?;
    let body = match (&state.from, &task) {
        (None, None) => tasks(lang, look)?,
        (from, task) => {
            let from = from.as_ref().map(|from| from.bin);
            work(state, from, task.as_ref(), lang, look)?
        }
    };
    let mut more = common_more(lang);
    Ok(Parts {
        screen: Screen::Transfer,
        title: match task {
            Some(_) => t(lang, "補貨", "Replenish"),
            None => t(lang, "移儲", "Move stock"),
        },
        body,
        actions: actions(state, &mut more, lang, look)?,
        more,
        overlay: match &state.sheet {
            Some(sheet) => overlay(sheet, &state.carried, lang, look)?,
            None => None,
        },
    })
}

fn tasks(lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut rows = Vec::new();
    for task in open_tasks(look)?.into_iter().take(ROWS) {
        let Some(item) = look.item(task.item)? else {
            continue;
        };
        let urgent = if task.urgent {
            t(lang, "急 · ", "Urgent · ")
        } else {
            String::new()
        };
        rows.push(RowView {
            id: format!("repl.{}", task.id),
            title: item.name_in(lang).to_owned(),
            detail: format!(
                "{urgent}{} → {}",
                bin_code(task.from, look)?,
                bin_code(task.to, look)?
            ),
            value: task.open().to_string(),
            tone: if task.urgent { Tone::Active } else { Tone::Plain },
        });
    }
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "沒有要補的貨", "Nothing to replenish"),
            text: t(
                lang,
                "要移哪一格，直接刷那個儲位。",
                "To move stock, scan the bin it stands in.",
            ),
        });
    }
    Ok(Body::Rows {
        heading: t(lang, "補貨，或直接刷儲位", "Replenish, or scan a bin"),
        rows,
    })
}

fn work(
    state: &State,
    from: Option<shared::id::BinId>,
    task: Option<&Replenishment>,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Body> {
    let in_hand = total(state);
    let second = matches!(state.sheet, Some(Sheet::Second { .. }));
    let (prompt, place, place_done) = match (from, task) {
        (_, _) if second => (
            t(lang, "第二個人刷員工證", "A second person's badge"),
            from.map_or(Ok(String::new()), |bin| bin_code(bin, look))?,
            true,
        ),
        (None, Some(task)) => (
            t(lang, "到這裡拿，刷儲位", "Take it here, scan the bin"),
            bin_code(task.from, look)?,
            false,
        ),
        (Some(_), Some(task)) if in_hand >= task.open() => (
            t(lang, "放到這裡，刷儲位", "Put it here, scan the bin"),
            bin_code(task.to, look)?,
            false,
        ),
        (Some(from), _) if in_hand == 0 => (
            t(lang, "刷要拿的商品", "Scan what you take"),
            bin_code(from, look)?,
            true,
        ),
        (Some(from), _) => (
            t(lang, "再刷商品，或刷目的儲位", "Scan more, or the bin it goes to"),
            bin_code(from, look)?,
            true,
        ),
        (None, None) => (String::new(), String::new(), false),
    };
    let item = match (state.carried.last(), task) {
        (Some(last), _) => look
            .item(last.item)?
            .map(|item| item_scan::goods_view(&item, last, lang)),
        (None, Some(task)) => look
            .item(task.item)?
            .map(|item| item_view(&item, &task.lot, lang)),
        (None, None) => None,
    };
    let mut kinds: Vec<_> = state.carried.iter().map(|carried| carried.item).collect();
    kinds.sort();
    kinds.dedup();
    let progress = match (task, kinds.len(), lang) {
        (Some(task), _, _) => format!("{} → {}", bin_code(task.from, look)?, bin_code(task.to, look)?),
        (None, 0, _) => t(lang, "手上還沒有東西", "Nothing in hand yet"),
        (None, kinds, Lang::ZhTw) => format!("手上 {kinds} 項"),
        (None, kinds, Lang::En) => format!("{kinds} SKU in hand"),
    };
    Ok(Body::Task(TaskView {
        prompt,
        place,
        place_done,
        note: String::new(),
        item,
        done: in_hand,
        target: task.map_or(0, Replenishment::open),
        unit: Unit::Piece.text(lang).to_owned(),
        progress,
        progress_done: if task.is_some() { in_hand } else { 0 },
        progress_total: task.map_or(0, Replenishment::open),
    }))
}

fn actions(state: &State, more: &mut Vec<Action>, lang: Lang, look: &dyn Look) -> Looked<Vec<Action>> {
    let home = action("home", ActionKind::Plain, t(lang, "首頁", "Home"));
    if matches!(state.sheet, Some(Sheet::Second { .. })) {
        return Ok(vec![action(
            "overlay.close",
            ActionKind::Plain,
            t(lang, "不報廢了", "Do not scrap"),
        )]);
    }
    let undo = undo_label(state, lang, look)?.map(|what| {
        action(
            "undo",
            ActionKind::Plain,
            format!("{}：{what}", t(lang, "復原", "Undo")),
        )
    });
    let mut actions = Vec::new();
    let mut mine = Vec::new();
    if state.from.is_some() {
        let manual = action("manual", ActionKind::Plain, t(lang, "刷不到", "Unreadable"));
        if may_key(state) {
            actions.push(action(
                "key",
                ActionKind::Main,
                t(lang, "輸入數量", "Key quantity"),
            ));
            mine.push(manual);
        } else {
            actions.push(manual);
        }
        if other_lots(state, look)? {
            mine.push(action(
                "other_lot",
                ActionKind::Plain,
                t(lang, "另一批", "Another lot"),
            ));
        }
        mine.push(action(
            "regrade",
            ActionKind::Plain,
            t(lang, "改狀態", "Change condition"),
        ));
        mine.push(action("scrap", ActionKind::Careful, t(lang, "報廢", "Scrap")));
    }
    if state.carried.is_empty() && (state.from.is_some() || state.task.is_some()) {
        actions.push(action("other", ActionKind::Plain, t(lang, "換一個", "Another")));
    }
    match undo {
        Some(undo) => {
            actions.push(undo);
            mine.insert(0, home);
        }
        None => actions.push(home),
    }
    more.splice(0..0, mine);
    Ok(actions)
}

/// `批號 L1 · 效期 2027-03-31`, as a choice says it.
fn of_lot(lot: &Lot, lang: Lang) -> String {
    let mut parts = Vec::new();
    if !lot.number.is_empty() {
        parts.push(format!("{} {}", t(lang, "批號", "Lot"), lot.number));
    }
    if !lot.expiry.is_empty() {
        parts.push(format!("{} {}", t(lang, "效期", "Expiry"), lot.expiry));
    }
    parts.join(" · ")
}

fn which(pending: &Goods, options: &[(Lot, Condition)], lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let item = look.item(pending.item)?;
    let option = |(lot, condition): &(Lot, Condition)| ChoiceOption {
        id: pieces_key(pending.item, lot, *condition),
        title: condition.text(lang).to_owned(),
        detail: of_lot(lot, lang),
        item: item.as_ref().map(|item| item_view(item, &Lot::default(), lang)),
    };
    Ok(Overlay::Choice {
        title: t(lang, "是哪一批？", "Which of these?"),
        options: options.iter().map(option).collect(),
    })
}

fn overlay(sheet: &Sheet, carried: &[Goods], lang: Lang, look: &dyn Look) -> Looked<Option<Overlay>> {
    Ok(Some(match sheet {
        Sheet::Goods(open) => {
            let hint = t(lang, "拿了幾個就輸入幾個", "As many as you took");
            item_scan::overlay(open, hint, lang, look)?
        }
        Sheet::Which { pending, options } => which(pending, options, lang, look)?,
        Sheet::Manual => Overlay::Text {
            id: "last4".to_owned(),
            title: t(lang, "刷不到：末四碼", "Unreadable: last four"),
            hint: t(lang, "貨號或條碼的最後四碼", "Last four of the SKU or barcode"),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Condition => Overlay::Choice {
            title: t(lang, "改成什麼狀態？", "Which condition?"),
            // What all of it is already is no choice.
            options: CONDITIONS
                .into_iter()
                .filter(|to| carried.iter().any(|goods| goods.condition != *to))
                .map(|to| plain(to.code(), to.text(lang)))
                .collect(),
        },
        Sheet::Reason { to } => Overlay::Choice {
            title: match to {
                Some(_) => t(lang, "改狀態的原因？", "Why another condition?"),
                None => t(lang, "報廢的原因？", "Why scrap it?"),
            },
            options: RegradeReason::ALL
                .into_iter()
                .map(|reason| plain(reason.code(), reason.text(lang)))
                .collect(),
        },
        Sheet::Second { .. } => return Ok(None),
        Sheet::Pin { staff, typed, .. } => {
            let name = look.staff(*staff)?.map_or_else(String::new, |staff| staff.name);
            Overlay::Pad {
                title: name,
                hint: t(lang, "看過貨再輸入 PIN", "Look at the goods, then key your PIN"),
                fields: vec![PadField {
                    id: "pin".to_owned(),
                    label: "PIN".to_owned(),
                    text: "•".repeat(typed.len()),
                }],
                active: "pin".to_owned(),
                total: String::new(),
                ok: t(lang, "確認報廢", "Confirm"),
            }
        }
    }))
}
