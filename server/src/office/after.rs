//! What followed a sale, on the page of its order and of its return: returns, exchanges, refunds, customers' questions;
//! and the ways to begin another.

use crate::db::{DbError, Tx};
use crate::domain::cases::{self, CaseView};
use crate::domain::exchange::{self, ExchangeView};
use crate::domain::orders::OrderHead;
use crate::domain::refunds::{self, RefundHead};
use crate::domain::returns::{self, Decision, ReturnHead};
use shared::id::{OrderId, ReturnId};

/// Shown by `office/after.html`.
pub struct After {
    pub order: OrderId,
    /// As people and forms name the order: platform and number.
    pub named: String,
    /// The return that it is about; `None`: the whole order.
    pub returned: Option<(ReturnId, String)>,
    /// Goods can come back at all, and nobody decided that they bring no money.
    pub may_refund: bool,
    pub may_exchange: bool,
    pub returns: Vec<ReturnHead>,
    pub exchanges: Vec<ExchangeView>,
    pub refunds: Vec<RefundHead>,
    pub cases: Vec<CaseView>,
}

impl After {
    pub fn is_empty(&self) -> bool {
        self.returns.is_empty()
            && self.exchanges.is_empty()
            && self.refunds.is_empty()
            && self.cases.is_empty()
    }

    /// The exchange made this order, and is not of its goods.
    pub fn made_by(&self, exchange: &ExchangeView) -> bool {
        exchange.new_order == Some(self.order)
    }
}

pub fn of_order(tx: &Tx<'_>, order: &OrderHead) -> Result<After, DbError> {
    let stands = order.state != "cancelled";
    Ok(After {
        order: order.id,
        named: format!("{} {}", order.channel, order.order_no),
        returned: None,
        may_refund: true,
        may_exchange: stands,
        returns: returns::of_order(tx, order.id)?,
        exchanges: exchange::of_order(tx, order.id)?,
        refunds: refunds::of_order(tx, order.id)?,
        cases: cases::of_order(tx, order.id)?,
    })
}

/// `None`: nobody knows yet whose the parcel is.
pub fn of_return(tx: &Tx<'_>, head: &ReturnHead) -> Result<Option<After>, DbError> {
    let Some(order) = head.order else {
        return Ok(None);
    };
    let stands = head.state != "cancelled";
    Ok(Some(After {
        order,
        named: format!("{} {}", head.channel, head.order_no),
        returned: Some((head.id, head.number.clone())),
        may_refund: stands && head.decision == Some(Decision::Refund),
        may_exchange: stands && matches!(head.decision, None | Some(Decision::Exchange)),
        returns: Vec::new(),
        exchanges: exchange::of_return(tx, head.id)?,
        refunds: refunds::of_return(tx, head.id)?,
        cases: cases::of_return(tx, head.id)?,
    }))
}
