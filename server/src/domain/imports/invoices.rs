//! Invoices of sales from a file. Every row that does not come in is in the report: a number that is none or stands
//! already, an order that is not there, an amount that the order did not come to.

use super::{Became, ImportError, Order, Report, reason, take_in};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::Invalid;
use crate::domain::invoices::{self, NewInvoice, NewLine, Origin, Recorded};
use crate::intake::file::Sheet;
use crate::intake::invoices::{self as intake, InvoiceDraft};
use crate::params;
use shared::id::OrderId;
use shared::lang::Lang;
use shared::money;

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let drafts = intake::drafts(sheet, &order.mapping);
    take_in(store, order, drafts, report, progress, keep)
}

/// The orders of that number: of one platform where the file says which.
fn orders(cx: &Cx<'_>, draft: &InvoiceDraft) -> Result<Vec<OrderId>, DbError> {
    cx.rows(
        "select id from orders where order_no = ?1 and (?2 = '' or channel = ?2) order by id",
        params![&draft.order_no, &draft.channel],
    )?
    .iter()
    .map(|row| row.parse("id"))
    .collect()
}

fn keep(cx: &Cx<'_>, draft: &InvoiceDraft, lang: Lang) -> Result<Became, DbError> {
    let refuse = |zh: &str, en: &str| Ok(reason::refused(&draft.rows, &draft.number, lang, zh, en));
    let order = match orders(cx, draft)?.as_slice() {
        [] => {
            let no = &draft.order_no;
            return refuse(&format!("沒有訂單「{no}」"), &format!("there is no order '{no}'"));
        }
        [one] => *one,
        _ => {
            let no = &draft.order_no;
            return refuse(
                &format!("不只一個平台有訂單「{no}」，請在檔案裡寫平台"),
                &format!("several channels have an order '{no}': say which channel in the file"),
            );
        }
    };
    let new = NewInvoice {
        order: Some(order),
        number: draft.number.clone(),
        day: draft.day.clone(),
        random_code: draft.random_code.clone(),
        buyer_tax_id: draft.buyer_tax_id.clone(),
        buyer_name: draft.buyer_name.clone(),
        donated: draft.donated,
        origin: Origin::Import,
        lines: draft
            .lines
            .iter()
            .map(|line| NewLine {
                code: line.code.clone(),
                description: line.name.clone(),
                quantity: line.quantity,
                unit: line.unit.clone(),
                tax_kind: line.tax_kind,
                amount: line.amount,
            })
            .collect(),
        anyway: false,
    };
    match invoices::record(cx, &new)? {
        Recorded::Done(_) => Ok(Became::Created),
        Recorded::Same(_) => Ok(Became::Same),
        Recorded::Wrong(Invalid::Unknown {
            field: "number",
            value,
        }) => refuse(
            &format!("發票號碼「{value}」不對：要兩個大寫英文字母加八個數字"),
            &format!("'{value}' is no invoice number: two capital letters and eight digits"),
        ),
        Recorded::Wrong(invalid) => Ok(reason::invalid(&draft.rows, &draft.number, lang, &invalid)),
        Recorded::NoOrder => refuse("沒有這張訂單", "there is no such order"),
        Recorded::Twice(at) => refuse(
            &format!("發票號碼已經登錄，內容不同（訂單 {at}）"),
            &format!("the number stands already and says something else (order {at})"),
        ),
        Recorded::NotInOrder(code) => refuse(
            &format!("訂單裡沒有「{code}」"),
            &format!("the order has no line '{code}'"),
        ),
        Recorded::MoreThanOrder { invoiced, order } => {
            let (invoiced, order) = (money::twd(invoiced), money::twd(order));
            refuse(
                &format!("發票合計 {invoiced}，超過訂單金額 {order}"),
                &format!("invoices come to {invoiced}, more than the order's {order}"),
            )
        }
    }
}
