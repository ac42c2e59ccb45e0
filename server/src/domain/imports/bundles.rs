//! Bundles from a file. A known SKU's name and parts become the file's.

use super::{Became, ImportError, Order, Report, in_batches};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::{self, Invalid};
use crate::intake::bundles::{BundleDraft, drafts};
use crate::intake::file::Sheet;
use shared::lang::Lang;

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = drafts(sheet, &order.mapping);
    report.problems(&intake.problems, order.lang);
    let lang = order.lang;
    let keep = move |cx: &Cx<'_>, draft: &BundleDraft| keep_one(cx, draft, lang);
    Ok(in_batches(store, order, intake.drafts, report, progress, keep)?)
}

fn keep_one(cx: &Cx<'_>, draft: &BundleDraft, lang: Lang) -> Result<Became, DbError> {
    let known = catalogue::bundle_by_sku(cx, &draft.sku)?;
    let kept = catalogue::save_bundle(cx, known, &draft.sku, &draft.name, &draft.parts)?;
    Ok(match kept {
        Ok(_) if known.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(invalid) => Became::Refused {
            rows: draft.rows.clone(),
            key: draft.sku.clone(),
            reason: reason(&invalid, lang),
        },
    })
}

fn reason(invalid: &Invalid, lang: Lang) -> String {
    match (invalid, lang) {
        (Invalid::Unknown { value, .. }, Lang::ZhTw) => format!("沒有內含貨號「{value}」，請先匯入商品"),
        (Invalid::Unknown { value, .. }, Lang::En) => {
            format!("the part '{value}' is not known: import the items first")
        }
        (Invalid::Taken { value, .. }, Lang::ZhTw) => format!("貨號「{value}」已經是一般商品"),
        (Invalid::Taken { value, .. }, Lang::En) => format!("'{value}' is an item's SKU already"),
        (Invalid::TooLong { limit, field, .. }, Lang::ZhTw) => {
            let what = if *field == "sku" {
                "組合貨號"
            } else {
                "組合名稱"
            };
            format!("{what}太長，最多 {limit} 個字")
        }
        (Invalid::Empty(_), Lang::ZhTw) => "組合貨號、組合名稱和內含貨號都要填".to_owned(),
        (Invalid::Control { .. }, Lang::ZhTw) => "裡面有換行或看不見的控制字元".to_owned(),
        (Invalid::Quantity { .. }, Lang::ZhTw) => "內含數量只能是整數 1 – 999,999".to_owned(),
        // These speak of people and of stock.
        (Invalid::LastAdmin | Invalid::Untracked(_) | Invalid::OnePiece, _)
        | (
            Invalid::TooLong { .. } | Invalid::Empty(_) | Invalid::Control { .. } | Invalid::Quantity { .. },
            Lang::En,
        ) => invalid.to_string(),
    }
}
