//! Orders from a file.

use super::{Became, ImportError, Order, Refused, Report, in_batches, offset, reason};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::{self, CarrierForm, ItemForm};
use crate::domain::orders::{Arrival, NewLine, NewOrder, Told};
use crate::domain::settings::Shop;
use crate::domain::waves;
use crate::intake::file::Sheet;
use crate::intake::mapping::ChargeKind;
use crate::intake::orders::{LineDraft, LineKind, OrderDraft, SkipReason, drafts};
use shared::catalogue::{Carrier, ItemKind};
use shared::lang::Lang;
use time::{Time, UtcOffset};

/// The last minute of a deadline that names only its day.
const END_OF_DAY: Time = match Time::from_hms(23, 59, 0) {
    Ok(time) => time,
    Err(_) => Time::MIDNIGHT,
};

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    shop: &Shop,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = drafts(sheet, &order.mapping);
    let lang = order.lang;
    report.problems(&intake.problems, lang);
    for skipped in &intake.skipped {
        let one = Refused {
            rows: skipped.rows.clone(),
            key: skipped.order_no.clone(),
            reason: skipped.reason.message(lang),
        };
        // A write-off is no order, but somebody may want to book it: it is in the download.
        if skipped.reason == SkipReason::WriteOff {
            report.refused.push(one)
        } else {
            report.skipped.push(one)
        }
    }
    let carriers = store.read_now(catalogue::carriers)?;
    let (offset, default_carrier, create) = (offset(shop), shop.default_carrier.clone(), order.create_items);
    let keep = move |cx: &Cx<'_>, draft: &OrderDraft| {
        let new = new_order(draft, offset, &carriers, &default_carrier);
        keep_one(cx, draft, &new, create, lang)
    };
    in_batches(store, order, intake.orders, report, progress, keep)?;
    collect_unknown(report);
    Ok(())
}

/// Marks the reason of an order with unknown codes, so that the screen can list the codes.
const UNKNOWN: char = '\u{2063}';

fn collect_unknown(report: &mut Report) {
    for refused in &mut report.refused {
        let Some((text, codes)) = refused.reason.split_once(UNKNOWN) else {
            continue;
        };
        for code in codes.split('\n') {
            *report.unknown_codes.entry(code.to_owned()).or_default() += 1;
        }
        refused.reason = text.to_owned();
    }
}

fn keep_one(
    cx: &Cx<'_>,
    draft: &OrderDraft,
    new: &NewOrder,
    create: bool,
    lang: Lang,
) -> Result<Became, DbError> {
    let mut arrival = waves::take_in(cx, new)?;
    if let Arrival::UnknownCodes(codes) = &arrival
        && create
    {
        for line in draft
            .goods()
            .filter(|line| codes.iter().any(|code| code == line.code()))
        {
            // A retired bundle is not sold again under the same code by making an item of it.
            if catalogue::retired_bundle(cx, &new.channel, line.code())?.is_none() {
                create_item(cx, line)?;
            }
        }
        arrival = waves::take_in(cx, new)?;
    }
    Ok(match arrival {
        Arrival::Created(_) => Became::Created,
        Arrival::Same(_) | Arrival::CancelledBefore => Became::Same,
        Arrival::Changed(_) | Arrival::Held { .. } => Became::Changed,
        Arrival::Pieces { code, pieces } => reason::refused(
            &draft.lines.iter().map(|line| line.row).collect::<Vec<_>>(),
            &draft.order_no,
            lang,
            &format!("「{code}」合起來是 {pieces} 件，只能是 1 – 999,999 件"),
            &format!("'{code}' stands for {pieces} pieces; it must be 1 to 999,999"),
        ),
        Arrival::UnknownCodes(codes) => Became::Refused {
            rows: draft.lines.iter().map(|line| line.row).collect(),
            key: draft.order_no.clone(),
            reason: without_meaning(cx, &new.channel, codes, lang)?,
        },
    })
}

/// Why codes mean nothing here: a bundle that was taken out of use, or nobody has said yet what they are.
fn without_meaning(cx: &Cx<'_>, channel: &str, codes: Vec<String>, lang: Lang) -> Result<String, DbError> {
    let (mut retired, mut unknown) = (Vec::new(), Vec::new());
    for code in codes {
        match catalogue::retired_bundle(cx, channel, &code)? {
            Some(sku) if sku == code => retired.push(sku),
            Some(sku) => retired.push(format!("{code} ({sku})")),
            None => unknown.push(code),
        }
    }
    let mut reasons = Vec::new();
    if !retired.is_empty() {
        reasons.push(match lang {
            Lang::ZhTw => format!("組合品已停用：{}；要再賣請到組合品頁恢復使用", retired.join("、")),
            Lang::En => format!(
                "retired bundles: {}; use them again on the bundles page to sell them",
                retired.join(", ")
            ),
        });
    }
    if unknown.is_empty() {
        return Ok(reasons.join(""));
    }
    reasons.push(match lang {
        Lang::ZhTw => format!("商品代碼沒有對應：{}", unknown.join("、")),
        Lang::En => format!("codes that mean nothing here yet: {}", unknown.join(", ")),
    });
    let between = match lang {
        Lang::ZhTw => "；",
        Lang::En => "; ",
    };
    Ok(format!(
        "{}{UNKNOWN}{}",
        reasons.join(between),
        unknown.join("\n")
    ))
}

