//! 進銷存: what came into the house and what left it in a period, by item.
//!
//! Invariant: opening + in − out = closing, in every row. Opening and closing are read from the ledger as of the two
//! moments, and not from each other; what lies between is read from the movements that crossed the border of the house.
//! A fact that took something back counts against what it took back, and not as a return.

use super::{is_valued, names};
use crate::db::{DbError, Tx};
use crate::domain::stock::marks;
use crate::params;
use shared::id::ItemId;
use shared::stock::{Condition, Place};
use std::collections::HashMap;

/// Pieces of one item. What is signed says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub opening: i64,
    /// 期初建帳: opening stock that was entered in the period.
    pub opened: i64,
    /// 進貨
    pub received: i64,
    /// 銷退入
    pub customer_returns: i64,
    /// 銷貨: shipped to customers.
    pub sold: i64,
    /// 進退: sent back to suppliers.
    pub supplier_returns: i64,
    /// 調撥淨額, signed: changed from or to the condition that was asked for. Zero where all conditions are.
    pub transfers: i64,
    /// 報廢
    pub scrapped: i64,
    /// 盤盈虧, signed.
    pub counted: i64,
    pub closing: i64,
    /// Of these, pieces in a condition that has a value.
    pub closing_valued: i64,
}

impl Flow {
    /// What the period makes of the opening.
    pub fn reckoned(&self) -> i64 {
        self.opening + self.opened + self.received + self.customer_returns + self.transfers + self.counted
            - self.sold
            - self.supplier_returns
            - self.scrapped
    }

    fn is_empty(&self) -> bool {
        let numbers = [
            self.opening,
            self.opened,
            self.received,
            self.customer_returns,
            self.sold,
            self.supplier_returns,
            self.transfers,
            self.scrapped,
            self.counted,
            self.closing,
        ];
        numbers.iter().all(|number| *number == 0)
    }

    /// Takes what came from and went to a place outside.
    fn cross(&mut self, other: Place, came: i64, went: i64, undone: bool) {
        match other {
            Place::Opening => self.opened += came - went,
            Place::Supplier if undone => {
                self.received -= went;
                self.supplier_returns -= came;
            }
            Place::Supplier => {
                self.received += came;
                self.supplier_returns += went;
            }
            Place::Customer if undone => {
                self.sold -= came;
                self.customer_returns -= went;
            }
            Place::Customer => {
                self.sold += went;
                self.customer_returns += came;
            }
            Place::Lost => self.counted += came - went,
            Place::Scrap => self.scrapped += went - came,
            Place::Regrade => self.transfers += came - went,
            // Inside the house: no border was crossed.
            Place::Bin(_) | Place::Tote(_) | Place::Parcel(_) | Place::Plate(_) | Place::Dock => {}
        }
    }
}

/// Rows by SKU, of items that had something or moved, from `since` on and before `until` (milliseconds since 1970).
pub fn flow(
    tx: &Tx<'_>,
    (since, until): (i64, i64),
    query: &str,
    condition: Option<Condition>,
) -> Result<Vec<Flow>, DbError> {
    let names = names(tx, query)?;
    let mut rows: HashMap<ItemId, Flow> = HashMap::new();
    let mut of = |item: ItemId, change: &dyn Fn(&mut Flow)| {
        let Some((sku, name)) = names.get(&item) else {
            return;
        };
        change(rows.entry(item).or_insert_with(|| Flow {
            item,
            sku: sku.clone(),
            name: name.clone(),
            opening: 0,
            opened: 0,
            received: 0,
            customer_returns: 0,
            sold: 0,
            supplier_returns: 0,
            transfers: 0,
            scrapped: 0,
            counted: 0,
            closing: 0,
            closing_valued: 0,
        }));
    };
    let asked = |at: &marks::At| condition.is_none_or(|condition| condition == at.condition);
    for at in marks::stock_at(tx, None, since)?.iter().filter(|at| asked(at)) {
        of(at.item, &|row| row.opening += at.quantity);
    }
    for at in marks::stock_at(tx, None, until)?.iter().filter(|at| asked(at)) {
        of(at.item, &|row| {
            row.closing += at.quantity;
            row.closing_valued += if is_valued(at.condition) { at.quantity } else { 0 };
        });
    }
    let code = condition.map(Condition::code).unwrap_or_default();
    for crossed in tx.rows(include_str!("sql/flow.sql"), params![since, until, code])? {
        let (other, undone) = (crossed.parse("other")?, crossed.flag("undone")?);
        let (came, went) = (crossed.int("came")?, crossed.int("went")?);
        of(crossed.parse("item")?, &|row| {
            row.cross(other, came, went, undone)
        });
    }
    let mut rows: Vec<Flow> = rows.into_values().filter(|row| !row.is_empty()).collect();
    rows.sort_by(|a, b| a.sku.cmp(&b.sku));
    Ok(rows)
}
