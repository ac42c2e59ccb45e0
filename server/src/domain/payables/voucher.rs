//! 發票, 收據 and 折讓單 as they were handed in.
//!
//! Invariant: one number stands once: an invoice anywhere, a receipt or an allowance with its supplier. A voucher that
//! was recorded by mistake is removed by a mark; it stays to be seen and counts for nothing.

use super::{AMOUNT_LIMIT, PRICE_LIMIT};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{self, Invalid, Kept};
use crate::domain::settings::day;
use crate::params;
use serde::{Deserialize, Serialize};
use shared::id::{DeliveryId, DeliveryLineId, SupplierId};
use shared::quantity;
use uuid::Uuid;

const NUMBER_LIMIT: usize = 40;
const REMARK_LIMIT: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum VoucherKind {
    /// 發票
    #[default]
    Invoice,
    /// 收據
    Receipt,
    /// 折讓單
    Allowance,
}

impl VoucherKind {
    pub const ALL: [VoucherKind; 3] = [VoucherKind::Invoice, VoucherKind::Receipt, VoucherKind::Allowance];

    pub fn code(self) -> &'static str {
        match self {
            VoucherKind::Invoice => "invoice",
            VoucherKind::Receipt => "receipt",
            VoucherKind::Allowance => "allowance",
        }
    }

    pub fn parse(code: &str) -> Option<VoucherKind> {
        VoucherKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// 聯式: in which form a voucher came. A 二聯式 carries no tax that the buyer can take off (統一發票使用辦法 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherForm {
    #[default]
    Unsaid,
    /// 三聯式
    Triplicate,
    /// 二聯式
    Duplicate,
    /// 收銀機發票
    Register,
    /// 電子發票
    EInvoice,
    /// 收據
    Receipt,
    /// 免用統一發票收據
    Exempt,
    Other,
}

impl VoucherForm {
    pub const ALL: [VoucherForm; 8] = [
        VoucherForm::Unsaid,
        VoucherForm::Triplicate,
        VoucherForm::Duplicate,
        VoucherForm::Register,
        VoucherForm::EInvoice,
        VoucherForm::Receipt,
        VoucherForm::Exempt,
        VoucherForm::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            VoucherForm::Unsaid => "unsaid",
            VoucherForm::Triplicate => "triplicate",
            VoucherForm::Duplicate => "duplicate",
            VoucherForm::Register => "register",
            VoucherForm::EInvoice => "e_invoice",
            VoucherForm::Receipt => "receipt",
            VoucherForm::Exempt => "exempt",
            VoucherForm::Other => "other",
        }
    }

    /// Empty is unsaid: that is how vouchers were kept before.
    pub fn parse(code: &str) -> Option<VoucherForm> {
        if code.is_empty() {
            return Some(VoucherForm::Unsaid);
        }
        VoucherForm::ALL.into_iter().find(|form| form.code() == code)
    }
}

/// The form in which a supplier's vouchers come, as the supplier's card says (發票類別).
pub fn usual_form(tx: &Tx<'_>, supplier: Option<SupplierId>) -> Result<VoucherForm, DbError> {
    let row = tx.row(
        "select invoice_kind from supplier where id = ?1",
        params![supplier],
    )?;
    let kind = row.map(|row| row.text("invoice_kind")).transpose()?;
    Ok(kind
        .and_then(|kind| VoucherForm::parse(&kind))
        .unwrap_or_default())
}

#[derive(Clone, Debug, Default)]
pub struct VoucherLine {
    pub line: Option<DeliveryLineId>,
    pub quantity: i64,
    /// Minor units.
    pub unit_price: i64,
}

