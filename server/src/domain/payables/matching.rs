//! Three-way match (三方核對): what was ordered, what came good, what is invoiced.

use super::{Amount, PRICE_LIMIT, Taxed, taxed};
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId};

#[derive(Clone, Debug)]
pub struct MatchRow {
    pub line: DeliveryLineId,
    pub sku: String,
    pub name: String,
    pub ordered: i64,
    /// 合格量: good pieces that are ours to keep.
    pub payable: i64,
    /// Price of the order, minor units; 0: not known.
    pub price: i64,
    pub invoiced: i64,
    /// What the invoices ask for the line, minor units.
    pub invoiced_amount: i64,
}

impl MatchRow {
    pub fn amount(&self) -> i64 {
        self.payable * self.price
    }

    /// Pieces invoiced beyond what came good; below zero: not invoiced yet.
    pub fn pieces_off(&self) -> i64 {
        self.invoiced - self.payable
    }

    pub fn amount_off(&self) -> i64 {
        self.invoiced_amount - self.amount()
    }

    /// The invoice asks another price than the order.
    pub fn price_off(&self) -> bool {
        self.invoiced > 0 && self.price > 0 && self.invoiced_amount != self.invoiced * self.price
    }

    pub fn differs(&self) -> bool {
        self.invoiced > 0 && (self.pieces_off() != 0 || self.price_off())
    }

    /// Of several prices the mean, rounded down, minor units.
    pub fn invoiced_price(&self) -> i64 {
        self.invoiced_amount.checked_div(self.invoiced).unwrap_or(0)
    }
}

#[derive(Clone, Debug)]
pub struct Match {
    pub rows: Vec<MatchRow>,
    /// What is to be paid for what came good.
    pub receipt: Amount,
    /// What the invoices' own totals say. An invoice over several deliveries counts here only by its lines.
    pub invoiced: Amount,
    pub has_invoice: bool,
    pub unpriced: bool,
}

impl Match {
    pub fn difference(&self) -> Amount {
        self.invoiced.minus(self.receipt)
    }

    pub fn differs(&self) -> bool {
        self.has_invoice && (self.difference().gross() != 0 || self.rows.iter().any(MatchRow::differs))
    }
}

/// How a delivery's supplier is taxed; where it has none yet, as most are: 應稅, prices without the tax.
pub(super) fn taxed_as(kind: Option<String>, included: Option<i64>) -> Taxed {
    Taxed {
        taxable: kind.is_none_or(|kind| kind == "taxable"),
        included: included == Some(1),
    }
}

pub fn match_of(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Match, DbError> {
    let rows: Vec<MatchRow> = tx
        .rows(include_str!("sql/match_lines.sql"), params![delivery])?
        .iter()
        .map(|row| {
            Ok(MatchRow {
                line: row.parse("id")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                ordered: row.int("expected")?,
                payable: row.int("payable")?,
                price: row.int("unit_price")?,
                invoiced: row.int("invoiced")?,
                invoiced_amount: row.int("invoiced_amount")?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    let head = tx
        .row(include_str!("sql/match_head.sql"), params![delivery])?
        .ok_or_else(|| DbError::Column("delivery".to_owned()))?;
    let how = taxed_as(head.opt_text("tax_kind")?, head.opt_int("tax_included")?);
    // Invoices that cover this delivery alone speak for themselves; of shared ones the lines do.
    let shared = taxed(head.int("shared_lines")?, how);
    let own = Amount {
        net: head.int("own_net")?,
        tax: head.int("own_tax")?,
    };
    Ok(Match {
        receipt: taxed(rows.iter().map(MatchRow::amount).sum(), how),
        invoiced: own.plus(shared),
        has_invoice: head.int("invoices")? > 0,
        unpriced: rows.iter().any(|row| row.payable > 0 && row.price == 0),
        rows,
    })
}

/// Sets the prices of a delivery's lines, minor units; answers how many there were.
pub fn set_prices(
    cx: &Cx<'_>,
    delivery: DeliveryId,
    prices: &[(DeliveryLineId, i64)],
) -> Result<usize, DbError> {
    let mut set = 0;
    for (line, price) in prices {
        if (0..=PRICE_LIMIT).contains(price) {
            set += cx.exec(
                "update delivery_line set unit_price = ?3 where id = ?1 and delivery = ?2",
                params![*line, delivery, *price],
            )?;
        }
    }
    Ok(usize::try_from(set).unwrap_or(usize::MAX))
}
