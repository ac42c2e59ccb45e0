//! The counting screens: which bin, what was seen in it. Never what the books expect.

use super::{Parts, action, common_more, item_scan, item_view, pad, plain, t};
use crate::flows::count::{CONDITIONS, Sheet, State, Tally, Visit, bin_code, may_key, next_task, open_plans};
use crate::flows::{Look, Looked, day, undo_name};
use crate::view::{Action, ActionKind, Body, ChoiceOption, Overlay, RowView, Screen, TaskView, Tone};
use shared::catalogue::Unit;
use shared::facts::TaskRef;
use shared::id::StaffId;
use shared::lang::Lang;
use shared::stock::Lot;
use shared::task::{CountTask, TaskState};

/// `staff`: who is signed in; bins of a second count that are somebody else's are not proposed.
pub fn view(state: &State, staff: Option<StaffId>, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let plan = state
        .plan
        .map(|plan| look.count_plan(plan))
        .transpose()?
        .flatten();
    let tasks = match state.plan {
        Some(plan) => look.count_tasks(plan)?,
        None => Vec::new(),
    };
    let next = next_task(&tasks, staff, None);
    let body = match (&state.visit, next) {
        (Some(visit), _) => seen(visit, &tasks, lang, look)?,
        (None, Some(next)) => walk(next, &tasks, lang, look)?,
        (None, None) => plans(lang, look)?,
    };
    let title = t(lang, "盤點", "Count");
    let mut more = common_more(lang);
    let overlay = match &state.sheet {
        Some(sheet) => Some(overlay(sheet, state.visit.as_ref(), lang, look)?),
        None => None,
    };
    Ok(Parts {
        screen: Screen::Count,
        title: plan.map_or(title.clone(), |plan| format!("{title} {}", plan.number)),
        body,
        actions: actions(state, &mut more, lang, look)?,
        more,
        overlay,
    })
}

fn plans(lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut rows = Vec::new();
    for (plan, tasks) in open_plans(look)? {
        let (done, all) = progress(&tasks);
        rows.push(RowView {
            id: format!("plan.{}", plan.id),
            title: plan.number,
            detail: plan.name,
            value: match lang {
                Lang::ZhTw => format!("{} 格", all - done),
                Lang::En if all - done == 1 => "1 bin".to_owned(),
                Lang::En => format!("{} bins", all - done),
            },
            tone: if done > 0 { Tone::Active } else { Tone::Plain },
        });
    }
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "沒有盤點單", "There is no count plan"),
            text: t(
                lang,
                "要盤哪一格，直接刷那個儲位。",
                "To count a bin now, scan it.",
            ),
        });
    }
    Ok(Body::Rows {
        heading: t(lang, "盤點單，或直接刷儲位", "Count plans, or scan any bin"),
        rows,
    })
}

/// Bins counted, and bins in all.
fn progress(tasks: &[CountTask]) -> (i64, i64) {
    let done = tasks.iter().filter(|task| task.state == TaskState::Done).count() as i64;
    (done, tasks.len() as i64)
}

fn of_plan(tasks: &[CountTask], lang: Lang) -> String {
    let (done, all) = progress(tasks);
    match lang {
        Lang::ZhTw => format!("盤完 {done} / {all} 格"),
        Lang::En => format!("{done} of {all} bins"),
    }
}

/// On the way to the next bin.
fn walk(next: &CountTask, tasks: &[CountTask], lang: Lang, look: &dyn Look) -> Looked<Body> {
    let (done, all) = progress(tasks);
    Ok(Body::Task(TaskView {
        prompt: format!(
            "{} · {}",
            next.round.text(lang),
            t(lang, "刷儲位", "scan the bin")
        ),
        place: bin_code(next.bin, look)?,
        place_done: false,
        note: String::new(),
        item: None,
        done: 0,
        target: 0,
        unit: String::new(),
        progress: of_plan(tasks, lang),
        progress_done: done,
        progress_total: all,
    }))
}

/// In a bin: what was counted last, how much of it, and how much in all.
fn seen(visit: &Visit, tasks: &[CountTask], lang: Lang, look: &dyn Look) -> Looked<Body> {
    let tally = visit.last.as_ref().and_then(|last| {
        let same = |tally: &&Tally| {
            tally.item == last.item && tally.lot == last.lot && tally.condition == last.condition
        };
        Some((last, visit.tallies.iter().find(same)?))
    });
    let item = match tally {
        Some((last, _)) => look
            .item(last.item)?
            .map(|item| item_scan::goods_view(&item, last, lang)),
        None => None,
    };
    let (pieces, kinds, unmatched) = (visit.pieces, visit.tallies.len(), visit.unmatched.len());
    let mut progress = match lang {
        Lang::ZhTw if pieces == 0 => "還沒盤到東西".to_owned(),
        Lang::En if pieces == 0 => "Nothing counted yet".to_owned(),
        Lang::ZhTw => format!("{kinds} 項，共 {pieces} 個"),
        Lang::En => format!("{kinds} SKU, {pieces} pc"),
    };
    if unmatched > 0 {
        let words = match lang {
            Lang::ZhTw => format!(" · 對不到 {unmatched}"),
            Lang::En => format!(" · {unmatched} unmatched"),
        };
        progress.push_str(&words);
    }
    let (done_bins, all) = self::progress(tasks);
    Ok(Body::Task(TaskView {
        prompt: t(
            lang,
            "每一件都刷，盤完再刷儲位",
            "Scan everything, then the bin again",
        ),
        place: bin_code(visit.bin, look)?,
        place_done: true,
        note: if visit.condition.is_good() {
            String::new()
        } else {
            let condition = visit.condition.text(lang);
            match lang {
                Lang::ZhTw => format!("現在刷的算{condition}"),
                Lang::En => format!("Counting as {condition}"),
            }
        },
        item,
        done: tally.map_or(0, |(_, tally)| tally.pieces),
        target: 0,
        unit: Unit::Piece.text(lang).to_owned(),
        progress,
        progress_done: done_bins,
        progress_total: all,
    }))
}