/// A voucher as typed: against a delivery, or an allowance against a return.
#[derive(Clone, Debug, Default)]
pub struct NewVoucher {
    pub kind: VoucherKind,
    pub delivery: Option<DeliveryId>,
    pub supplier_return: Option<Uuid>,
    pub number: String,
    pub day: String,
    /// 聯式, as its code.
    pub form: String,
    /// Minor units.
    pub net: i64,
    pub tax: i64,
    pub remark: String,
    pub lines: Vec<VoucherLine>,
    /// One invoice may cover several deliveries: its number is known, and these lines and amounts are added to it.
    pub also: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    Done(Uuid),
    Wrong(Invalid),
    /// The delivery or return is not there, or has no supplier yet.
    NoSupplier,
    /// The number stands already, and where: number and id of the delivery, day.
    Twice {
        at: String,
        delivery: Option<DeliveryId>,
        day: String,
    },
}

/// 字軌 and eight digits. Others are taken as they are: foreign suppliers number their own way.
pub fn is_official(number: &str) -> bool {
    number.len() == 10
        && number.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && number.bytes().skip(2).all(|b| b.is_ascii_digit())
}

/// Capital letters, no blanks; an invoice without the dash that people write after its letters.
fn plain(kind: VoucherKind, number: &str) -> String {
    let number: String = number.split_whitespace().collect::<String>().to_uppercase();
    match number.split_once('-') {
        Some((letters, digits))
            if kind == VoucherKind::Invoice && is_official(&format!("{letters}{digits}")) =>
        {
            format!("{letters}{digits}")
        }
        _ => number,
    }
}

fn checked(form: &NewVoucher) -> Kept<(String, String)> {
    let number = catalogue::text("number", &plain(form.kind, &form.number), NUMBER_LIMIT)?;
    let remark = catalogue::optional("remark", &form.remark, REMARK_LIMIT)?;
    if VoucherForm::parse(&form.form).is_none() {
        return Err(unknown("form", &form.form));
    }
    if form.day.is_empty() {
        return Err(Invalid::Empty("day"));
    }
    if !day::is_day(&form.day) {
        return Err(unknown("day", &form.day));
    }
    for (field, amount) in [("net", form.net), ("tax", form.tax)] {
        if !(0..=AMOUNT_LIMIT).contains(&amount) {
            return Err(unknown(field, &amount.to_string()));
        }
    }
    for line in &form.lines {
        quantity::check(line.quantity).map_err(|error| Invalid::Quantity {
            field: "quantity",
            error,
        })?;
        if !(0..=PRICE_LIMIT).contains(&line.unit_price) {
            return Err(unknown("unit_price", &line.unit_price.to_string()));
        }
    }
    Ok((number, remark))
}

fn unknown(field: &'static str, value: &str) -> Invalid {
    Invalid::Unknown {
        field,
        value: value.to_owned(),
    }
}

/// Records a voucher.
pub fn record(cx: &Cx<'_>, form: &NewVoucher) -> Result<Recorded, DbError> {
    let (number, remark) = match checked(form) {
        Ok(checked) => checked,
        Err(invalid) => return Ok(Recorded::Wrong(invalid)),
    };
    let row = cx.row(
        include_str!("sql/supplier_of.sql"),
        params![form.delivery, form.supplier_return],
    )?;
    let supplier: Option<SupplierId> = row.map(|row| row.opt_parse("supplier")).transpose()?.flatten();
    let Some(supplier) = supplier else {
        return Ok(Recorded::NoSupplier);
    };
    let standing = cx.row(
        include_str!("sql/voucher_standing.sql"),
        params![form.kind.code(), &number, supplier],
    )?;
    let voucher = match standing {
        None => {
            let voucher: Uuid = cx.new_id();
            cx.exec(
                include_str!("sql/voucher_put.sql"),
                params![
                    voucher,
                    form.kind.code(),
                    supplier,
                    &number,
                    &form.day,
                    &form.form,
                    form.net,
                    form.tax,
                    form.supplier_return,
                    &remark,
                    cx.now,
                    cx.staff()
                ],
            )?;
            voucher
        }
        Some(row) => match joined(cx, form, supplier, &row)? {
            Ok(voucher) => voucher,
            Err(twice) => return Ok(twice),
        },
    };
    for line in &form.lines {
        if let (Some(delivery), Some(line_id)) = (form.delivery, line.line) {
            cx.exec(
                include_str!("sql/voucher_line_put.sql"),
                params![voucher, delivery, line_id, line.quantity, line.unit_price],
            )?;
        }
    }
    if let Some(delivery) = form.delivery {
        cx.exec(include_str!("sql/voucher_covers.sql"), params![voucher, delivery])?;
    }
    Ok(Recorded::Done(voucher))
}

