//! 換貨單: what a customer gives back and what goes out for it, the difference in price, and the parcel both ways.
//!
//! Invariant: how far an exchange is follows from its return and its new order, which tell of themselves; only that it is
//! off is kept. What goes out is an order like any other, of the channel [`CHANNEL`], so stock, waves and reports need to
//! know nothing of exchanges.
//! A piece is exchanged once: what another exchange took back, or a refund, is not there any more.
//! Deliberately absent: money. A difference to give back is asked for as a refund of its own; one to pay is collected with
//! the parcel, or by hand.

mod make;
mod query;
mod send;

pub use make::{BackLine, Made, NewExchange, OutLine, make};
pub use query::{
    ExchangeLine, ExchangeView, State, find, lines, list, of_order, of_return, refunds_of, return_codes,
    returns_of,
};
pub use send::{Cancelled, Changed, Sent, cancel, confirm, link, send, set_way};

/// Channel of the orders that exchanges make.
pub const CHANNEL: &str = "exchange";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// 先收後出: the goods come back and are inspected before others go out.
    BackFirst,
    /// 先出後收
    OutFirst,
}

impl Way {
    pub const ALL: [Way; 2] = [Way::BackFirst, Way::OutFirst];

    pub fn code(self) -> &'static str {
        match self {
            Way::BackFirst => "back_first",
            Way::OutFirst => "out_first",
        }
    }

    pub fn parse(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }
}