fn actions(state: &State, more: &mut Vec<Action>, lang: Lang, look: &dyn Look) -> Looked<Vec<Action>> {
    let home = action("home", ActionKind::Plain, t(lang, "首頁", "Home"));
    let Some(visit) = &state.visit else {
        let mut actions = vec![home];
        if state.plan.is_some() {
            actions.push(action(
                "plans",
                ActionKind::Plain,
                t(lang, "換一張", "Other plan"),
            ));
        }
        return Ok(actions);
    };
    let mut actions = Vec::new();
    let mut mine = vec![home];
    if may_key(visit, look)? {
        let key = action("key", ActionKind::Main, t(lang, "輸入數量", "Key quantity"));
        // Three fit in thumb reach: in a bin without anything, the others matter more.
        if visit.pieces > 0 {
            actions.push(key);
        } else {
            mine.push(key);
        }
    }
    if visit.pieces == 0 {
        actions.push(action(
            "empty",
            ActionKind::Careful,
            t(lang, "儲位是空的", "Bin is empty"),
        ));
    }
    actions.push(if visit.condition.is_good() {
        action("condition", ActionKind::Plain, t(lang, "狀態", "Condition"))
    } else {
        action("good", ActionKind::Careful, t(lang, "良品", "Good"))
    });
    let manual = action("manual", ActionKind::Plain, t(lang, "刷不到", "Unreadable"));
    match look.undoable(TaskRef::Visit(visit.id)) {
        Some((_, fact)) => {
            let label = format!("{}：{}", t(lang, "復原", "Undo"), undo_name(&fact, lang, look)?);
            actions.push(action("undo", ActionKind::Plain, label));
            mine.push(manual);
        }
        None => actions.push(manual),
    }
    let tracked = visit.last.as_ref().is_some_and(|last| !last.lot.is_none());
    if !visit.unmatched.is_empty() {
        mine.push(action(
            "unmatched",
            ActionKind::Plain,
            t(lang, "對不到的", "Without a match"),
        ));
    }
    if tracked {
        mine.push(action(
            "other_lot",
            ActionKind::Plain,
            t(lang, "另一批", "Another lot"),
        ));
    }
    more.splice(0..0, mine);
    Ok(actions)
}

fn overlay(sheet: &Sheet, visit: Option<&Visit>, lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    Ok(match sheet {
        Sheet::Goods(open) => {
            let hint = t(lang, "看到幾個就輸入幾個", "As many as you see");
            item_scan::overlay(open, hint, lang, look)?
        }
        Sheet::Condition => Overlay::Choice {
            title: t(lang, "接下來刷的是什麼狀態？", "What are the next pieces?"),
            options: CONDITIONS.map(|to| plain(to.code(), to.text(lang))).to_vec(),
        },
        Sheet::Serial { .. } => Overlay::Text {
            id: "serial".to_owned(),
            title: t(lang, "序號", "Serial number"),
            hint: t(
                lang,
                "刷這一件的序號，或照標籤輸入",
                "Scan the one on this piece, or key it",
            ),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Lot { .. } => Overlay::Text {
            id: "lot".to_owned(),
            title: t(lang, "批號", "Lot"),
            hint: t(lang, "刷批號，或照包裝輸入", "Scan it, or key it as printed"),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Expiry { pending, pad: keys } => {
            let item = look.item(pending.item)?;
            let day = day::read(keys.text("expiry")).ok();
            let said = day.map_or_else(String::new, |day| format!("= {}", day::words(day, lang)));
            pad::expiry(keys, item.as_ref(), said, lang)
        }
        Sheet::Manual => Overlay::Text {
            id: "last4".to_owned(),
            title: t(lang, "刷不到：末四碼", "Unreadable: last four"),
            hint: t(
                lang,
                "貨號或條碼的最後四碼，或整個貨號",
                "Last four of the SKU or barcode, or the whole SKU",
            ),
            text: String::new(),
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Unmatched => {
            let mut options = Vec::new();
            for (at, unmatched) in visit.map_or(&[][..], |visit| &visit.unmatched).iter().enumerate() {
                let after = unmatched.after.map(|item| look.item(item)).transpose()?.flatten();
                let detail = match (&after, lang) {
                    (Some(item), Lang::ZhTw) => format!("在「{}」之後刷的", item.name),
                    (Some(item), Lang::En) => format!("Scanned after {}", item.name_in(lang)),
                    (None, _) => t(lang, "這格第一個刷的", "Scanned first in this bin"),
                };
                options.push(ChoiceOption {
                    id: format!("unmatched.{at}"),
                    title: unmatched.code.clone(),
                    detail,
                    item: after.map(|item| item_view(&item, &Lot::default(), lang)),
                });
            }
            Overlay::Choice {
                title: t(lang, "對不到的條碼", "Codes without a match"),
                options,
            }
        }
    })
}
