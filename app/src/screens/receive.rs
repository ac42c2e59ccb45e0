//! The receiving screen: what was counted last, how much of it, and what is still to come.

use super::{Parts, action, common_more, item_view, pad, t};
use crate::flows::pad::Pad;
use crate::flows::receive::{
    Asked, Closing, Pending, Sheet, State, Work, closing, day_on, may_key, number, read, supplier,
};
use crate::flows::{Look, Looked, undo_name};
use crate::view::{
    Action, ActionKind, Body, ChoiceOption, Overlay, PadField, ReceiveView, RowView, Screen, Thumb, Tone,
};
use shared::catalogue::{Item, Unit};
use shared::facts::{DamageReason, How, TaskRef};
use shared::id::ItemId;
use shared::lang::Lang;
use shared::photo::PhotoId;
use shared::stock::Lot;
use shared::task::{DeliveryLine, Inspection};

/// Lines on the screen at most: the rest comes up as these are counted.
const ROWS: usize = 60;

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

/// What is open comes first; the item of the last scan stands above all.
fn rows(state: &State, work: &Work, lang: Lang, look: &dyn Look) -> Looked<Vec<RowView>> {
    let last = state.last.as_ref().map(|last| last.item);
    let mut order: Vec<&DeliveryLine> = work.lines.iter().collect();
    order.sort_by_key(|line| (Some(line.item) != last, line.open() == 0, line.seq));
    let mut rows = Vec::new();
    for line in order.iter().take(ROWS) {
        rows.push(row(work, line, Some(line.item) == last, lang, look)?);
    }
    for extra in &work.extras {
        let name = item_name(extra.item, lang, look)?;
        rows.push(RowView {
            id: format!("extra.{}", extra.item),
            title: name,
            detail: if work.blind {
                bad_words(extra.bad, lang)
            } else {
                t(lang, "單上沒有", "Not ordered")
            },
            value: (extra.good + extra.bad).to_string(),
            tone: Tone::Active,
        });
    }
    if order.len() > ROWS {
        let rest = order.len() - ROWS;
        rows.push(RowView {
            id: "rest".to_owned(),
            title: match lang {
                Lang::ZhTw => format!("還有 {rest} 行"),
                Lang::En => format!("{rest} more lines"),
            },
            detail: String::new(),
            value: String::new(),
            tone: Tone::Plain,
        });
    }
    Ok(rows)
}

fn item_name(item: ItemId, lang: Lang, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(item)?
        .map_or_else(|| "?".to_owned(), |item| item.name_in(lang).to_owned()))
}

fn bad_words(bad: i64, lang: Lang) -> String {
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

/// Short, over and bad, line by line, before the delivery is closed.
fn closing_rows(work: &Work, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut rows = Vec::new();
    for line in work
        .lines
        .iter()
        .filter(|line| line.open() > 0 || work.over(line) > 0 || line.bad > 0)
    {
        let mut says = Vec::new();
        if line.open() > 0 {
            says.push(format!("{} {}", t(lang, "短少", "Short"), line.open()));
        }
        if work.over(line) > 0 {
            says.push(format!("{} {}", t(lang, "多", "Over"), work.over(line)));
        }
        says.push(bad_words(line.bad, lang));
        says.retain(|part| !part.is_empty());
        rows.push(RowView {
            detail: says.join(" · "),
            ..row(work, line, false, lang, look)?
        });
    }
    for extra in work.extras.iter().filter(|extra| !work.blind || extra.bad > 0) {
        rows.push(RowView {
            id: format!("extra.{}", extra.item),
            title: item_name(extra.item, lang, look)?,
            detail: if work.blind {
                bad_words(extra.bad, lang)
            } else {
                t(lang, "單上沒有", "Not ordered")
            },
            value: (extra.good + extra.bad).to_string(),
            tone: Tone::Stopped,
        });
    }
    let Closing { good, bad, .. } = closing(work);
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "數量都對", "Everything is there"),
            text: match lang {
                Lang::ZhTw => format!("良品 {good}，不良 {bad}。"),
                Lang::En => format!("{good} good, {bad} bad."),
            },
        });
    }
    Ok(Body::Rows {
        heading: t(lang, "和單子不一樣的", "What differs from the papers"),
        rows,
    })
}

