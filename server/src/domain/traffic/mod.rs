//! 網站流量: what platforms say of visits, a day and platform, with or without the item.
//!
//! Invariant: one number a day, platform and item; a later file corrects it. The shop's pages as a whole are a row of
//! their own: who looks at three items is one visitor, so the items' visitors do not add up to the shop's.

use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::ItemId;

/// Visits of one day at most: more is a wrong column.
pub const MOST: i64 = 1_000_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    pub visitors: i64,
    pub views: i64,
    pub clicks: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// `YYYY-MM-DD` of the shop.
    pub day: String,
    pub channel: String,
    /// `None`: the shop's pages as a whole.
    pub item: Option<ItemId>,
    pub visits: Visits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    New,
    Changed,
    Same,
}

fn item(item: Option<ItemId>) -> String {
    item.map(|item| item.hex()).unwrap_or_default()
}

pub fn put(cx: &Cx<'_>, traffic: &Traffic) -> Result<Put, DbError> {
    let Traffic {
        day,
        channel,
        item: of,
        visits,
    } = traffic;
    let known = cx.row(
        "select visitors, views, clicks from traffic where day = ?1 and channel = ?2 and item = ?3",
        params![day, channel, item(*of)],
    )?;
    let put = match known {
        None => Put::New,
        Some(row) => {
            let before = Visits {
                visitors: row.int("visitors")?,
                views: row.int("views")?,
                clicks: row.int("clicks")?,
            };
            if before == *visits {
                return Ok(Put::Same);
            }
            Put::Changed
        }
    };
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            day,
            channel,
            item(*of),
            visits.visitors,
            visits.views,
            visits.clicks,
            cx.now
        ],
    )?;
    Ok(put)
}

/// Both days included.
pub fn period(tx: &Tx<'_>, from: &str, to: &str) -> Result<Vec<Traffic>, DbError> {
    tx.rows(
        "select day, channel, item, visitors, views, clicks from traffic where day >= ?1 and day <= ?2",
        params![from, to],
    )?
    .iter()
    .map(|row| {
        let item = row.text("item")?;
        Ok(Traffic {
            day: row.text("day")?,
            channel: row.text("channel")?,
            item: match item.is_empty() {
                true => None,
                false => Some(row.parse("item")?),
            },
            visits: Visits {
                visitors: row.int("visitors")?,
                views: row.int("views")?,
                clicks: row.int("clicks")?,
            },
        })
    })
    .collect()
}