/// The standing voucher, where the form says that it covers this delivery too; else where it stands.
fn joined(
    cx: &Cx<'_>,
    form: &NewVoucher,
    supplier: SupplierId,
    row: &Row,
) -> Result<Result<Uuid, Recorded>, DbError> {
    let voucher: Uuid = row.parse("id")?;
    let covered = cx
        .row(
            "select voucher from voucher_delivery where voucher = ?1 and delivery = ?2",
            params![voucher, form.delivery],
        )?
        .is_some();
    if !form.also || covered || row.parse::<SupplierId>("supplier")? != supplier || form.delivery.is_none() {
        return Ok(Err(Recorded::Twice {
            at: row.opt_text("at")?.unwrap_or_default(),
            delivery: row.opt_parse("delivery")?,
            day: row.text("day")?,
        }));
    }
    cx.exec(
        "update voucher set net = net + ?2, tax = tax + ?3 where id = ?1",
        params![voucher, form.net, form.tax],
    )?;
    Ok(Ok(voucher))
}

/// Takes a voucher out of the reckoning: it was recorded by mistake.
pub fn remove(cx: &Cx<'_>, voucher: Uuid) -> Result<bool, DbError> {
    let removed = cx.exec(
        "update voucher set removed_at = ?2, removed_by = ?3 where id = ?1 and removed_at is null",
        params![voucher, cx.now, cx.staff()],
    )?;
    Ok(removed > 0)
}

#[derive(Clone, Debug)]
pub struct VoucherView {
    pub id: Uuid,
    pub kind: VoucherKind,
    pub number: String,
    pub day: String,
    pub form: VoucherForm,
    pub net: i64,
    pub tax: i64,
    pub remark: String,
    pub created_at: i64,
    pub created_by: String,
    pub removed: bool,
    /// Deliveries it covers.
    pub deliveries: i64,
}

impl VoucherView {
    pub fn gross(&self) -> i64 {
        self.net + self.tax
    }

    pub fn odd(&self) -> bool {
        self.kind == VoucherKind::Invoice && !is_official(&self.number)
    }
}

fn view(row: &Row) -> Result<VoucherView, DbError> {
    Ok(VoucherView {
        id: row.parse("id")?,
        kind: row.code("kind", VoucherKind::parse)?,
        number: row.text("number")?,
        day: row.text("day")?,
        form: row.code("form", VoucherForm::parse)?,
        net: row.int("net")?,
        tax: row.int("tax")?,
        remark: row.text("remark")?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
        removed: row.opt_int("removed_at")?.is_some(),
        deliveries: row.int("deliveries")?,
    })
}

pub fn vouchers_of_delivery(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<VoucherView>, DbError> {
    let rows = tx.rows(
        include_str!("sql/vouchers.sql"),
        params![Some(delivery), None::<Uuid>],
    )?;
    rows.iter().map(view).collect()
}

pub fn vouchers_of_return(tx: &Tx<'_>, supplier_return: Uuid) -> Result<Vec<VoucherView>, DbError> {
    let rows = tx.rows(
        include_str!("sql/vouchers.sql"),
        params![None::<DeliveryId>, Some(supplier_return)],
    )?;
    rows.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_number_is_two_letters_and_eight_digits_however_it_was_typed() {
        assert_eq!(plain(VoucherKind::Invoice, " ab-1234 5678"), "AB12345678");
        assert!(is_official("AB12345678"));
        for odd in ["A12345678", "AB1234567", "ab12345678", "INV-2026-1"] {
            assert!(!is_official(odd), "{odd}");
        }
        assert_eq!(plain(VoucherKind::Invoice, "inv-2026-1"), "INV-2026-1");
        assert_eq!(plain(VoucherKind::Receipt, "r-1"), "R-1");
    }
}
