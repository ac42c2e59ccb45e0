//! Money that goes back: refunds, the allowances and invoices behind them, and what accounting gets of a day.

mod accounting;
mod allowances;
mod ask;
mod detail;
mod invoices;
mod list;
mod papers;

pub use accounting::{bundle_pdf, bundle_xlsx, day as accounting_day, mig_zip};
pub use allowances::{
    allowance_detail, allowance_file, allowance_list, allowance_pdf, attach, by_hand as allowance_by_hand,
    g0401, g0501, send, sign, void as void_allowance,
};
pub use ask::{create, new};
pub use detail::{
    approve, bank_pdf, detail, finish, hand_over, issue_papers, pay, refuse, show_bank, voucher_pdf, withdraw,
};
pub use invoices::{
    OnOrder, by_hand as invoice_by_hand, invoice_detail, invoice_list, on_order, void as void_invoice,
};
pub use list::list;

use serde::Deserialize;

/// Rows on a page.
const PAGE: i64 = 200;

/// What a list shows: a tab, a search, a page of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    state: String,
    q: String,
    page: i64,
}

impl Find {
    /// The tab, where it is one; else the first.
    fn tab(&self, tabs: &'static [&'static str]) -> &'static str {
        let known = tabs.iter().find(|tab| **tab == self.state);
        known.or(tabs.first()).copied().unwrap_or_default()
    }

    fn offset(&self) -> i64 {
        (self.page.max(1) - 1).saturating_mul(PAGE)
    }
}

/// A tab's code as a filter: `all` is no filter.
fn filter_of(tab: &str) -> String {
    match tab {
        "all" => String::new(),
        tab => tab.to_owned(),
    }
}

fn pages(total: i64) -> i64 {
    (total + PAGE - 1) / PAGE
}
