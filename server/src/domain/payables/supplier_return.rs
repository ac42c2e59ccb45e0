//! 進貨退出: held, defect and blocked pieces go to a parcel and back to their supplier.
//!
//! Invariant: a return takes nothing off the payable that was never payable. Pieces that were received as bad, or that
//! are over and not kept, are not in any payable; a return uses those up first. From the moment that it is sent it is
//! off the payable of that day.

use super::matching::taxed_as;
use super::{Amount, PRICE_LIMIT, taxed};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::settings::{self, day};
use crate::domain::stock::{self, Source};
use crate::params;
use shared::id::{ItemId, ParcelId, SupplierId};
use shared::quantity;
use shared::stock::{Condition, Lot, Movement, Place};
use uuid::Uuid;

/// Lines of one return at most.
const LINES_LIMIT: usize = 500;
const TEXT_LIMIT: usize = 200;
const WAYBILL_LIMIT: usize = 40;

/// Pieces that may go back.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub lot: Lot,
    pub condition: Condition,
    pub place: Place,
    /// The bin's or plate's code; empty for the dock.
    pub bin: String,
    pub quantity: i64,
    /// Of the last delivery from this supplier, minor units; 0: not known.
    pub price: i64,
}

/// Held, defect and blocked pieces, in bins, on licence plates and at the dock, of items that came from a supplier.
pub fn candidates(tx: &Tx<'_>, supplier: SupplierId) -> Result<Vec<Candidate>, DbError> {
    tx.rows(include_str!("sql/candidates.sql"), params![supplier])?
        .iter()
        .map(|row| {
            Ok(Candidate {
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                lot: lot(row)?,
                condition: row.code("condition", Condition::parse)?,
                place: row.parse("place")?,
                bin: row.opt_text("bin")?.unwrap_or_default(),
                quantity: row.int("quantity")?,
                price: row.opt_int("price")?.unwrap_or(0),
            })
        })
        .collect()
}

fn lot(row: &Row) -> Result<Lot, DbError> {
    Ok(Lot {
        number: row.text("lot")?,
        expiry: row.text("expiry")?,
    })
}

#[derive(Clone, Debug)]
pub struct NewReturnLine {
    pub item: ItemId,
    pub lot: Lot,
    pub condition: Condition,
    pub place: Place,
    pub quantity: i64,
    /// Minor units.
    pub unit_price: i64,
}

#[derive(Clone, Debug)]
pub struct NewReturn {
    pub supplier: SupplierId,
    pub reason: String,
    pub remark: String,
    pub lines: Vec<NewReturnLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnMade {
    Done {
        id: Uuid,
        number: String,
    },
    Wrong(Invalid),
    /// Somebody moved the pieces meanwhile: what is there now of the first such line.
    NotThere {
        sku: String,
        there: i64,
    },
}

fn checked(form: &NewReturn) -> Result<(String, String), Invalid> {
    let reason = catalogue::text("reason", &form.reason, TEXT_LIMIT)?;
    let remark = catalogue::optional("remark", &form.remark, TEXT_LIMIT)?;
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
    for line in &form.lines {
        quantity::check(line.quantity).map_err(|error| Invalid::Quantity {
            field: "quantity",
            error,
        })?;
        let may = matches!(
            line.condition,
            Condition::Hold | Condition::Defect | Condition::Blocked
        ) && matches!(line.place, Place::Dock | Place::Bin(_) | Place::Plate(_))
            && (0..=PRICE_LIMIT).contains(&line.unit_price);
        if !may {
            return Err(Invalid::Unknown {
                field: "lines",
                value: line.condition.code().to_owned(),
            });
        }
    }
    Ok((reason, remark))
}

fn source(cx: &Cx<'_>, id: Uuid) -> Source {
    Source {
        fact: None,
        what: format!("supplier_return:{}", id.simple()),
        staff: cx.staff(),
        at: cx.now,
    }
}

/// Picks pieces into the return's parcel.
pub fn create_return(cx: &Cx<'_>, form: &NewReturn) -> Result<ReturnMade, DbError> {
    let (reason, remark) = match checked(form) {
        Ok(checked) => checked,
        Err(invalid) => return Ok(ReturnMade::Wrong(invalid)),
    };
    for line in &form.lines {
        let there = stock::at(cx, line.place, line.item, &line.lot, line.condition)?;
        let asked: i64 = form
            .lines
            .iter()
            .filter(|other| {
                (other.item, &other.lot, other.condition, other.place)
                    == (line.item, &line.lot, line.condition, line.place)
            })
            .map(|other| other.quantity)
            .sum();
        if asked > there {
            let sku = catalogue::get_item(cx, line.item)?.map_or(String::new(), |item| item.sku);
            return Ok(ReturnMade::NotThere { sku, there });
        }
    }
    let id: Uuid = cx.new_id();
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    let number = format!("RT{stamp}-{:03}", cx.next_number(&format!("RT{stamp}"))?);
    cx.exec(
        include_str!("sql/return_put.sql"),
        params![id, &number, form.supplier, &reason, &remark, cx.now, cx.staff()],
    )?;
    let source = source(cx, id);
    for (seq, line) in form.lines.iter().enumerate() {
        let unpaid = unpaid(cx, form.supplier, line.item)?;
        let off = (line.quantity - unpaid.max(0)).max(0);
        cx.exec(
            include_str!("sql/return_line_put.sql"),
            params![
                id,
                seq + 1,
                line.item,
                &line.lot.number,
                &line.lot.expiry,
                line.condition,
                line.place,
                line.quantity,
                off,
                line.unit_price
            ],
        )?;
        let movement = Movement {
            item: line.item,
            lot: line.lot.clone(),
            condition: line.condition,
            from: line.place,
            to: Place::Parcel(ParcelId(id)),
            quantity: line.quantity,
        };
        stock::post(cx, &source, &movement)?;
    }
    Ok(ReturnMade::Done { id, number })
}

/// Pieces of an item that came from a supplier, were never payable, and have not gone back.
fn unpaid(cx: &Cx<'_>, supplier: SupplierId, item: ItemId) -> Result<i64, DbError> {
    cx.number(include_str!("sql/unpaid.sql"), params![supplier, item])
}

#[derive(Clone, Debug)]
pub struct ReturnView {
    pub id: Uuid,
    pub number: String,
    pub state: String,
    pub supplier: SupplierId,
    pub supplier_name: String,
    pub reason: String,
    pub remark: String,
    pub created_at: i64,
    pub created_by: String,
    pub sent_at: Option<i64>,
    pub sent_by: String,
    pub carrier: String,
    pub waybill: String,
    pub pieces: i64,
    /// Off the payable once it is sent.
    pub amount: Amount,
}

#[derive(Clone, Debug)]
pub struct ReturnLine {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub lot: Lot,
    pub condition: Condition,
    pub from: Place,
    pub bin: String,
    pub quantity: i64,
    pub off: i64,
    pub unit_price: i64,
}

fn view(row: &Row) -> Result<ReturnView, DbError> {
    let how = taxed_as(row.opt_text("tax_kind")?, row.opt_int("tax_included")?);
    Ok(ReturnView {
        id: row.parse("id")?,
        number: row.text("number")?,
        state: row.text("state")?,
        supplier: row.parse("supplier")?,
        supplier_name: row.text("supplier_name")?,
        reason: row.text("reason")?,
        remark: row.text("remark")?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
        sent_at: row.opt_int("sent_at")?,
        sent_by: row.opt_text("sent_by_name")?.unwrap_or_default(),
        carrier: row.text("carrier")?,
        waybill: row.text("waybill")?,
        pieces: row.int("pieces")?,
        amount: taxed(row.int("prices")?, how),
    })
}

/// Newest first.
pub fn returns(tx: &Tx<'_>, limit: i64) -> Result<Vec<ReturnView>, DbError> {
    let rows = tx.rows(include_str!("sql/returns.sql"), params![None::<Uuid>, limit])?;
    rows.iter().map(view).collect()
}

pub fn supplier_return(tx: &Tx<'_>, id: Uuid) -> Result<Option<ReturnView>, DbError> {
    let row = tx.row(include_str!("sql/returns.sql"), params![Some(id), 1])?;
    row.map(|row| view(&row)).transpose()
}

pub fn return_lines(tx: &Tx<'_>, id: Uuid) -> Result<Vec<ReturnLine>, DbError> {
    tx.rows(include_str!("sql/return_lines.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(ReturnLine {
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                lot: lot(row)?,
                condition: row.code("condition", Condition::parse)?,
                from: row.parse("from_place")?,
                bin: row.opt_text("bin")?.unwrap_or_default(),
                quantity: row.int("quantity")?,
                off: row.int("off")?,
                unit_price: row.int("unit_price")?,
            })
        })
        .collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnStep {
    Done,
    /// It was sent or cancelled before.
    TooLate,
    NotFound,
    Wrong(Invalid),
}

