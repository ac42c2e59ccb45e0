//! Returns from a file.

use super::{Became, ImportError, Order, Refused, Report, reason, take_in};
use crate::db::{Cx, DbError, Store};
use crate::domain::returns::{self, Head, NotKept, Told, ToldLine};
use crate::intake::file::Sheet;
use crate::intake::returns::{ReturnDraft, drafts};
use shared::lang::Lang;

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let (intake, left_out) = drafts(sheet, &order.mapping);
    for one in left_out {
        report.skipped.push(Refused {
            rows: vec![one.row],
            key: one.key,
            reason: one.reason.message(order.lang),
        });
    }
    take_in(store, order, intake, report, progress, keep)
}

fn keep(cx: &Cx<'_>, draft: &ReturnDraft, lang: Lang) -> Result<Became, DbError> {
    let told = Told {
        channel: draft.channel.clone(),
        order_no: draft.order_no.clone(),
        parcel: draft.parcel.clone(),
        buyer: draft.buyer.clone(),
        source: draft.source,
        head: Head {
            reason: draft.reason.or_else(|| draft.source.and_then(returns::why)),
            reason_note: draft.reason_note.clone(),
            platform_no: draft.return_no.clone(),
            codes: draft.codes.clone(),
            received_on: draft.received_on.clone(),
            noticed_on: draft.noticed_on.clone(),
            note: draft.remark.clone(),
            ..Head::default()
        },
        lines: draft
            .lines
            .iter()
            .map(|line| ToldLine {
                code: line.code.clone(),
                quantity: line.quantity,
                row: line.row,
            })
            .collect(),
        rows: draft.rows.clone(),
    };
    let kept = returns::keep(cx, &told)?;
    let key = [&draft.return_no, &draft.order_no, &draft.parcel]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_default();
    let mut became: Vec<Became> = Vec::new();
    became.extend(kept.announced.iter().map(|_| Became::Created));
    became.extend((0..kept.same).map(|_| Became::Same));
    became.extend(kept.refused.into_iter().map(|(rows, why)| Became::Refused {
        rows,
        key: key.clone(),
        reason: said(&why, lang),
    }));
    Ok(Became::Several(became))
}

fn said(why: &NotKept, lang: Lang) -> String {
    let (zh, en) = match why {
        NotKept::Wrong(invalid) => return reason::reason(invalid, lang),
        NotKept::NoOrder(no) => (format!("沒有訂單「{no}」"), format!("there is no order '{no}'")),
        NotKept::SeveralOrders(no) => (
            format!("好幾個平台都有訂單「{no}」，請補上平台"),
            format!("several channels have an order '{no}': name the channel"),
        ),
        NotKept::NoParcel(no) => (
            format!("沒有單號是「{no}」的包裹"),
            format!("no parcel has the number '{no}'"),
        ),
        NotKept::SeveralParcels(no) => (
            format!("好幾個包裹的單號是「{no}」"),
            format!("several parcels have the number '{no}'"),
        ),
        NotKept::NotInOrder { code, order_no } => (
            format!("訂單「{order_no}」裡沒有「{code}」"),
            format!("'{code}' is not in order '{order_no}'"),
        ),
        NotKept::TooMany { code, left } => (
            format!("「{code}」只剩 {left} 件可以退"),
            format!("of '{code}' only {left} can still come back"),
        ),
        NotKept::NothingLeft(no) => (
            format!("訂單「{no}」已經沒有可以退的商品"),
            format!("nothing of order '{no}' is left to come back"),
        ),
        NotKept::NoBuyer(code) => (
            format!("「{code}」沒有買家，找不到原來的訂單"),
            format!("'{code}' has no buyer, so its sale cannot be found"),
        ),
        NotKept::NoSale { code, buyer } => (
            format!("買家「{buyer}」在這之前沒有買過「{code}」"),
            format!("buyer '{buyer}' has no earlier sale of '{code}'"),
        ),
        NotKept::Differs(no) => (
            format!("退貨「{no}」之前已通知，內容不同；請到退貨單修改"),
            format!("return '{no}' was announced before with other lines: change it on its page"),
        ),
    };
    match lang {
        Lang::ZhTw => zh,
        Lang::En => en,
    }
}
