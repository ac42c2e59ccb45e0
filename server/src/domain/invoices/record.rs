//! An invoice comes in by file or by hand, and may be voided.

use super::{LINES_LIMIT, number};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid, Kept};
use crate::domain::payables::AMOUNT_LIMIT;
use crate::domain::purchasing::terms::TaxKind;
use crate::domain::settings::day;
use crate::params;
use shared::id::OrderId;
use shared::money::Minor;
use shared::{quantity, tax_id};
use uuid::Uuid;

const TEXT_LIMIT: usize = 200;
const NAME_LIMIT: usize = 60;
const UNIT_LIMIT: usize = 6;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    Import,
    #[default]
    Hand,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Origin::Import => "import",
            Origin::Hand => "hand",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLine {
    /// The order line's code; empty: freight, or all of it.
    pub code: String,
    pub description: String,
    pub quantity: i64,
    pub unit: String,
    pub tax_kind: TaxKind,
    /// 含稅, minor units, whole dollars.
    pub amount: Minor,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewInvoice {
    pub order: Option<OrderId>,
    pub number: String,
    pub day: String,
    pub random_code: String,
    pub buyer_tax_id: String,
    pub buyer_name: String,
    pub donated: bool,
    pub origin: Origin,
    pub lines: Vec<NewLine>,
    /// A person has looked: it may come to more than its order.
    pub anyway: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    Done(Uuid),
    /// The same invoice stands already, line by line.
    Same(Uuid),
    Wrong(Invalid),
    NoOrder,
    /// The number stands and says something else: the order it belongs to.
    Twice(String),
    /// No line of the order has this code.
    NotInOrder(String),
    /// With the others of this order it comes to more than the order: minor units.
    MoreThanOrder {
        invoiced: Minor,
        order: Minor,
    },
}

fn unknown(field: &'static str, value: &str) -> Invalid {
    Invalid::Unknown {
        field,
        value: value.to_owned(),
    }
}

fn checked(form: &NewInvoice) -> Kept<NewInvoice> {
    let mut new = form.clone();
    new.number = number::plain(&form.number);
    if new.number.is_empty() {
        return Err(Invalid::Empty("number"));
    }
    if !number::is_number(&new.number) {
        return Err(unknown("number", &form.number));
    }
    if !day::is_day(&form.day) {
        return Err(match form.day.is_empty() {
            true => Invalid::Empty("day"),
            false => unknown("day", &form.day),
        });
    }
    if !number::is_random(&form.random_code) {
        return Err(unknown("random_code", &form.random_code));
    }
    if !form.buyer_tax_id.is_empty() && !tax_id::valid(&form.buyer_tax_id) {
        return Err(Invalid::Check {
            field: "buyer_tax_id",
            value: form.buyer_tax_id.clone(),
        });
    }
    new.buyer_name = catalogue::optional("buyer_name", &form.buyer_name, NAME_LIMIT)?;
    if form.lines.is_empty() {
        return Err(Invalid::Empty("amount"));
    }
    if form.lines.len() > LINES_LIMIT {
        return Err(Invalid::TooLong {
            field: "lines",
            length: form.lines.len(),
            limit: LINES_LIMIT,
        });
    }
    for line in &mut new.lines {
        line.description = catalogue::text("description", &line.description, TEXT_LIMIT)?;
        line.unit = catalogue::optional("unit", &line.unit, UNIT_LIMIT)?;
        quantity::check(line.quantity).map_err(|error| Invalid::Quantity {
            field: "quantity",
            error,
        })?;
        if !(0..=AMOUNT_LIMIT).contains(&line.amount) || line.amount % 100 != 0 {
            return Err(unknown("amount", &shared::money::plain(line.amount)));
        }
    }
    Ok(new)
}

/// Keeps an invoice. The same one again is no news; another under its number is refused.
pub fn record(cx: &Cx<'_>, form: &NewInvoice) -> Result<Recorded, DbError> {
    let new = match checked(form) {
        Ok(new) => new,
        Err(invalid) => return Ok(Recorded::Wrong(invalid)),
    };
    let Some(order) = new.order else {
        return Ok(Recorded::NoOrder);
    };
    let total = cx.row(include_str!("sql/order_total.sql"), params![order])?;
    let Some(total) = total else {
        return Ok(Recorded::NoOrder);
    };
    if let Some(row) = cx.row(include_str!("sql/standing.sql"), params![&new.number])? {
        let id: Uuid = row.parse("id")?;
        return Ok(match same(cx, id, order, &new)? {
            true => Recorded::Same(id),
            false => Recorded::Twice(row.text("order_no")?),
        });
    }
    for line in new.lines.iter().filter(|line| !line.code.is_empty()) {
        let known = cx.number(
            "select count(*) as n from order_line where order_id = ?1 and code = ?2",
            params![order, &line.code],
        )?;
        if known == 0 {
            return Ok(Recorded::NotInOrder(line.code.clone()));
        }
    }
    let invoiced = total.int("invoiced")? + new.lines.iter().map(|line| line.amount).sum::<Minor>();
    let ordered = total.int("ordered")?;
    // Where the platform said no amount there is nothing to compare with.
    if ordered > 0 && invoiced > ordered && !new.anyway {
        return Ok(Recorded::MoreThanOrder {
            invoiced,
            order: ordered,
        });
    }
    put(cx, order, &new).map(Recorded::Done)
}

/// Whether what stands under the number is this invoice.
fn same(cx: &Cx<'_>, id: Uuid, order: OrderId, new: &NewInvoice) -> Result<bool, DbError> {
    let Some(known) = super::invoice(cx, id)? else {
        return Ok(false);
    };
    let lines = known.lines.len() == new.lines.len()
        && known.lines.iter().zip(&new.lines).all(|(known, new)| {
            (known.code.as_str(), known.tax_kind, known.amount)
                == (new.code.as_str(), new.tax_kind, new.amount)
        });
    Ok(lines && known.head.order == order && known.head.day == new.day)
}

fn put(cx: &Cx<'_>, order: OrderId, new: &NewInvoice) -> Result<Uuid, DbError> {
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &new.number,
            order,
            &new.day,
            &new.random_code,
            &new.buyer_tax_id,
            &new.buyer_name,
            new.donated,
            new.origin.code(),
            cx.now,
            cx.staff()
        ],
    )?;
    for (seq, line) in new.lines.iter().enumerate() {
        let line_id: Uuid = cx.new_id();
        cx.exec(
            include_str!("sql/put_line.sql"),
            params![
                line_id,
                id,
                seq + 1,
                &line.code,
                &line.description,
                line.quantity,
                &line.unit,
                line.tax_kind.code(),
                line.amount
            ],
        )?;
    }
    Ok(id)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voided {
    Done,
    NotFound,
    /// It was voided before.
    Before,
    /// 捐贈: it belongs to the welfare body it was given to.
    Donated,
    /// These allowances stand and are voided first.
    Allowances(Vec<String>),
    Wrong(Invalid),
}

/// 作廢.
pub fn void(cx: &Cx<'_>, id: Uuid, reason: &str) -> Result<Voided, DbError> {
    // MIG 4.1 CancelReason: 20 characters.
    let reason = match catalogue::text("reason", reason, 20) {
        Ok(reason) => reason,
        Err(invalid) => return Ok(Voided::Wrong(invalid)),
    };
    let Some(view) = super::invoice(cx, id)? else {
        return Ok(Voided::NotFound);
    };
    if view.head.voided_at.is_some() {
        return Ok(Voided::Before);
    }
    if view.head.donated {
        return Ok(Voided::Donated);
    }
    let standing = cx.rows(
        "select number from allowance where invoice = ?1 and state <> 'void' order by number",
        params![id],
    )?;
    if !standing.is_empty() {
        let numbers = standing.iter().map(|row| row.text("number"));
        return Ok(Voided::Allowances(numbers.collect::<Result<_, _>>()?));
    }
    cx.exec(
        "update invoice set voided_at = ?2, voided_by = ?3, void_reason = ?4 where id = ?1",
        params![id, cx.now, cx.staff(), &reason],
    )?;
    Ok(Voided::Done)
}
