//! The lines of a delivery: while it is counted, and what differs when it is closed.
//!
//! Invariant: a screen draws so many rows and no more, however long the delivery is.

use crate::flows::receive::{Closing, State, Work, closing};
use crate::flows::{Look, Looked};
use crate::screens::{action, t};
use crate::view::{Action, ActionKind, Body, RowView, Tone};
use shared::id::ItemId;
use shared::lang::Lang;
use shared::task::{DeliveryLine, Extra};

/// Lines on the screen at most: the rest comes up as these are counted.
const ROWS: usize = 60;

/// What is open comes first; the item of the last scan stands above all.
pub(super) fn rows(state: &State, work: &Work, lang: Lang, look: &dyn Look) -> Looked<Vec<RowView>> {
    let last = state.last.as_ref().map(|last| last.item);
    let mut order: Vec<&DeliveryLine> = work.lines.iter().collect();
    order.sort_by_key(|line| (Some(line.item) != last, line.open() == 0, line.seq));
    let mut extras: Vec<&Extra> = work.extras.iter().collect();
    let all = order.len() + extras.len();
    // What nobody ordered is never pushed off the screen by what was.
    let room = ROWS.saturating_sub(order.len()).max(ROWS / 2);
    if extras.len() > room {
        extras.sort_by_key(|extra| Some(extra.item) != last);
        extras.truncate(room);
    }
    order.truncate(ROWS.saturating_sub(extras.len()));
    let mut rows = Vec::new();
    for line in &order {
        rows.push(row(work, line, Some(line.item) == last, lang, look)?);
    }
    for extra in &extras {
        rows.push(extra_row(work, extra, Tone::Active, lang, look)?);
    }
    rows.extend(rest(all - rows.len(), lang));
    Ok(rows)
}

/// What is not drawn, in words.
fn rest(lines: usize, lang: Lang) -> Option<RowView> {
    (lines > 0).then(|| RowView {
        id: "rest".to_owned(),
        title: match lang {
            Lang::ZhTw => format!("還有 {lines} 行"),
            Lang::En => format!("{lines} more lines"),
        },
        detail: String::new(),
        value: String::new(),
        tone: Tone::Plain,
    })
}

fn extra_row(work: &Work, extra: &Extra, tone: Tone, lang: Lang, look: &dyn Look) -> Looked<RowView> {
    Ok(RowView {
        id: format!("extra.{}", extra.item),
        title: item_name(extra.item, lang, look)?,
        detail: if work.blind {
            bad_words(extra.bad, lang)
        } else {
            t(lang, "單上沒有", "Not ordered")
        },
        value: (extra.good + extra.bad).to_string(),
        tone,
    })
}

pub(super) fn item_name(item: ItemId, lang: Lang, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(item)?
        .map_or_else(|| "?".to_owned(), |item| item.name_in(lang).to_owned()))
}

pub(super) fn bad_words(bad: i64, lang: Lang) -> String {
    if bad > 0 {
        format!("{} {bad}", t(lang, "不良", "Bad"))
    } else {
        String::new()
    }
}

fn row(work: &Work, line: &DeliveryLine, current: bool, lang: Lang, look: &dyn Look) -> Looked<RowView> {
    let mut detail = vec![bad_words(line.bad, lang)];
    if work.over(line) > 0 {
        detail.push(format!(
            "{} {} {}",
            t(lang, "多", "Over"),
            work.over(line),
            t(lang, "待判", "on hold")
        ));
    }
    detail.push(line.supplier_code.clone());
    detail.retain(|part| !part.is_empty());
    Ok(RowView {
        id: format!("line.{}", line.id),
        title: item_name(line.item, lang, look)?,
        detail: detail.join(" · "),
        value: if work.blind {
            line.counted().to_string()
        } else {
            format!("{} / {}", line.counted(), line.expected)
        },
        tone: if work.over(line) > 0 || line.bad > 0 {
            Tone::Stopped
        } else if line.open() == 0 && !work.blind {
            Tone::Done
        } else if current || work.blind {
            Tone::Active
        } else {
            Tone::Plain
        },
    })
}

/// What differs from the papers.
enum Differs<'a> {
    Line(&'a DeliveryLine),
    Extra(&'a Extra),
}

/// Short, over and bad, line by line, before the delivery is closed. Of more than a screen draws, what is over, bad or
/// not ordered comes first: what is short is still to come.
pub(super) fn closing_rows(work: &Work, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let worse = |line: &DeliveryLine| work.over(line) > 0 || line.bad > 0;
    let lines = work.lines.iter().filter(|line| line.open() > 0 || worse(line));
    let extras = work.extras.iter().filter(|extra| !work.blind || extra.bad > 0);
    let mut all: Vec<Differs<'_>> = lines
        .map(Differs::Line)
        .chain(extras.map(Differs::Extra))
        .collect();
    if all.is_empty() {
        let Closing { good, bad, .. } = closing(work);
        return Ok(Body::Message {
            title: t(lang, "數量都對", "Everything is there"),
            text: match lang {
                Lang::ZhTw => format!("良品 {good}，不良 {bad}。"),
                Lang::En => format!("{good} good, {bad} bad."),
            },
        });
    }
    if all.len() > ROWS {
        all.sort_by_key(|one| matches!(one, Differs::Line(line) if !worse(line)));
    }
    let mut rows = Vec::new();
    for one in all.iter().take(ROWS) {
        rows.push(match one {
            Differs::Line(line) => differing(work, line, lang, look)?,
            Differs::Extra(extra) => extra_row(work, extra, Tone::Stopped, lang, look)?,
        });
    }
    rows.extend(rest(all.len() - rows.len(), lang));
    Ok(Body::Rows {
        heading: t(lang, "和單子不一樣的", "What differs from the papers"),
        rows,
    })
}

fn differing(work: &Work, line: &DeliveryLine, lang: Lang, look: &dyn Look) -> Looked<RowView> {
    let mut says = Vec::new();
    if line.open() > 0 {
        says.push(format!("{} {}", t(lang, "短少", "Short"), line.open()));
    }
    if work.over(line) > 0 {
        says.push(format!("{} {}", t(lang, "多", "Over"), work.over(line)));
    }
    says.push(bad_words(line.bad, lang));
    says.retain(|part| !part.is_empty());
    Ok(RowView {
        detail: says.join(" · "),
        ..row(work, line, false, lang, look)?
    })
}

pub(super) fn closing_actions(lang: Lang) -> Vec<Action> {
    vec![
        action("close.confirm", ActionKind::Main, t(lang, "確定結束", "Close it")),
        action(
            "overlay.close",
            ActionKind::Plain,
            t(lang, "繼續點", "Go on counting"),
        ),
    ]
}
