//! What a bench's handheld holds of returns and of parcels that left. No name, no address, no telephone.

use crate::db::{DbError, Row, Tx};
use crate::domain::settings::{self, day};
use crate::domain::shipments;
use crate::params;
use shared::id::{ParcelId, ReturnId, ShipmentId};
use shared::inspect::{ReturnReason, ReturnSource};
use shared::stock::{Lot, Place};
use shared::task::{BackPieces, Declared, Return, Sent, SentLine, TaskState};

/// A return as a bench knows it; `None` once it has left the benches.
pub fn for_bench(tx: &Tx<'_>, id: ReturnId) -> Result<Option<Return>, DbError> {
    let Some(row) = tx.row(include_str!("sql/for_bench.sql"), params![id])? else {
        return Ok(None);
    };
    let mut codes: Vec<String> = tx
        .rows(
            "select code from return_code where return_id = ?1 order by code",
            params![id],
        )?
        .iter()
        .map(|row| row.text("code"))
        .collect::<Result<_, DbError>>()?;
    codes.extend(Some(row.text("platform_no")?).filter(|code| !code.is_empty()));
    let declared = tx
        .rows(include_str!("sql/declared.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(Declared {
                item: row.parse("item")?,
                quantity: row.int("quantity")?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(Some(Return {
        id,
        number: row.text("number")?,
        state: row.code("state", state)?,
        source: row.code("source", ReturnSource::parse)?,
        shipment: row.opt_parse("shipment")?,
        order_no: row.opt_text("order_no")?.unwrap_or_default(),
        reason: ReturnReason::parse(&row.text("reason")?),
        codes,
        device_number: row.text("device_number")?,
        declared,
        arrived: row.opt_int("arrived_at")?,
        inspected: pieces(&tx.rows(include_str!("sql/inspected.sql"), params![id])?)?,
    }))
}

fn state(code: &str) -> Option<TaskState> {
    match code {
        "open" => Some(TaskState::Open),
        "started" => Some(TaskState::Started),
        "done" => Some(TaskState::Done),
        "cancelled" => Some(TaskState::Cancelled),
        _ => None,
    }
}

fn pieces(rows: &[Row]) -> Result<Vec<BackPieces>, DbError> {
    rows.iter()
        .map(|row| {
            Ok(BackPieces {
                item: row.parse("item")?,
                serial: row.text("serial")?,
                quantity: row.int("quantity")?,
            })
        })
        .collect()
}

/// A parcel that left not long ago; `None` for one that did not, or that no bench needs to know any more.
pub fn sent(tx: &Tx<'_>, id: ShipmentId) -> Result<Option<Sent>, DbError> {
    let Some(row) = tx.row(include_str!("sql/sent.sql"), params![id])? else {
        return Ok(None);
    };
    let parcel: ParcelId = row.opt_parse("parcel")?.unwrap_or(ParcelId(id.0));
    let numbered = shipments::serials_of_shipment(tx, id)?;
    let lines = tx
        .rows(include_str!("sql/sent_lines.sql"), params![Place::Parcel(parcel)])?
        .iter()
        .map(|row| {
            let item = row.parse("item")?;
            let lot = Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            };
            let here = numbered
                .iter()
                .filter(|piece| (piece.item, &piece.lot) == (item, &lot));
            Ok(SentLine {
                item,
                quantity: row.int("quantity")?,
                serials: here.map(|piece| piece.serial.clone()).collect(),
                lot,
            })
        })
        .collect::<Result<_, DbError>>()?;
    let offset = settings::shop(tx)?.utc_offset_min;
    Ok(Some(Sent {
        id,
        number: row.text("number")?,
        order_no: row.text("order_no")?,
        labels: shipments::labels(tx, id)?,
        left: day::date(row.int("handed_at")?, offset),
        lines,
        back: pieces(&tx.rows(include_str!("sql/back.sql"), params![id])?)?,
    }))
}
