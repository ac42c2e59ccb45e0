//! 折讓單 (營業人銷貨退回進貨退出或折讓證明單): what is taken off an invoice after a return.
//!
//! Invariant: a line's net and tax add up to its amount, and no line takes more off than its invoice line has left. Its
//! way is one-way: 已開立 → 已簽回 → 已送會計 → 已退款; until accounting has it, it may be voided, and its amount is the
//! invoice's again. Deliberately absent: several invoices on one paper (each has its own), and sending the data to the
//! tax platform: it leaves as a file.

mod attach;
mod issue;
pub mod mig;
mod propose;
mod query;
mod step;

pub use attach::{attach, file, files};
pub use issue::{Issued, NewAllowance, issue};
pub use propose::{Proposed, TakenOff, Wanted, propose};
pub use query::{
    AllowanceFilter, AllowanceHead, AllowanceLine, AllowanceView, Step, allowance, count, issued_on, list,
    of_invoice, of_refund, voided_on,
};
pub use step::{Stepped, hand_over, mark_refunded, send, sign, void};

use crate::domain::payables::Amount;
use crate::domain::purchasing::tax::amounts;
use crate::domain::purchasing::terms::TaxKind;
use shared::money::Minor;

/// 未稅 and 營業稅 of an amount in whole dollars, tax included: net = round(gross ÷ 1.05) where it is taxable.
/// Source: the official form's columns 金額（不含稅之進貨額） and 營業稅額.
pub fn split(gross: Minor, kind: TaxKind) -> Amount {
    let split = amounts(gross, kind, true);
    Amount {
        net: split.net,
        tax: split.tax,
    }
}

/// Where an allowance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 已開立
    Issued,
    /// 已簽回
    Signed,
    /// 已送會計
    Accounting,
    /// 已退款
    Refunded,
    /// 作廢
    Void,
}

impl State {
    pub const ALL: [State; 5] = [
        State::Issued,
        State::Signed,
        State::Accounting,
        State::Refunded,
        State::Void,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Issued => "issued",
            State::Signed => "signed",
            State::Accounting => "accounting",
            State::Refunded => "refunded",
            State::Void => "void",
        }
    }

    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it may go there from here.
    pub fn may_become(self, next: State) -> bool {
        matches!(
            (self, next),
            (State::Issued, State::Signed | State::Void)
                | (State::Signed, State::Accounting | State::Void)
                | (State::Accounting, State::Refunded | State::Void)
        )
    }
}

/// How it came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignedHow {
    /// 紙本簽名或蓋章: a scan of it is kept.
    #[default]
    Paper,
    /// 線上同意
    Electronic,
}

impl SignedHow {
    pub const CODES: [&'static str; 2] = ["paper", "electronic"];

    pub fn code(self) -> &'static str {
        match self {
            SignedHow::Paper => "paper",
            SignedHow::Electronic => "electronic",
        }
    }

    pub fn parse(code: &str) -> Option<SignedHow> {
        match code {
            "paper" => Some(SignedHow::Paper),
            "electronic" => Some(SignedHow::Electronic),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn net_and_tax_as_the_form_has_them() {
        for (gross, kind, net, tax) in [
            (550_000, TaxKind::Taxable, 523_800, 26_200),
            (10_500, TaxKind::Taxable, 10_000, 500),
            (1_000, TaxKind::Taxable, 1_000, 0),
            (1_100, TaxKind::Taxable, 1_000, 100),
            (10_500, TaxKind::Zero, 10_500, 0),
            (10_500, TaxKind::Free, 10_500, 0),
            (0, TaxKind::Taxable, 0, 0),
        ] {
            assert_eq!(split(gross, kind), Amount { net, tax }, "{gross} {kind:?}");
        }
    }

    proptest! {
        #[test]
        fn net_and_tax_are_whole_dollars_and_add_up(dollars in 0i64..10_000_000) {
            let amount = split(dollars * 100, TaxKind::Taxable);
            prop_assert_eq!(amount.gross(), dollars * 100);
            prop_assert!(amount.net % 100 == 0 && amount.tax % 100 == 0 && amount.tax >= 0);
            // round(gross ÷ 1.05), half up
            prop_assert_eq!(amount.net / 100, (dollars * 200 + 105).div_euclid(210));
        }
    }

    #[test]
    fn its_way_is_one_way() {
        use State::*;
        for (from, to) in [
            (Issued, Signed),
            (Signed, Accounting),
            (Accounting, Refunded),
            (Issued, Void),
            (Signed, Void),
        ] {
            assert!(from.may_become(to) && !to.may_become(from), "{from:?} {to:?}");
        }
        for (from, to) in [
            (Issued, Accounting),
            (Issued, Refunded),
            (Signed, Refunded),
            (Refunded, Void),
            (Void, Issued),
        ] {
            assert!(!from.may_become(to), "{from:?} {to:?}");
        }
    }
}