/// The parcel leaves: its pieces are the supplier's again, and their amount is off the payable of today.
pub fn send_return(cx: &Cx<'_>, id: Uuid, carrier: &str, waybill: &str) -> Result<ReturnStep, DbError> {
    let texts = catalogue::optional("carrier", carrier, TEXT_LIMIT)
        .and_then(|carrier| Ok((carrier, catalogue::optional("waybill", waybill, WAYBILL_LIMIT)?)));
    let (carrier, waybill) = match texts {
        Ok(texts) => texts,
        Err(invalid) => return Ok(ReturnStep::Wrong(invalid)),
    };
    if let Some(no) = not_open(cx, id)? {
        return Ok(no);
    }
    let today = day::date(cx.now, settings::shop(cx)?.utc_offset_min);
    cx.exec(
        include_str!("sql/return_sent.sql"),
        params![id, cx.now, cx.staff(), today, &carrier, &waybill],
    )?;
    let source = source(cx, id);
    for line in return_lines(cx, id)? {
        stock::post(
            cx,
            &source,
            &leg(&line, Place::Parcel(ParcelId(id)), Place::Supplier),
        )?;
    }
    Ok(ReturnStep::Done)
}

/// The pieces go back to where they were taken from.
pub fn cancel_return(cx: &Cx<'_>, id: Uuid) -> Result<ReturnStep, DbError> {
    if let Some(no) = not_open(cx, id)? {
        return Ok(no);
    }
    cx.exec(
        "update supplier_return set state = 'cancelled' where id = ?1",
        params![id],
    )?;
    let source = source(cx, id);
    for line in return_lines(cx, id)? {
        stock::post(cx, &source, &leg(&line, Place::Parcel(ParcelId(id)), line.from))?;
    }
    Ok(ReturnStep::Done)
}

fn not_open(cx: &Cx<'_>, id: Uuid) -> Result<Option<ReturnStep>, DbError> {
    let row = cx.row("select state from supplier_return where id = ?1", params![id])?;
    Ok(match row.map(|row| row.text("state")).transpose()?.as_deref() {
        None => Some(ReturnStep::NotFound),
        Some("open") => None,
        Some(_) => Some(ReturnStep::TooLate),
    })
}

fn leg(line: &ReturnLine, from: Place, to: Place) -> Movement {
    Movement {
        item: line.item,
        lot: line.lot.clone(),
        condition: line.condition,
        from,
        to,
        quantity: line.quantity,
    }
}
