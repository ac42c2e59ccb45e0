//! Which lines of which invoices a refund is taken off.
//!
//! Each amount goes to the lines that were invoiced for it, then to lines that stand for the order as a whole, then to
//! whatever has the most left; never more than a line has. What no invoice covers is said, not lost.

use crate::domain::invoices::{Billed, InvoiceLine};
use shared::money::Minor;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An amount that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The order line's code; empty: freight.
    pub code: String,
    pub quantity: i64,
    pub amount: Minor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOff {
    pub line: Uuid,
    pub quantity: i64,
    /// 含稅
    pub amount: Minor,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// By invoice, in their order; only those of which something is taken.
    pub papers: Vec<(Uuid, Vec<TakenOff>)>,
    /// What no invoice has left for.
    pub uncovered: Minor,
}

impl Proposed {
    pub fn amount(&self) -> Minor {
        let lines = self.papers.iter().flat_map(|(_, lines)| lines);
        lines.map(|line| line.amount).sum()
    }
}

pub fn propose(billed: &Billed, wanted: &[Wanted]) -> Proposed {
    let mut left: BTreeMap<Uuid, Minor> = BTreeMap::new();
    let lines = || billed.invoices.iter().flat_map(|view| &view.lines);
    for line in lines() {
        left.insert(line.id, line.remaining());
    }
    let mut taken: BTreeMap<Uuid, (i64, Minor)> = BTreeMap::new();
    let mut uncovered = 0;
    for want in wanted {
        let mut open = want.amount;
        let mut first = true;
        let mut order: Vec<&InvoiceLine> = lines().collect();
        let nearness = |line: &InvoiceLine| match () {
            () if line.code == want.code => 0,
            () if line.code.is_empty() => 1,
            () => 2,
        };
        order.sort_by_key(|line| (nearness(line), std::cmp::Reverse(left.get(&line.id).copied())));
        for line in order {
            let there = left.get_mut(&line.id);
            let Some(there) = there.filter(|there| **there > 0 && open > 0) else {
                continue;
            };
            let take = open.min(*there);
            *there -= take;
            open -= take;
            let (quantity, amount) = taken.entry(line.id).or_default();
            // The pieces stand with the first of their amount; a line has one piece at least.
            *quantity += if first { want.quantity } else { 0 };
            *amount += take;
            first = false;
        }
        uncovered += open;
    }
    let mut papers = Vec::new();
    for view in &billed.invoices {
        let of_view: Vec<TakenOff> = view
            .lines
            .iter()
            .filter_map(|line| {
                let (quantity, amount) = taken.get(&line.id)?;
                Some(TakenOff {
                    line: line.id,
                    quantity: (*quantity).clamp(1, line.quantity.max(1)),
                    amount: *amount,
                })
            })
            .collect();
        if !of_view.is_empty() {
            papers.push((view.head.id, of_view));
        }
    }
    Proposed { papers, uncovered }
}
