//! What suppliers are paid: vouchers (發票, 收據, 折讓單) against deliveries, the three-way match, returns to the
//! supplier (進貨退出) and the monthly payment request (廠商請款單).
//!
//! Invariant: the payable of a period is the good pieces of its closed deliveries at their price, less the pieces of
//! its returns that had been payable, each document with its own tax; to the cent. It is computed from receipts and
//! returns whenever it is asked for; a request that was issued stands as it was, and the next one puts right what changed.
//! Deliberately absent: paying. Accounting does, with the request in hand.

mod attach;
mod correct;
mod issue;
mod matching;
mod merge;
mod origin;
mod statement;
mod supplier_return;
mod voucher;

pub use attach::{attach, attachment, attachments};
pub use issue::{FileKind, Issue, Issued, Void, Voided, changed_since, file, issue, issued_of, void};
pub use matching::{Match, MatchRow, match_of, set_prices};
pub use merge::{Bound, merge_delivery, unmerge_delivery};
pub use origin::{Origin, origins};
pub use statement::{Proof, Statement, StatementLine, StatementOf, period, statement, suppliers_of_month};
pub use supplier_return::{
    Candidate, NewReturn, NewReturnLine, ReturnLine, ReturnMade, ReturnStep, ReturnView, cancel_return,
    candidates, create_return, return_lines, returns, send_return, supplier_return,
};
pub use voucher::{
    NewVoucher, Recorded, VoucherForm, VoucherKind, VoucherLine, VoucherView, is_official, record, remove,
    usual_form, vouchers_of_delivery, vouchers_of_return,
};

use serde::{Deserialize, Serialize};

/// An amount a person may type, minor units.
pub const AMOUNT_LIMIT: i64 = 1_000_000_000_000;

/// The price of one piece, minor units: times pieces and lines it is a number still.
pub const PRICE_LIMIT: i64 = 10_000_000_000;

/// How a supplier's prices are taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    /// 應稅; else 零稅率 or 免稅.
    pub taxable: bool,
    /// Prices contain the tax.
    pub included: bool,
}

/// An amount as documents show it, minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub net: i64,
    pub tax: i64,
}

impl Amount {
    pub fn gross(self) -> i64 {
        self.net + self.tax
    }

    pub fn plus(self, other: Amount) -> Amount {
        Amount {
            net: self.net + other.net,
            tax: self.tax + other.tax,
        }
    }

    pub fn minus(self, other: Amount) -> Amount {
        Amount {
            net: self.net - other.net,
            tax: self.tax - other.tax,
        }
    }
}

/// 營業稅 5 % of what a document's prices come to, rounded half up to the cent.
pub fn taxed(prices: i64, how: Taxed) -> Amount {
    match how {
        Taxed { taxable: false, .. } => Amount { net: prices, tax: 0 },
        Taxed {
            taxable: true,
            included: false,
        } => Amount {
            net: prices,
            tax: half_up(i128::from(prices) * 5, 100),
        },
        Taxed {
            taxable: true,
            included: true,
        } => {
            let net = half_up(i128::from(prices) * 100, 105);
            Amount {
                net,
                tax: prices - net,
            }
        }
    }
}

/// `n / d`, rounded half away from zero.
fn half_up(n: i128, d: i128) -> i64 {
    let rounded = (n.abs() * 2 + d) / (d * 2) * n.signum();
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_five_percent_on_top_or_inside() {
        let on_top = Taxed {
            taxable: true,
            included: false,
        };
        let inside = Taxed {
            taxable: true,
            included: true,
        };
        let free = Taxed {
            taxable: false,
            included: false,
        };
        for (prices, how, net, tax) in [
            (10_000, on_top, 10_000, 500),
            (10, on_top, 10, 1),
            (9, on_top, 9, 0),
            (10_500, inside, 10_000, 500),
            (10_000, inside, 9_524, 476),
            (10_000, free, 10_000, 0),
            (-10_000, on_top, -10_000, -500),
        ] {
            assert_eq!(taxed(prices, how), Amount { net, tax }, "{prices} {how:?}");
        }
    }
}
