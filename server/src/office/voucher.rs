//! 發票, 收據, 折讓單 out of a form, whatever they are recorded against.

use super::amounts;
use super::fields::Fields;
use crate::db::{Cx, DbError};
use crate::domain::payables::{self, NewVoucher, Recorded, VoucherKind, VoucherLine};
use shared::quantity;

/// The lines of a voucher's form: a row without pieces is not on the paper.
fn read_lines(fields: &mut Fields) -> Vec<VoucherLine> {
    let mut lines = Vec::new();
    for [line, pieces, price] in fields.rows(["line", "pieces", "price"]) {
        if matches!(pieces.trim(), "" | "0") {
            continue;
        }
        lines.push(VoucherLine {
            line: line.parse().ok(),
            quantity: fields.whole_in("pieces", &pieces, 1..=quantity::MAX),
            unit_price: amounts::read(fields, "price", &price),
        });
    }
    lines
}

fn read(fields: &mut Fields) -> NewVoucher {
    let (net, tax) = (fields.text("net"), fields.text("tax"));
    NewVoucher {
        kind: VoucherKind::parse(fields.get("kind")).unwrap_or_default(),
        number: fields.text("number"),
        day: fields.text("day"),
        form: fields.text("form"),
        net: amounts::read(fields, "net", &net),
        tax: amounts::read(fields, "tax", &tax),
        remark: fields.text("remark"),
        lines: read_lines(fields),
        also: fields.on("also"),
        ..NewVoucher::default()
    }
}

/// Puts a voucher's no beside its field.
fn refuse(fields: &mut Fields, no: &Recorded) {
    match no {
        Recorded::Done(_) => {}
        Recorded::Wrong(invalid) => fields.refuse(invalid),
        Recorded::NoSupplier => fields.say("number", "voucher.no_supplier", &[]),
        Recorded::Twice { at, day, .. } => {
            fields.say("number", "voucher.twice", &[("at", at), ("day", day)]);
        }
    }
}

/// Records what was typed, completed by `against` with what the page knows. `None`: recorded; else the form with what is
/// wrong beside its fields.
pub fn record(
    cx: &Cx<'_>,
    fields: Fields,
    against: impl FnOnce(NewVoucher) -> NewVoucher,
) -> Result<Option<Fields>, DbError> {
    let mut fields = fields.of("voucher");
    let form = against(read(&mut fields));
    if !fields.failed() {
        match payables::record(cx, &form)? {
            Recorded::Done(_) => return Ok(None),
            no => refuse(&mut fields, &no),
        }
    }
    Ok(Some(fields))
}
