//! The receiving screen: what was counted last, how much of it, and what is still to come.

mod actions;
mod rows;
mod sheets;

use super::{Parts, common_more, item_view, t};
use crate::flows::receive::{Sheet, State, Work, number, read, supplier};
use crate::flows::{Look, Looked};
use crate::view::{Body, ReceiveView, Screen, Thumb};
use actions::actions;
use rows::{closing_actions, closing_rows, rows};
use shared::catalogue::{Item, Unit};
use shared::id::ItemId;
use shared::lang::Lang;
use shared::photo::PhotoId;
use shared::stock::Lot;
use shared::task::Inspection;
use sheets::overlay;

pub(in crate::screens) use sheets::which;

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let work = read(state, look)?;
    let item = match &state.last {
        Some(last) => look.item(last.item)?,
        None => None,
    };
    let title = format!(
        "{} {}",
        t(lang, "收貨", "Receive"),
        number(state, work.delivery.as_ref())
    );
    let mut more = common_more(lang);
    let (body, actions) = if state.sheet == Some(Sheet::Close) {
        (closing_rows(&work, lang, look)?, closing_actions(lang))
    } else {
        let body = body(state, &work, item.as_ref(), lang, look)?;
        let actions = actions(state, &work, item.as_ref(), &mut more, lang, look)?;
        (body, actions)
    };
    Ok(Parts {
        screen: Screen::Receive,
        title,
        body,
        actions,
        more,
        overlay: overlay(state, item.as_ref(), &work.lines, lang, look)?,
    })
}

fn body(state: &State, work: &Work, item: Option<&Item>, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let delivery = work.delivery.as_ref();
    let mut from = Vec::new();
    if let Some(supplier) = supplier(state, delivery)
        .map(|id| look.supplier(id))
        .transpose()?
        .flatten()
    {
        from.push(supplier.name);
    }
    if let Some(arrival) = delivery.and_then(|delivery| delivery.arrival) {
        from.push(match lang {
            Lang::ZhTw => format!("{} 箱，破損 {}", arrival.cartons, arrival.damaged),
            Lang::En => format!("{} cartons, {} damaged", arrival.cartons, arrival.damaged),
        });
    }
    let mut notes = Vec::new();
    if let Some(reason) = state.damage {
        let photos = match state.photos.len() {
            0 => String::new(),
            photos => format!(" · {} {photos}", t(lang, "照片", "Photos")),
        };
        notes.push(format!(
            "{}：{}{photos}",
            t(lang, "現在刷的算不良", "Scans are bad now"),
            reason.text(lang)
        ));
    }
    if delivery.is_some_and(|delivery| delivery.merged.is_some()) {
        notes.push(t(
            lang,
            "辦公室併到預期的那張了：再刷就換過去",
            "The office says that it is an expected delivery: the next scan leads there",
        ));
    }
    if delivery.is_some_and(|delivery| delivery.inspection == Inspection::Sample) {
        notes.push(t(
            lang,
            "抽驗：開一箱逐件點，其餘刷箱碼",
            "Sample: open one carton, scan the others closed",
        ));
    }
    let of = |wanted: Option<ItemId>| {
        let mut sum = (0, 0, 0);
        for line in work
            .lines
            .iter()
            .filter(|line| wanted.is_none_or(|item| item == line.item))
        {
            sum = (sum.0 + line.counted(), sum.1 + line.expected, sum.2 + line.bad);
        }
        for extra in work
            .extras
            .iter()
            .filter(|extra| wanted.is_none_or(|item| item == extra.item))
        {
            sum = (sum.0 + extra.good + extra.bad, sum.1, sum.2 + extra.bad);
        }
        sum
    };
    let (done, target, bad) = of(item.map(|item| item.id));
    let piece = Unit::Piece.text(lang);
    let content = state.last.as_ref().filter(|last| last.quantity > 1);
    Ok(Body::Receive(ReceiveView {
        prompt: t(lang, "逐件刷商品", "Scan the goods"),
        number: number(state, delivery),
        supplier: from.join(" · "),
        notes,
        item: item.map(|item| {
            let none = Lot::default();
            item_view(item, state.last.as_ref().map_or(&none, |last| &last.lot), lang)
        }),
        done,
        target,
        bad,
        bad_text: if bad > 0 {
            format!("{} {bad}", t(lang, "不良", "Bad"))
        } else {
            String::new()
        },
        photos: thumbs(&state.photos, look)?,
        content: content.map_or_else(String::new, |last| format!("= {} {piece}", last.quantity)),
        unit: piece.to_owned(),
        lines: rows(state, work, lang, look)?,
    }))
}

/// The last three: as many as stand beside the words.
fn thumbs(photos: &[PhotoId], look: &dyn Look) -> Looked<Vec<Thumb>> {
    let mut thumbs = Vec::new();
    for id in photos.iter().skip(photos.len().saturating_sub(3)) {
        thumbs.extend(look.thumb(*id)?);
    }
    Ok(thumbs)
}
