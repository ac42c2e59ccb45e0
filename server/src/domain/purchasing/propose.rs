//! What should be ordered: where what is there and coming falls to the reorder point, up to the target.
//!
//! The rule: position = on hand + expected + drafted − reserved − waiting. Reorder point = the greater of the item's
//! minimum and its safety stock + demand over the supplier's lead time. At or below it, what is missing to the target
//! is proposed: the item's maximum where it has one, else the reorder point and one lead time's demand more; never less
//! than the supplier's least order. Demand is what was picked in the last days, rounded up to whole pieces.
//!
//! Invariant: every number that went in is shown with what came out; a person decides. Deliberately absent: seasons and
//! forecasts, which a shop of this size does by looking.

use super::purchase::{LineForm, Origin, PurchaseForm, SaveOutcome, save_purchase};
use super::supplier::get_supplier;
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::settings::{self, day};
use crate::params;
use shared::catalogue::Unit;
use shared::id::{ItemId, PurchaseId, SupplierId};
use shared::money::Minor;
use std::collections::BTreeMap;

/// What is known of an item. Pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Good, in bins that orders are picked from and on the dock, not expired.
    pub on_hand: i64,
    /// Spoken for by released lists.
    pub reserved: i64,
    /// Wanted by orders that are not released yet.
    pub waiting: i64,
    /// Ordered and still to come.
    pub expected: i64,
    /// In drafts of orders.
    pub drafted: i64,
    /// Picked in the last `days`.
    pub picked: i64,
    pub days: i64,
    pub lead_days: i64,
    pub safety: i64,
    pub min: i64,
    pub max: i64,
    /// The supplier's least order.
    pub least: i64,
}

/// What follows from the numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    pub position: i64,
    /// Demand over the lead time.
    pub lead_demand: i64,
    pub reorder_point: i64,
    pub target: i64,
    /// 0: nothing is proposed.
    pub quantity: i64,
}

pub fn propose(n: &Numbers) -> Rule {
    let days = n.days.max(1);
    let lead_demand = (n.picked.max(0) * n.lead_days.max(0) + days - 1) / days;
    let position = n.on_hand + n.expected + n.drafted - n.reserved - n.waiting;
    let reorder_point = n.min.max(n.safety + lead_demand);
    let target = if n.max > reorder_point {
        n.max
    } else {
        reorder_point + lead_demand
    };
    let missing = target - position;
    // Orders that wait for goods are a reason by themselves, whatever the rule says.
    let due = reorder_point > 0 && position <= reorder_point || position < 0;
    Rule {
        position,
        lead_demand,
        reorder_point,
        target,
        quantity: if due && missing > 0 {
            missing.max(n.least)
        } else {
            0
        },
    }
}

/// An item that should be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub numbers: Numbers,
    pub rule: Rule,
    /// The main supplier, else the cheapest.
    pub supplier: Option<(SupplierId, String)>,
    pub price: Minor,
    /// Pieces of a carton; 0 when not known.
    pub carton: i64,
}

fn decode(row: &Row, days: i64) -> Result<Proposal, DbError> {
    let numbers = Numbers {
        on_hand: row.int("on_hand")?,
        reserved: row.int("reserved")?,
        waiting: row.int("waiting")?,
        expected: row.int("expected")?,
        drafted: row.int("drafted")?,
        picked: row.int("picked")?,
        days,
        lead_days: row.opt_int("lead_days")?.unwrap_or(0),
        safety: row.int("safety_stock")?,
        min: row.int("min_stock")?,
        max: row.int("max_stock")?,
        least: row.opt_int("least")?.unwrap_or(0),
    };
    let supplier = match row.opt_parse("supplier")? {
        Some(id) => Some((id, row.opt_text("supplier_name")?.unwrap_or_default())),
        None => None,
    };
    Ok(Proposal {
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        rule: propose(&numbers),
        numbers,
        supplier,
        price: row.opt_int("price")?.unwrap_or(0),
        carton: row.opt_int("carton")?.unwrap_or(0),
    })
}