fn closing_actions(lang: Lang) -> Vec<Action> {
    vec![
        action("close.confirm", ActionKind::Main, t(lang, "確定結束", "Close it")),
        action(
            "overlay.close",
            ActionKind::Plain,
            t(lang, "繼續點", "Go on counting"),
        ),
    ]
}

fn actions(
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

fn text(id: &str, title: String, hint: String, lang: Lang) -> Overlay {
    Overlay::Text {
        id: id.to_owned(),
        title,
        hint,
        text: String::new(),
        ok: t(lang, "確定", "OK"),
    }
}

fn overlay(
    state: &State,
    item: Option<&Item>,
    lines: &[DeliveryLine],
    lang: Lang,
    look: &dyn Look,
) -> Looked<Option<Overlay>> {
    let Some(sheet) = &state.sheet else {
        return Ok(None);
    };
    let named = |id: ItemId| item_name(id, lang, look);
    let last4 = t(
        lang,
        "貨號、條碼的最後四碼，或整個貨號",
        "Last four of SKU or barcode, or the whole SKU",
    );
    Ok(Some(match sheet {
        Sheet::Close => return Ok(None),
        Sheet::Supplier => suppliers(lang, look)?,
        Sheet::Cartons { pad } => fields(
            t(lang, "點箱", "Count the cartons"),
            String::new(),
            pad,
            String::new(),
            lang,
        ),
        Sheet::Driver {
            cartons,
            damaged,
            driver,
        } => Overlay::Signature {
            title: t(lang, "司機簽名", "The driver signs"),
            driver: driver.clone(),
            summary: match lang {
                Lang::ZhTw => format!("{cartons} 箱，外箱破損 {damaged}"),
                Lang::En => format!("{cartons} cartons, {damaged} damaged outside"),
            },
            ok: t(lang, "確定", "OK"),
        },
        Sheet::Quantity { pad, .. } => {
            let open = item.map_or(0, |item| crate::flows::receive::open_of(item.id, lines));
            pad::quantity(pad, item, open, lang)
        }
        Sheet::Unit { pending, options } => pad::units(look.item(pending.item)?.as_ref(), options, lang),
        Sheet::Item { items, .. } => which(items, lang, look)?,
        Sheet::Lot { pending } => text(
            "lot",
            format!("{} {}", t(lang, "批號", "Lot"), named(pending.item)?),
            t(lang, "刷批號條碼，或輸入", "Scan the lot, or key it"),
            lang,
        ),
        Sheet::Serial { pending } => text(
            "serial",
            format!("{} {}", t(lang, "序號", "Serial"), named(pending.item)?),
            t(lang, "刷序號條碼，或輸入", "Scan the serial, or key it"),
            lang,
        ),
        Sheet::Expiry { pending, pad } => {
            let item = look.item(pending.item)?;
            let words = item
                .as_ref()
                .and_then(|item| day_on(pad, item, lang))
                .unwrap_or_default();
            fields(
                named(pending.item)?,
                if words.is_empty() {
                    t(lang, "1150630、20260630 或 202606", "20260630, 1150630 or 202606")
                } else {
                    format!("{} {words}", t(lang, "效期", "Use by"))
                },
                pad,
                String::new(),
                lang,
            )
        }
        Sheet::Damage => reasons(lang),
        Sheet::Manual => text(
            "last4",
            t(lang, "刷不到：末四碼", "Unreadable: last four"),
            last4,
            lang,
        ),
        Sheet::Learn { code, .. } => text(
            "last4",
            format!("{} {}", t(lang, "新條碼", "New barcode"), crate::say::shown(code)),
            t(
                lang,
                "刷那項商品的另一個條碼，或輸入貨號、末四碼",
                "Scan another code of the item, or key its SKU or last four",
            ),
            lang,
        ),
        Sheet::LearnUnit { item, .. } => Overlay::Choice {
            title: format!("{} {}", named(*item)?, t(lang, "貼在哪裡？", "is on what?")),
            options: Unit::ALL
                .into_iter()
                .map(|unit| unit_option(unit, lang))
                .collect(),
        },
        Sheet::LearnQuantity { item, unit, pad, .. } => fields(
            named(*item)?,
            match lang {
                Lang::ZhTw => format!("1 {}有幾個？", unit.text(lang)),
                Lang::En => format!("How many in one {}?", unit.text(lang)),
            },
            pad,
            String::new(),
            lang,
        ),
    }))
}

fn unit_option(unit: Unit, lang: Lang) -> ChoiceOption {
    let (title, detail) = match (unit, lang) {
        (Unit::Piece, Lang::ZhTw) => ("單件", "一個商品"),
        (Unit::Piece, Lang::En) => ("A piece", "One of it"),
        (Unit::Inner, Lang::ZhTw) => ("盒", "再輸入一盒幾個"),
        (Unit::Inner, Lang::En) => ("A box", "Then say how many are inside"),
        (Unit::Carton, Lang::ZhTw) => ("箱", "再輸入一箱幾個"),
        (Unit::Carton, Lang::En) => ("A carton", "Then say how many are inside"),
    };
    ChoiceOption {
        id: unit.code().to_owned(),
        title: title.to_owned(),
        detail: detail.to_owned(),
        item: None,
    }
}

fn fields(title: String, hint: String, pad: &Pad, total: String, lang: Lang) -> Overlay {
    let label = |id: &str| match id {
        "cartons" => t(lang, "箱", "cartons"),
        "damaged" => t(lang, "破損", "damaged"),
        "expiry" => t(lang, "效期", "use by"),
        "made" => t(lang, "製造", "made"),
        _ => Unit::Piece.text(lang).to_owned(),
    };
    Overlay::Pad {
        title,
        hint,
        fields: pad
            .fields
            .iter()
            .map(|field| PadField {
                id: field.id.clone(),
                label: label(&field.id),
                text: field.text.clone(),
            })
            .collect(),
        active: pad.active.clone(),
        total,
        ok: t(lang, "確定", "OK"),
    }
}

fn reasons(lang: Lang) -> Overlay {
    let option = |reason: DamageReason| ChoiceOption {
        id: reason.code().to_owned(),
        title: reason.text(lang).to_owned(),
        detail: String::new(),
        item: None,
    };
    Overlay::Choice {
        title: t(lang, "哪裡不良？", "What is wrong?"),
        options: DamageReason::ALL.into_iter().map(option).collect(),
    }
}

fn suppliers(lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let mut options = vec![ChoiceOption {
        id: "open".to_owned(),
        title: t(lang, "不知道，先空著", "Not known: leave it open"),
        detail: String::new(),
        item: None,
    }];
    for supplier in look.all_suppliers()? {
        options.push(ChoiceOption {
            id: supplier.id.hex(),
            title: supplier.name,
            detail: supplier.code,
            item: None,
        });
    }
    Ok(Overlay::Choice {
        title: t(lang, "哪一家的貨？", "Whose goods?"),
        options,
    })
}

pub(super) fn which(items: &[ItemId], lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let mut options = Vec::new();
    for id in items {
        if let Some(item) = look.item(*id)? {
            options.push(ChoiceOption {
                id: id.hex(),
                title: item.name_in(lang).to_owned(),
                detail: item.sku.clone(),
                item: Some(item_view(&item, &Lot::default(), lang)),
            });
        }
    }
    Ok(Overlay::Choice {
        title: t(lang, "是哪一個？", "Which one?"),
        options,
    })
}
