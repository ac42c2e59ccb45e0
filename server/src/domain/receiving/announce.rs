//! Deliveries made in the office: announced by hand (進貨通知) or from an order, cancelled, and blind ones named.

use super::next_number;
use super::settle::settle_head;
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid, Kept};
use crate::domain::discrepancies::{self, Kind};
use crate::domain::stock::Source;
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId, ItemId, PurchaseId, PurchaseLineId, SupplierId};
use shared::quantity;
use shared::row::RowKind;
use shared::task::Inspection;

/// Lines of one delivery at most.
pub const LINES_LIMIT: usize = 2_000;
/// Characters of a note.
const TEXT_LIMIT: usize = 200;
const NUMBER_LIMIT: usize = 40;
/// A price of one piece, minor units.
const PRICE_LIMIT: i64 = 10_000_000_000;

#[derive(Clone, Debug, Default)]
pub struct AnnouncedLine {
    pub item: Option<ItemId>,
    pub quantity: i64,
    /// Minor units; 0: not known.
    pub unit_price: i64,
    pub purchase_line: Option<PurchaseLineId>,
    /// 允收效期 `YYYY-MM-DD`; empty: no rule.
    pub accept_from: String,
    pub supplier_code: String,
}

#[derive(Clone, Debug, Default)]
pub struct Announcement {
    pub supplier: Option<SupplierId>,
    pub purchase: Option<PurchaseId>,
    pub purchase_no: String,
    pub note_no: String,
    /// 預計到貨日 `YYYY-MM-DD`; empty when not known.
    pub due: String,
    /// As the supplier's card says, where it is not said here.
    pub inspection: Option<Inspection>,
    pub remark: String,
    pub lines: Vec<AnnouncedLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    pub delivery: DeliveryId,
    pub number: String,
}

/// Expects a delivery: handhelds hear of it.
pub fn announce(cx: &Cx<'_>, form: &Announcement) -> Result<Kept<Announced>, DbError> {
    let checked = match checked(form) {
        Ok(checked) => checked,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let Some(supplier) = form.supplier else {
        return Ok(Err(Invalid::Empty("supplier")));
    };
    let Some(card) = cx.row(
        "select inspection from supplier where id = ?1 and active = 1",
        params![supplier],
    )?
    else {
        let value = supplier.to_string();
        return Ok(Err(Invalid::Unknown {
            field: "supplier",
            value,
        }));
    };
    let inspection = match form.inspection {
        Some(inspection) => inspection,
        None => card.code("inspection", Inspection::parse)?,
    };
    let (delivery, number): (DeliveryId, String) = (cx.new_id(), next_number(cx)?);
    cx.exec(
        include_str!("sql/announce.sql"),
        params![
            delivery,
            &number,
            supplier,
            form.purchase,
            &checked.purchase_no,
            &checked.note_no,
            &checked.due,
            inspection.code(),
            &checked.remark,
            cx.now,
            cx.staff(),
        ],
    )?;
    for (seq, (item, line)) in checked.lines.iter().enumerate() {
        let id: DeliveryLineId = cx.new_id();
        cx.exec(
            include_str!("sql/announce_line.sql"),
            params![
                id,
                delivery,
                seq + 1,
                *item,
                line.purchase_line,
                line.quantity,
                &line.accept_from,
                &line.supplier_code,
                line.unit_price
            ],
        )?;
        cx.touch(RowKind::DeliveryLine, id.0);
    }
    cx.touch(RowKind::Delivery, delivery.0);
    Ok(Ok(Announced { delivery, number }))
}

struct Checked<'a> {
    purchase_no: String,
    note_no: String,
    due: String,
    remark: String,
    lines: Vec<(ItemId, &'a AnnouncedLine)>,
}

fn checked(form: &Announcement) -> Kept<Checked<'_>> {
    if form.lines.is_empty() {
        return Err(Invalid::Empty("lines"));
    }
    if form.lines.len() > LINES_LIMIT {
        return Err(Invalid::TooLong {
            field: "lines",
            length: form.lines.len(),
            limit: LINES_LIMIT,
        });
    }
    let mut lines = Vec::with_capacity(form.lines.len());
    for line in &form.lines {
        let item = line.item.ok_or(Invalid::Empty("item"))?;
        quantity::check(line.quantity).map_err(|error| Invalid::Quantity {
            field: "quantity",
            error,
        })?;
        if !(0..=PRICE_LIMIT).contains(&line.unit_price) {
            return Err(Invalid::Unknown {
                field: "unit_price",
                value: line.unit_price.to_string(),
            });
        }
        lines.push((item, line));
    }
    Ok(Checked {
        purchase_no: catalogue::optional("purchase_no", &form.purchase_no, NUMBER_LIMIT)?,
        note_no: catalogue::optional("note_no", &form.note_no, NUMBER_LIMIT)?,
        due: date("due", &form.due)?,
        remark: catalogue::optional("remark", &form.remark, TEXT_LIMIT)?,
        lines,
    })
}

/// A day as `YYYY-MM-DD`, or none.
fn date(field: &'static str, text: &str) -> Kept<String> {
    let text = text.trim();
    if text.is_empty() || crate::domain::settings::day::is_day(text) {
        return Ok(text.to_owned());
    }
    Err(Invalid::Unknown {
        field,
        value: text.to_owned(),
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    Cancelled,
    /// Cartons or pieces of it came already, or it was cancelled before.
    TooLate,
    NotFound,
}

/// Cancels a delivery of which nothing has come.
pub fn cancel(cx: &Cx<'_>, delivery: DeliveryId) -> Result<CancelOutcome, DbError> {
    let Some(row) = cx.row("select state from delivery where id = ?1", params![delivery])? else {
        return Ok(CancelOutcome::NotFound);
    };
    if row.text("state")? != "open" {
        return Ok(CancelOutcome::TooLate);
    }
    cx.exec(
        "update delivery set cancelled_at = ?2 where id = ?1",
        params![delivery, cx.now],
    )?;
    let source = Source {
        fact: None,
        what: "cancel".to_owned(),
        staff: cx.staff(),
        at: cx.now,
    };
    settle_head(cx, &source, delivery)?;
    cx.touch(RowKind::Delivery, delivery.0);
    Ok(CancelOutcome::Cancelled)
}

/// Names the supplier, and the order if there was one, of a delivery that nobody announced.
pub fn identify(
    cx: &Cx<'_>,
    delivery: DeliveryId,
    supplier: SupplierId,
    purchase_no: &str,
    note_no: &str,
) -> Result<Kept<()>, DbError> {
    let texts = catalogue::optional("purchase_no", purchase_no, NUMBER_LIMIT)
        .and_then(|order| Ok((order, catalogue::optional("note_no", note_no, NUMBER_LIMIT)?)));
    let (purchase_no, note_no) = match texts {
        Ok(texts) => texts,
        Err(invalid) => return Ok(Err(invalid)),
    };
    if cx
        .row("select id from supplier where id = ?1", params![supplier])?
        .is_none()
    {
        let value = supplier.to_string();
        return Ok(Err(Invalid::Unknown {
            field: "supplier",
            value,
        }));
    }
    cx.exec(
        include_str!("sql/identify.sql"),
        params![delivery, supplier, &purchase_no, &note_no],
    )?;
    discrepancies::close(cx, Kind::BlindDelivery, &delivery.hex(), "seen")?;
    cx.touch(RowKind::Delivery, delivery.0);
    Ok(Ok(()))
}