/// An item on the way: its code is its SKU, its name the platform's. One that the catalogue refuses stays unknown.
fn create_item(cx: &Cx<'_>, line: &LineDraft) -> Result<(), DbError> {
    if catalogue::item_by_sku(cx, line.code())?.is_some() {
        return Ok(());
    }
    let name = [line.name.as_str(), line.option.as_str()].join(" ");
    let form = ItemForm {
        sku: line.code().to_owned(),
        name: if name.trim().is_empty() {
            line.code().to_owned()
        } else {
            name.trim().chars().take(200).collect()
        },
        kind: ItemKind::Goods,
        ..ItemForm::default()
    };
    if let Err(invalid) = catalogue::save_item(cx, &form)? {
        tracing::debug!(%invalid, "an item could not be created on the way");
    }
    Ok(())
}

fn new_order(
    draft: &OrderDraft,
    offset: UtcOffset,
    carriers: &[(Carrier, CarrierForm)],
    default_carrier: &str,
) -> NewOrder {
    let facts = &draft.facts;
    let told = Told {
        platform_status: draft.status.clone(),
        recipient: draft.recipient.name.clone(),
        phone: draft.recipient.phone.clone(),
        zip: draft.recipient.zip.clone(),
        address: draft.recipient.full_address(),
        store_id: facts.store_id.clone(),
        store_name: facts.store_name.clone(),
        buyer: facts.buyer_account.clone(),
        logistics: facts.logistics.clone(),
        temperature: facts.temperature.clone(),
        payment: facts.payment.clone(),
        cod: facts.cod_amount_minor.unwrap_or(0),
        tax_id: facts.tax_id.clone(),
        invoice_title: facts.invoice_title.clone(),
        invoice_carrier: facts.carrier_code.clone(),
        donation_code: facts.donation_code.clone(),
        invoice_no: facts.invoice_no.clone(),
        buyer_note: facts.buyer_note.clone(),
        seller_note: facts.seller_note.clone(),
        currency: draft.currency.clone(),
        total: facts.order_total_minor.unwrap_or(0),
        shipping_fee: facts.shipping_fee_minor.unwrap_or(0),
        placed_at: draft.placed_at.map(|when| when.unix_ms(offset, Time::MIDNIGHT)),
        cut_off: draft.cut_off.map(|when| when.unix_ms(offset, END_OF_DAY)),
    };
    let line = |line: &LineDraft| NewLine {
        kind: match line.kind {
            LineKind::Goods => "goods".to_owned(),
            LineKind::Charge(kind) => format!("charge:{}", kind.code()),
        },
        code: line.code().to_owned(),
        name: line.name.clone(),
        option_name: line.option.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price_minor.unwrap_or(0),
    };
    NewOrder {
        channel: draft.channel.clone(),
        order_no: draft.order_no.clone(),
        carrier: catalogue::carrier_for(carriers, &facts.logistics, default_carrier),
        told,
        lines: with_discounts(draft, draft.lines.iter().map(line).collect()),
        cancelled: false,
        import_run: None,
    }
}

/// The discounts of an order as charges behind its lines: a line's own under its code, the order's under none.
fn with_discounts(draft: &OrderDraft, mut lines: Vec<NewLine>) -> Vec<NewLine> {
    let charge = |kind: ChargeKind, code: &str, off: i64| NewLine {
        kind: format!("charge:{}", kind.code()),
        code: code.to_owned(),
        name: String::new(),
        option_name: String::new(),
        quantity: 1,
        unit_price: -off,
    };
    let of_lines: Vec<(&str, i64)> = draft
        .goods()
        .filter_map(|line| Some((line.code(), line.discount_minor?.saturating_abs())))
        .filter(|(_, off)| *off > 0)
        .collect();
    let facts = &draft.facts;
    let off = |amount: Option<i64>| amount.unwrap_or(0).saturating_abs();
    let (all, platform) = (off(facts.discount_minor), off(facts.platform_discount_minor));
    let own: i64 = of_lines.iter().map(|(_, off)| off).sum();
    let prices = draft
        .goods()
        .map(|line| line.quantity.saturating_mul(line.unit_price_minor.unwrap_or(0)));
    let paid = prices.sum::<i64>() - own - all - platform + facts.shipping_fee_minor.unwrap_or(0);
    // Platforms write the lines' discounts into the order's once more, unless the total says otherwise.
    let rest = match all >= own && facts.order_total_minor != Some(paid) {
        true => all - own,
        false => all,
    };
    for (code, off) in of_lines {
        lines.push(charge(ChargeKind::Discount, code, off));
    }
    for (kind, off) in [
        (ChargeKind::Discount, rest),
        (ChargeKind::PlatformDiscount, platform),
    ] {
        if off > 0 {
            lines.push(charge(kind, "", off));
        }
    }
    lines
}
