//! Allowances and refunds as papers. No SQL, no layout.
//!
//! Invariant: a private buyer's name is on no slip (they sign it), a customer's on a voucher is masked.

use crate::documents::{AllowanceSlip, AllowanceSlipLine, RefundPapers, RefundVoucher, RefundVoucherLine};
use crate::domain::allowances::{AllowanceLine, AllowanceView, mig};
use crate::domain::refunds::{RefundView, State};
use crate::office::papers::Desk;
use shared::money::{self, Minor};

pub fn refund_papers(
    desk: &Desk,
    now: i64,
    allowances: Vec<AllowanceSlip>,
    vouchers: Vec<RefundVoucher>,
) -> RefundPapers {
    RefundPapers {
        lang: desk.lang(),
        company: desk.company(),
        printed_at: desk.minute(now),
        allowances,
        vouchers,
    }
}

/// 民國 year, month, day.
fn roc(day: &str) -> [String; 3] {
    let mut parts = day.split('-');
    let year = parts
        .next()
        .and_then(|year| year.parse::<i64>().ok())
        .unwrap_or(1911)
        - 1911;
    let rest = [parts.next().unwrap_or_default(), parts.next().unwrap_or_default()];
    [year.to_string(), rest[0].to_owned(), rest[1].to_owned()]
}

/// Dollars with commas, as a form shows them in a column.
fn dollars(amount: Minor) -> String {
    money::twd(amount).replace("NT$", "")
}

pub fn slip(view: &AllowanceView, copies: &[u32]) -> AllowanceSlip {
    let head = &view.head;
    let line = |line: &AllowanceLine| AllowanceSlipLine {
        name: line.description.clone(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        unit_price: mig::unit_price(line.net, line.quantity),
        net: dollars(line.net),
        tax: dollars(line.tax),
        tax_kind: line.tax_kind.code().to_owned(),
    };
    AllowanceSlip {
        number: head.number.clone(),
        void: !head.stands(),
        copies: copies.to_vec(),
        date: roc(&head.day),
        form: if head.buyer_tax_id.is_empty() {
            "二"
        } else {
            "三"
        }
        .to_owned(),
        invoice_date: roc(&head.invoice_day),
        track: head.invoice_no.chars().take(2).collect(),
        invoice_digits: head.invoice_no.chars().skip(2).collect(),
        order_no: head.order_no.clone(),
        refund_no: head.refund_no.clone(),
        buyer_name: match head.buyer_tax_id.is_empty() {
            true => String::new(),
            false => head.buyer_name.clone(),
        },
        buyer_tax_id: head.buyer_tax_id.clone(),
        remark: head.remark.clone(),
        lines: view.lines.iter().map(line).collect(),
        net: dollars(head.amount.net),
        tax: dollars(head.amount.tax),
        gross: dollars(head.amount.gross()),
    }
}

/// `invoices`: number and day of each; `bank`: as it may be shown.
pub fn voucher(desk: &Desk, view: &RefundView, invoices: &[String], bank: &str) -> RefundVoucher {
    let head = &view.head;
    let signed = |state: State| {
        view.step(state).map_or_else(String::new, |step| {
            format!("{} {}", step.by, desk.minute(step.at)).trim().to_owned()
        })
    };
    let word = |prefix: &str, code: &str| desk.word(&format!("{prefix}.{code}"));
    let line = |line: &crate::domain::refunds::RefundLine| RefundVoucherLine {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        gross: money::twd(line.gross),
        discount: money::twd(line.discount),
        points: money::twd(line.points),
        money: money::twd(line.money),
    };
    RefundVoucher {
        number: head.number.clone(),
        state: word("refund_state", head.state.code()),
        asked_on: desk.date(head.created_at),
        channel: head.channel.clone(),
        order_no: head.order_no.clone(),
        return_no: head.return_no.clone(),
        invoices: invoices.join("、"),
        handling: word("refund_paper", head.paper.code()),
        allowances: head.allowances.replace(' ', "、"),
        customer: head.customer.clone(),
        reason: head.reason.clone(),
        lines: view.lines.iter().map(line).collect(),
        gross: money::twd(view.gross()),
        discount: money::twd(view.discount()),
        points: money::twd(head.points),
        freight: money::twd(head.freight),
        deducted: money::twd(head.deducted),
        deduct_reason: head.deduct_reason.clone(),
        amount: money::twd(head.amount()),
        method: word("refund_method", head.method.code()),
        bank: bank.to_owned(),
        reference: head.reference.clone(),
        paid_on: head.paid_day.clone(),
        remark: head.remark.clone(),
        asked_by: signed(State::Asked),
        approved_by: signed(State::Approved),
        accounting_by: signed(State::Accounting),
        paid_by: signed(State::Paid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_official_form_are_of_the_republic() {
        assert_eq!(roc("2026-11-24"), ["115", "11", "24"]);
        assert_eq!(roc("2028-02-29"), ["117", "02", "29"]);
        assert_eq!(dollars(123_400), "1,234");
    }
}
