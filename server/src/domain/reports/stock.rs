//! 庫存報表: what there is, by item or by lot, now or at a past moment.
//!
//! Now, the balances answer, beside what is reserved, expected and arrived. At a past moment the ledger answers what
//! there was; what was reserved or expected then is not known, and said to be unknown rather than guessed.

use super::{is_valued, names};
use crate::db::{DbError, Tx};
use crate::domain::stock::marks;
use crate::params;
use shared::id::{BinId, ItemId};
use shared::stock::{Condition, Lot, Place};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Which places count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    House,
    /// Bins of a zone.
    Zone(String),
    Dock,
    Totes,
    Parcels,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct StockFilter {
    pub query: String,
    pub scope: Scope,
    pub condition: Option<Condition>,
    /// Only lots whose last day of use is at or before this day; empty: all.
    pub expires_by: String,
    /// Just before this moment, milliseconds since 1970; `None`: now.
    pub moment: Option<i64>,
    /// A row a lot and condition instead of one an item.
    pub by_lot: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    /// Empty where the row is an item's.
    pub lot: Lot,
    pub condition: Option<Condition>,
    /// In the order of [`Condition::ALL`].
    pub by_condition: [i64; 6],
    /// What a release may take today; `None` at a past moment, like the three that follow.
    pub available: Option<i64>,
    pub reserved: Option<i64>,
    pub expected: Option<i64>,
    /// 已到待驗: here, and not counted yet.
    pub arrived: Option<i64>,
}

impl StockRow {
    pub fn on_hand(&self) -> i64 {
        self.by_condition.iter().sum()
    }

    /// Pieces in a condition that has a value.
    pub fn valued(&self) -> i64 {
        let all = Condition::ALL.into_iter().zip(self.by_condition);
        all.filter(|(condition, _)| is_valued(*condition))
            .map(|(_, pieces)| pieces)
            .sum()
    }
}

struct Bin {
    zone: String,
    gives: bool,
}

fn bins(tx: &Tx<'_>) -> Result<HashMap<BinId, Bin>, DbError> {
    tx.rows(include_str!("sql/bins_all.sql"), params![])?
        .iter()
        .map(|row| {
            let bin = Bin {
                zone: row.text("zone")?,
                gives: row.flag("gives")?,
            };
            Ok((row.parse("id")?, bin))
        })
        .collect()
}

/// The zones that bins are in.
pub fn zones(tx: &Tx<'_>) -> Result<Vec<String>, DbError> {
    let all: BTreeSet<String> = bins(tx)?.into_values().map(|bin| bin.zone).collect();
    Ok(all.into_iter().filter(|zone| !zone.is_empty()).collect())
}

fn counts(scope: &Scope, place: Place, bins: &HashMap<BinId, Bin>) -> bool {
    match (scope, place) {
        (Scope::House, place) => marks::in_house(place),
        (Scope::Zone(zone), Place::Bin(bin)) => bins.get(&bin).is_some_and(|bin| bin.zone == *zone),
        (Scope::Dock, place) => place == Place::Dock,
        (Scope::Totes, place) => matches!(place, Place::Tote(_)),
        (Scope::Parcels, place) => matches!(place, Place::Parcel(_)),
        (Scope::Zone(_), _) => false,
    }
}

fn now(tx: &Tx<'_>) -> Result<Vec<marks::At>, DbError> {
    let rows = tx.rows(include_str!("sql/stock_now.sql"), params![])?;
    rows.iter().map(marks::At::decode).collect()
}

type Key = (ItemId, Lot, Option<Condition>);
type Names = HashMap<ItemId, (String, String)>;

