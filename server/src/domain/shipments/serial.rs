//! 序號: what went out with a shipment, and the life of one numbered piece.
//!
//! Everything is read from what is known now: facts that stand, closed counts, inspections, opening stock. Two devices' facts give the
//! same life in whatever order they were heard; what happened at the same millisecond is told in the order of the facts'
//! ids. Deliberately absent: who has the piece. A customer's name is the order's.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::*;
use shared::stock::Lot;

/// Steps of one piece that are told.
const AT_MOST: usize = 500;

/// A numbered piece that is in the parcel of a shipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipped {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub serial: String,
    pub line: Option<ShipmentLineId>,
    pub lot: Lot,
}

/// The numbered pieces of a shipment with what an office page shows of them.
pub fn serials_of_shipment(tx: &Tx<'_>, shipment: ShipmentId) -> Result<Vec<Shipped>, DbError> {
    let of = |row: &Row| -> Result<Shipped, DbError> {
        Ok(Shipped {
            item: row.parse("item")?,
            sku: row.text("sku")?,
            name: row.text("name")?,
            serial: row.text("serial")?,
            line: row.opt_parse("line")?,
            lot: Lot {
                number: row.opt_text("lot")?.unwrap_or_default(),
                expiry: row.opt_text("expiry")?.unwrap_or_default(),
            },
        })
    };
    let rows = tx.rows(include_str!("sql/serials.sql"), params![shipment])?;
    rows.iter().map(of).collect()
}

/// What went out with a shipment, by item and serial number: a returned piece that is not among them is not what was
/// sent.
pub fn shipped_serials(tx: &Tx<'_>, shipment: ShipmentId) -> Result<Vec<(ItemId, String)>, DbError> {
    let mut pieces: Vec<(ItemId, String)> = serials_of_shipment(tx, shipment)?
        .into_iter()
        .map(|piece| (piece.item, piece.serial))
        .collect();
    pieces.dedup();
    Ok(pieces)
}

/// What is known to have happened to a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// There on the first day.
    Opened,
    Received,
    PutAway,
    Moved,
    Counted,
    Picked,
    Packed,
    Returned,
}

impl Stage {
    const ALL: [Stage; 8] = [
        Stage::Opened,
        Stage::Received,
        Stage::PutAway,
        Stage::Moved,
        Stage::Counted,
        Stage::Picked,
        Stage::Packed,
        Stage::Returned,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Stage::Opened => "opened",
            Stage::Received => "received",
            Stage::PutAway => "put_away",
            Stage::Moved => "moved",
            Stage::Counted => "counted",
            Stage::Picked => "picked",
            Stage::Packed => "packed",
            Stage::Returned => "returned",
        }
    }

    fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether the piece is out of the house after it, as far as the books know.
    pub fn gone(self) -> bool {
        self == Stage::Packed
    }
}

/// One thing that happened to a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeStep {
    pub stage: Stage,
    pub at: i64,
    pub fact: Option<FactId>,
    pub bin: Option<BinId>,
    pub bin_code: String,
    pub staff: String,
    pub device: String,
    pub delivery: Option<DeliveryId>,
    pub supplier: String,
    /// Of the delivery, the list or the shipment.
    pub number: String,
    pub order: Option<OrderId>,
    pub order_no: String,
    pub visit: Option<VisitId>,
    /// The bin where it was last known to be, where it was picked or seen in another.
    pub believed: String,
}

/// The life of a numbered piece, as it happened. Empty: nobody knows it.
pub fn serial_life(tx: &Tx<'_>, item: ItemId, serial: &str) -> Result<Vec<LifeStep>, DbError> {
    let rows = tx.rows(include_str!("sql/serial_life.sql"), params![item, serial])?;
    let mut steps = Vec::with_capacity(rows.len().min(AT_MOST));
    let mut last_bin: Option<(BinId, String)> = None;
    for row in rows.iter().take(AT_MOST) {
        let mut step = life_step(row)?;
        if let (Some(bin), Some((known, code))) = (step.bin, &last_bin)
            && matches!(step.stage, Stage::Picked | Stage::Counted)
            && bin != *known
        {
            step.believed = code.clone();
        }
        last_bin = match step.stage {
            Stage::Opened | Stage::PutAway | Stage::Moved | Stage::Counted => {
                step.bin.map(|bin| (bin, step.bin_code.clone()))
            }
            Stage::Received | Stage::Picked | Stage::Packed | Stage::Returned => None,
        };
        steps.push(step);
    }
    Ok(steps)
}

/// The last thing that is known of a piece; `None`: nobody knows it.
pub fn where_is(tx: &Tx<'_>, item: ItemId, serial: &str) -> Result<Option<LifeStep>, DbError> {
    Ok(serial_life(tx, item, serial)?.pop())
}

fn life_step(row: &Row) -> Result<LifeStep, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.opt_text(name)?.unwrap_or_default());
    Ok(LifeStep {
        stage: row.code("kind", Stage::parse)?,
        at: row.int("at")?,
        fact: row.opt_parse("fact")?,
        bin: row.opt_parse("bin")?,
        bin_code: text("bin_code")?,
        staff: text("staff")?,
        device: text("device")?,
        delivery: row.opt_parse("delivery")?,
        supplier: text("supplier")?,
        number: text("number")?,
        order: row.opt_parse("order_id")?,
        order_no: text("order_no")?,
        visit: row.opt_parse("visit")?,
        believed: String::new(),
    })
}

/// A number that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSerial {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub serial: String,
}

/// Numbers that begin with what was typed, as it was typed or in capitals.
pub fn find_serials(tx: &Tx<'_>, typed: &str, limit: i64) -> Result<Vec<FoundSerial>, DbError> {
    for begin in [typed.to_owned(), typed.to_uppercase()] {
        let end = format!("{begin}{}", char::MAX);
        let rows = tx.rows(include_str!("sql/serial_find.sql"), params![&begin, &end, limit])?;
        if !rows.is_empty() {
            return rows.iter().map(found).collect();
        }
    }
    Ok(Vec::new())
}

fn found(row: &Row) -> Result<FoundSerial, DbError> {
    Ok(FoundSerial {
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        serial: row.text("serial")?,
    })
}
