//! 網站流量報表 from a file: a later file corrects an earlier one.

use super::{Became, ImportError, Order, Report, reason, take_in};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::{Invalid, item_by_sku};
use crate::domain::traffic::{self, MOST, Put, Traffic, Visits};
use crate::intake::file::Sheet;
use crate::intake::traffic::{self as intake, TrafficDraft};
use shared::lang::Lang;

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let drafts = intake::drafts(sheet, &order.mapping);
    take_in(store, order, drafts, report, progress, keep)
}

fn keep(cx: &Cx<'_>, draft: &TrafficDraft, lang: Lang) -> Result<Became, DbError> {
    let refuse = |invalid: Invalid| {
        let key = format!("{} {} {}", draft.day, draft.channel, draft.sku);
        Ok(reason::invalid(&[draft.row], key.trim(), lang, &invalid))
    };
    let item = match draft.sku.is_empty() {
        true => None,
        false => match item_by_sku(cx, &draft.sku)? {
            Some(item) => Some(item),
            None => {
                return refuse(Invalid::Unknown {
                    field: "sku",
                    value: draft.sku.clone(),
                });
            }
        },
    };
    let counts = [draft.visitors, draft.views, draft.clicks];
    if let Some(wrong) = counts.into_iter().find(|count| *count > MOST) {
        return refuse(Invalid::Unknown {
            field: "visitors",
            value: wrong.to_string(),
        });
    }
    let traffic = Traffic {
        day: draft.day.clone(),
        channel: draft.channel.clone(),
        item,
        visits: Visits {
            visitors: draft.visitors,
            views: draft.views,
            clicks: draft.clicks,
        },
    };
    Ok(match traffic::put(cx, &traffic)? {
        Put::New => Became::Created,
        Put::Changed => Became::Changed,
        Put::Same => Became::Same,
    })
}