/// Rows by SKU, lot and condition.
pub fn stock(tx: &Tx<'_>, filter: &StockFilter, today: &str) -> Result<Vec<StockRow>, DbError> {
    let (names, bins) = (names(tx, &filter.query)?, bins(tx)?);
    let held = match filter.moment {
        Some(moment) => marks::stock_at(tx, None, moment)?,
        None => now(tx)?,
    };
    let plans = match filter.moment {
        Some(_) => None,
        None => Some(Plans::read(tx)?),
    };
    let mut rows: HashMap<Key, StockRow> = HashMap::new();
    for at in &held {
        let asked = counts(&filter.scope, at.place, &bins)
            && filter.condition.is_none_or(|condition| condition == at.condition)
            && (filter.expires_by.is_empty()
                || !at.lot.expiry.is_empty() && at.lot.expiry <= filter.expires_by);
        if !asked || !names.contains_key(&at.item) {
            continue;
        }
        let row = row_of(&mut rows, &names, filter, at.item, &at.lot, Some(at.condition));
        let which = Condition::ALL.iter().position(|one| *one == at.condition);
        row.by_condition[which.unwrap_or_default()] += at.quantity;
        if let (Some(plans), Place::Bin(bin)) = (&plans, at.place) {
            let spoken = plans.spoken(at.item, bin, &at.lot, at.condition);
            *row.reserved.get_or_insert(0) += spoken;
            let free = bins.get(&bin).is_some_and(|bin| bin.gives)
                && !plans.blocked.contains(&(at.item, bin))
                && (at.lot.expiry.is_empty() || at.lot.expiry.as_str() >= today)
                && at.condition == Condition::Good;
            if free {
                *row.available.get_or_insert(0) += (at.quantity - spoken).max(0);
            }
        }
    }
    if let Some(plans) = plans.as_ref().filter(|_| plain(filter)) {
        for (item, (expected, arrived)) in plans.coming.iter().filter(|(item, _)| names.contains_key(item)) {
            let row = row_of(&mut rows, &names, filter, *item, &Lot::default(), None);
            (row.expected, row.arrived) = (Some(*expected), Some(*arrived));
        }
    }
    let mut rows: Vec<StockRow> = rows.into_values().collect();
    if plans.is_some() {
        for row in &mut rows {
            row.available.get_or_insert(0);
            row.reserved.get_or_insert(0);
            if plain(filter) {
                row.expected.get_or_insert(0);
                row.arrived.get_or_insert(0);
            }
        }
    }
    rows.sort_by(|a, b| {
        let key = |row: &StockRow| {
            (
                row.sku.clone(),
                row.lot.expiry.clone(),
                row.lot.number.clone(),
                row.condition,
            )
        };
        key(a).cmp(&key(b))
    });
    Ok(rows)
}

/// What suppliers owe has no lot, place or condition: it stands beside an item where nothing narrows the question.
fn plain(filter: &StockFilter) -> bool {
    !filter.by_lot
        && filter.scope == Scope::House
        && filter.condition.is_none()
        && filter.expires_by.is_empty()
}

fn row_of<'a>(
    rows: &'a mut HashMap<Key, StockRow>,
    names: &Names,
    filter: &StockFilter,
    item: ItemId,
    lot: &Lot,
    condition: Option<Condition>,
) -> &'a mut StockRow {
    let (lot, condition) = match filter.by_lot {
        true => (lot.clone(), condition),
        false => (Lot::default(), None),
    };
    rows.entry((item, lot.clone(), condition)).or_insert_with(|| {
        let (sku, name) = names.get(&item).cloned().unwrap_or_default();
        StockRow {
            item,
            sku,
            name,
            lot,
            condition,
            by_condition: [0; 6],
            available: None,
            reserved: None,
            expected: None,
            arrived: None,
        }
    })
}

/// What is spoken for, blocked and coming.
struct Plans {
    spoken: HashMap<(ItemId, BinId, Lot), i64>,
    blocked: HashSet<(ItemId, BinId)>,
    /// Expected and arrived.
    coming: HashMap<ItemId, (i64, i64)>,
}

impl Plans {
    fn read(tx: &Tx<'_>) -> Result<Plans, DbError> {
        let spoken = tx.rows(include_str!("sql/spoken.sql"), params![])?;
        let blocked = tx.rows("select item, bin from stock_block", params![])?;
        let coming = tx.rows(include_str!("sql/coming.sql"), params![])?;
        Ok(Plans {
            spoken: spoken
                .iter()
                .map(|row| {
                    let lot = Lot {
                        number: row.text("lot")?,
                        expiry: row.text("expiry")?,
                    };
                    Ok(((row.parse("item")?, row.parse("bin")?, lot), row.int("quantity")?))
                })
                .collect::<Result<_, DbError>>()?,
            blocked: blocked
                .iter()
                .map(|row| Ok((row.parse("item")?, row.parse("bin")?)))
                .collect::<Result<_, DbError>>()?,
            coming: coming
                .iter()
                .map(|row| Ok((row.parse("item")?, (row.int("expected")?, row.int("arrived")?))))
                .collect::<Result<_, DbError>>()?,
        })
    }

    fn spoken(&self, item: ItemId, bin: BinId, lot: &Lot, condition: Condition) -> i64 {
        match condition {
            Condition::Good => self.spoken.get(&(item, bin, lot.clone())).copied().unwrap_or(0),
            Condition::PendingInspection
            | Condition::Hold
            | Condition::BGrade
            | Condition::Defect
            | Condition::Blocked => 0,
        }
    }
}
