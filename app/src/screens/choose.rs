//! Choosing a pick list, or a delivery, by hand.

use super::home::open_lists;
use super::{Parts, action, clock, common_more, t};
use crate::flows::receive::{begun_blind, to_receive};
use crate::flows::{Look, Looked};
use crate::view::{ActionKind, Body, RowView, Screen, Tone};
use shared::id::DeliveryId;
use shared::lang::Lang;
use shared::task::{Delivery, DeliveryLine, TaskState};

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
                Lang::En => format!("{left} pc"),
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

/// Expected deliveries; only `among`, where a scan fits several.
pub fn deliveries(among: &[DeliveryId], lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let mut rows = Vec::new();
    let shown =
        |delivery: &Delivery| to_receive(delivery) && (among.is_empty() || among.contains(&delivery.id));
    for (id, kept) in begun_blind(look)?.into_iter().filter(|_| among.is_empty()) {
        let Some(blind) = kept.blind else { continue };
        let extras = look.delivery_extras(id)?;
        let pieces: i64 = extras.iter().map(|extra| extra.good + extra.bad).sum();
        rows.push(RowView {
            id: format!("delivery.{id}"),
            title: blind.number,
            detail: t(lang, "沒有單據", "Without papers"),
            value: count(pieces, lang),
            tone: Tone::Active,
        });
    }
    for delivery in look.all_deliveries()?.into_iter().filter(shown).take(ROWS) {
        let mut detail = Vec::new();
        if let Some(supplier) = delivery
            .supplier
            .map(|id| look.supplier(id))
            .transpose()?
            .flatten()
        {
            detail.push(supplier.name);
        }
        detail.extend([delivery.purchase_no.clone(), delivery.due.clone()]);
        detail.retain(|part| !part.is_empty());
        let lines = look.delivery_lines(delivery.id)?;
        let extras = look.delivery_extras(delivery.id)?;
        // Nobody said how many are to come: then so many were counted.
        let pieces: i64 = if delivery.blind {
            detail.insert(0, t(lang, "沒有單據", "Without papers"));
            let extra: i64 = extras.iter().map(|extra| extra.good + extra.bad).sum();
            lines.iter().map(DeliveryLine::counted).sum::<i64>() + extra
        } else {
            lines.iter().map(DeliveryLine::open).sum()
        };
        rows.push(RowView {
            id: format!("delivery.{}", delivery.id),
            value: count(pieces, lang),
            title: delivery.number,
            detail: detail.join(" · "),
            tone: match delivery.state {
                TaskState::Held | TaskState::Cancelled => Tone::Stopped,
                TaskState::Started => Tone::Active,
                TaskState::Open | TaskState::Done => Tone::Plain,
            },
        });
    }
    let body = if rows.is_empty() {
        Body::Message {
            title: t(lang, "沒有要收的", "Nothing is expected"),
            text: t(
                lang,
                "貨到了卻沒有單，按「沒有單據」照樣收。",
                "Goods without papers? Press Without papers and receive them all the same.",
            ),
        }
    } else {
        Body::Rows {
            heading: t(lang, "進貨單", "Deliveries"),
            rows,
        }
    };
    Ok(Parts {
        screen: Screen::Choose,
        title: t(lang, "收貨", "Receive"),
        body,
        actions: vec![
            action(
                "receive.blind",
                ActionKind::Main,
                t(lang, "沒有單據", "No papers"),
            ),
            action("home", ActionKind::Plain, t(lang, "首頁", "Home")),
        ],
        more: common_more(lang),
        overlay: None,
    })
}

fn count(pieces: i64, lang: Lang) -> String {
    match lang {
        Lang::ZhTw => format!("{pieces} 件"),
        Lang::En => format!("{pieces} pc"),
    }
}
