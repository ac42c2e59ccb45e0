//! 退款: what goes back to a customer, decided by a person, and its voucher (退款憑證).
//!
//! Invariant: the refunds of an order that stand come to at most what was paid, and its pieces are refunded once. Who
//! inspected a return does not approve its refund. Where the money is the shop's own the order of work is
//! inspected → allowance → accounting → refund: nothing reaches accounting before its allowances are back, and nothing
//! is paid before accounting has it. Deliberately absent: moving money; a bank or a platform does.

mod approve;
mod ask;
mod bank;
mod papers;
mod proposal;
mod query;
pub mod share;
mod step;

pub use approve::{Approved, approve, may_approve};
pub use ask::{Ask, Asked, ask};
pub use bank::{BANK_KEPT_DAYS, Bank, BankForm, bank_looks, forget_old, has_bank, show_bank};
pub use papers::{PapersIssued, issue_papers, papers_open};
pub use proposal::{PartView, Proposal, proposal};
pub use query::{
    RefundFilter, RefundHead, RefundLine, RefundView, Step, count, handed_on, list, of_order, of_return,
    refund,
};
pub use share::Settlement;
pub use step::{End, Stepped, finish, hand_over, pay, refuse, send_allowance, withdraw};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident: $($(#[$of:meta])* $variant:ident = $code:literal),+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub const CODES: &'static [&'static str] = &[$($code),+];

            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            pub fn parse(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    )+};
}

codes! {
    /// Where a refund is.
    State:
        /// 待核准
        Asked = "asked",
        /// 已核准
        Approved = "approved",
        /// 已送會計
        Accounting = "accounting",
        /// 已退款
        Paid = "paid",
        /// 平台已退款
        Platform = "platform",
        /// 未付款，無需退款
        Nothing = "nothing",
        /// 作廢發票，結案
        InvoiceVoid = "invoice_void",
        /// 不同意
        Refused = "refused",
        /// 撤回
        Withdrawn = "withdrawn";
    /// How the invoice is put right.
    Paper:
        /// 開折讓單
        Allowance = "allowance",
        /// 作廢發票
        Void = "void",
        /// No invoice of ours.
        None = "none";
    /// How the money goes back.
    Method:
        /// 原付款方式
        Original = "original",
        /// 信用卡刷退
        Card = "card",
        /// 匯款
        Transfer = "transfer",
        /// 購物金
        Credit = "credit",
        /// 超商現金
        StoreCash = "store_cash",
        /// 現金
        Cash = "cash",
        /// 平台退款
        Platform = "platform",
        /// 未付款 (取貨付款未取)
        Nothing = "nothing";
}

impl State {
    /// Its pieces and its money count.
    pub fn stands(self) -> bool {
        !matches!(self, State::Refused | State::Withdrawn)
    }

    /// Nothing follows.
    pub fn is_end(self) -> bool {
        !matches!(self, State::Asked | State::Approved | State::Accounting)
    }

    /// Whether it may go there from here. What else must be so, the verbs ask.
    pub fn may_become(self, next: State) -> bool {
        matches!(
            (self, next),
            (State::Asked, State::Approved | State::Refused | State::Withdrawn)
                | (
                    State::Approved,
                    State::Accounting
                        | State::Platform
                        | State::Nothing
                        | State::InvoiceVoid
                        | State::Withdrawn
                )
                | (State::Accounting, State::Paid | State::Withdrawn)
        )
    }
}

impl Method {
    /// The shop pays it back itself.
    pub fn is_own(self) -> bool {
        !matches!(self, Method::Platform | Method::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::State::{self, *};

    #[test]
    fn nothing_is_paid_before_accounting_has_it_and_nothing_follows_an_end() {
        for from in State::CODES.iter().filter_map(|code| State::parse(code)) {
            for to in State::CODES.iter().filter_map(|code| State::parse(code)) {
                if from.may_become(to) {
                    assert!(!from.is_end(), "{from:?} {to:?}");
                    assert!(to != Paid || from == Accounting, "{from:?} {to:?}");
                    assert!(to != Accounting || from == Approved, "{from:?} {to:?}");
                }
            }
        }
        assert!(!Withdrawn.stands() && !Refused.stands() && Paid.stands());
    }
}
