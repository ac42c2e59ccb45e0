//! Bundles from a file. A known SKU's name and parts become the file's; a retired one stays retired.

use super::{Became, ImportError, Order, Report, reason, take_in};
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
    take_in(store, order, intake, report, progress, keep_one)
}

fn keep_one(cx: &Cx<'_>, draft: &BundleDraft, lang: Lang) -> Result<Became, DbError> {
    let known = catalogue::bundle_by_sku(cx, &draft.sku)?;
    let kept = catalogue::save_bundle(cx, known, &draft.sku, &draft.name, &draft.parts)?;
    let refused = |zh: String, en: String| reason::refused(&draft.rows, &draft.sku, lang, &zh, &en);
    Ok(match kept {
        Ok(_) if known.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(Invalid::Unknown { value, .. }) => refused(
            format!("沒有內含貨號「{value}」，請先匯入商品"),
            format!("the part '{value}' is not known: import the items first"),
        ),
        Err(Invalid::Taken { value, .. }) => refused(
            format!("貨號「{value}」已經是一般商品"),
            format!("'{value}' is an item's SKU already"),
        ),
        Err(invalid) => reason::invalid(&draft.rows, &draft.sku, lang, &invalid),
    })
}