/// What should be ordered by the demand of the last `days`, by supplier and SKU; at most `limit`.
pub fn proposals(tx: &Tx<'_>, now: i64, days: i64, limit: usize) -> Result<Vec<Proposal>, DbError> {
    let today = day::date(now, settings::shop(tx)?.utc_offset_min);
    let rows = tx.rows(
        include_str!("sql/proposals.sql"),
        params![now - days * day::DAY_MS, today],
    )?;
    let mut found = Vec::new();
    for row in rows {
        let proposal = decode(&row, days)?;
        if proposal.rule.quantity > 0 && found.len() < limit {
            found.push(proposal);
        }
    }
    found.sort_by(|a, b| {
        let by = |p: &Proposal| {
            (
                p.supplier.is_none(),
                p.supplier.clone().map(|s| s.1),
                p.sku.clone(),
            )
        };
        by(a).cmp(&by(b))
    });
    Ok(found)
}

/// What a person ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub supplier: SupplierId,
    pub item: ItemId,
    pub sku: String,
    pub quantity: i64,
}

/// A draft for each supplier, due after its lead time. Stops at the first that cannot be kept, which is said.
pub fn draft_proposals(
    cx: &Cx<'_>,
    wanted: &[Wanted],
) -> Result<Result<Vec<PurchaseId>, SaveOutcome>, DbError> {
    let today = day::date(cx.now, settings::shop(cx)?.utc_offset_min);
    let mut by_supplier: BTreeMap<SupplierId, Vec<&Wanted>> = BTreeMap::new();
    for each in wanted {
        by_supplier.entry(each.supplier).or_default().push(each);
    }
    let mut drafts = Vec::with_capacity(by_supplier.len());
    for (supplier, wanted) in by_supplier {
        let lead = get_supplier(cx, supplier)?.map_or(0, |card| card.lead_days);
        let form = PurchaseForm {
            id: None,
            supplier,
            origin: Origin::Proposal,
            reference: String::new(),
            due: day::plus(&today, lead).unwrap_or_default(),
            remark: String::new(),
            lines: wanted
                .into_iter()
                .map(|each| LineForm {
                    item: each.item,
                    sku: each.sku.clone(),
                    units: each.quantity,
                    unit: Unit::Piece,
                    per_unit: None,
                    price: None,
                    due: String::new(),
                    remark: String::new(),
                })
                .collect(),
        };
        match save_purchase(cx, &form)? {
            SaveOutcome::Kept(id) => drafts.push(id),
            no => return Ok(Err(no)),
        }
    }
    Ok(Ok(drafts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(on_hand: i64) -> Numbers {
        Numbers {
            on_hand,
            picked: 56,
            days: 28,
            lead_days: 7,
            safety: 10,
            ..Numbers::default()
        }
    }

    #[test]
    fn at_the_reorder_point_what_is_missing_to_the_target_is_proposed() {
        // Two a day for seven days, and ten to be safe: 24. One lead time more: 38.
        let rule = propose(&numbers(24));
        assert_eq!((rule.lead_demand, rule.reorder_point, rule.target), (14, 24, 38));
        assert_eq!(rule.quantity, 14);
        assert_eq!(propose(&numbers(25)).quantity, 0);
        // What is coming counts, what is spoken for does not.
        assert_eq!(
            propose(&Numbers {
                expected: 1,
                ..numbers(24)
            })
            .quantity,
            0
        );
        assert_eq!(
            propose(&Numbers {
                drafted: 14,
                ..numbers(24)
            })
            .quantity,
            0
        );
        assert_eq!(
            propose(&Numbers {
                reserved: 3,
                waiting: 2,
                ..numbers(24)
            })
            .quantity,
            19
        );
    }

    #[test]
    fn minimum_maximum_and_the_suppliers_least_order() {
        let fixed = Numbers {
            on_hand: 5,
            min: 5,
            max: 40,
            days: 28,
            ..Numbers::default()
        };
        assert_eq!(propose(&fixed).quantity, 35);
        assert_eq!(propose(&Numbers { least: 100, ..fixed }).quantity, 100);
        assert_eq!(propose(&Numbers { on_hand: 6, ..fixed }).quantity, 0);
        // A maximum below the reorder point says nothing.
        assert_eq!(
            propose(&Numbers {
                max: 20,
                ..numbers(0)
            })
            .target,
            38
        );
    }

    #[test]
    fn an_item_without_rule_and_demand_is_left_alone_unless_orders_wait_for_it() {
        let none = Numbers {
            days: 28,
            ..Numbers::default()
        };
        assert_eq!(propose(&none).quantity, 0);
        assert_eq!(propose(&Numbers { waiting: 3, ..none }).quantity, 3);
    }
}
