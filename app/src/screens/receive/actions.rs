//! What can be pressed while a delivery is counted: at most three actions below, the rest behind 更多.

use crate::flows::receive::{Asked, Pending, State, Work, may_key};
use crate::flows::{Look, Looked, undo_name};
use crate::screens::{action, t};
use crate::view::{Action, ActionKind};
use shared::catalogue::Item;
use shared::facts::{How, TaskRef};
use shared::lang::Lang;

pub(super) fn actions(
    state: &State,
    work: &Work,
    item: Option<&Item>,
    more: &mut Vec<Action>,
    lang: Lang,
    look: &dyn Look,
) -> Looked<Vec<Action>> {
    let mut actions = Vec::new();
    let begun = work.begun();
    let arrived = work
        .delivery
        .as_ref()
        .is_some_and(|delivery| delivery.arrival.is_some())
        || state.kept.blind.as_ref().is_some_and(|blind| blind.told);
    let arrive = action("arrive", ActionKind::Main, t(lang, "點箱", "Cartons"));
    let close = action("close", ActionKind::Main, t(lang, "點完了", "Finished"));
    let manual = action("manual", ActionKind::Plain, t(lang, "刷不到", "Unreadable"));
    let key = action("key", ActionKind::Main, t(lang, "輸入數量", "Key quantity"));
    let asked = match &state.ask {
        Some((_, Asked::Extra(pending) | Asked::Expiry(pending))) => Some(pending),
        Some((_, Asked::Switch(_) | Asked::Teach { .. })) | None => None,
    };
    if let Some(Pending { how: How::Manual, .. }) = asked {
        actions.push(action("accept", ActionKind::Main, t(lang, "照收", "Receive it")));
    }
    let mut behind = vec![manual, action("home", ActionKind::Plain, t(lang, "首頁", "Home"))];
    match item.filter(|item| may_key(state, &work.lines, item)) {
        Some(_) if actions.is_empty() => actions.push(key),
        Some(_) | None => {}
    }
    if !begun && !arrived {
        actions.push(arrive);
    } else if actions.is_empty() {
        actions.push(close);
    } else {
        behind.insert(0, close);
    }
    if begun && !arrived {
        behind.push(action("arrive", ActionKind::Plain, t(lang, "點箱", "Cartons")));
    }
    if item.is_some_and(|item| item.lot_tracked || item.expiry_tracked) {
        behind.push(action("lot", ActionKind::Plain, t(lang, "換一批", "Another lot")));
    }
    if begun && work.delivery.is_some() {
        behind.push(action(
            "put_away",
            ActionKind::Plain,
            t(lang, "入儲位", "Put away"),
        ));
    }
    actions.push(match state.damage {
        Some(_) => action("good", ActionKind::Main, t(lang, "良品", "Good")),
        None => action("bad", ActionKind::Careful, t(lang, "不良", "Bad")),
    });
    if let Some((_, fact)) = look.undoable(TaskRef::Delivery(state.delivery)) {
        let label = format!("{}：{}", t(lang, "復原", "Undo"), undo_name(&fact, lang, look)?);
        actions.push(action("undo", ActionKind::Plain, label));
    }
    more.splice(0..0, behind);
    Ok(actions)
}
