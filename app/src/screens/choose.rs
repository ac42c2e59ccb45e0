//! Choosing a pick list by hand.

use super::home::open_lists;
use super::{Parts, action, clock, common_more, t};
use crate::flows::{Look, Looked};
use crate::view::{ActionKind, Body, RowView, Screen, Tone};
use shared::lang::Lang;

/// Rows on the screen at most; further lists are opened by scanning them.
const ROWS: usize = 100;

pub fn view(lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let settings = look.settings();
    let mut rows = Vec::new();
    for (list, left, done) in open_lists(look)?.into_iter().take(ROWS) {
        // What is cut off where there is no room comes last.
        let mut detail = Vec::new();
        if let Some(cut_off) = list.cut_off {
            detail.push(format!(
                "{} {}",
                t(lang, "截單", "cut-off"),
                clock(cut_off, settings.utc_offset_min)
            ));
        }
        if let Some(carrier) = list.carrier.map(|id| look.carrier(id)).transpose()?.flatten() {
            detail.push(carrier.name);
        }
        if let Some(picker) = list.picker.map(|id| look.staff(id)).transpose()?.flatten() {
            detail.push(picker.name);
        }
        detail.push(match (lang, list.orders) {
            (Lang::ZhTw, orders) => format!("{orders} 張訂單"),
            (Lang::En, 1) => "1 order".to_owned(),
            (Lang::En, orders) => format!("{orders} orders"),
        });
        rows.push(RowView {
            id: format!("list.{}", list.id),
            title: list.number,
            detail: detail.join(" · "),
            value: match lang {
                Lang::ZhTw => format!("{left} 件"),
                Lang::En => format!("{left} pcs"),
            },
            tone: if done > 0 || list.tote.is_some() {
                Tone::Active
            } else {
                Tone::Plain
            },
        });
    }
    let body = if rows.is_empty() {
        Body::Message {
            title: t(lang, "沒有要揀的", "Nothing to pick"),
            text: t(
                lang,
                "辦公室釋出訂單後會自己出現。",
                "Lists appear here as soon as the office releases orders.",
            ),
        }
    } else {
        Body::Rows {
            heading: t(lang, "揀貨單", "Pick lists"),
            rows,
        }
    };
    Ok(Parts {
        screen: Screen::Choose,
        title: t(lang, "揀貨", "Pick"),
        body,
        actions: vec![action("home", ActionKind::Plain, t(lang, "首頁", "Home"))],
        more: common_more(lang),
        overlay: None,
    })
}
