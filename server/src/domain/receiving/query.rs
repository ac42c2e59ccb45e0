//! Deliveries as the office sees them.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::facts::DamageReason;
use shared::id::{DeliveryId, DeliveryLineId, DiscrepancyId, ItemId, SupplierId};
use shared::stock::{Condition, Lot};
use shared::task::Inspection;

/// Which deliveries: by stage and by what is typed (number, order, note, supplier), lower case.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// `expected`, `arrived`, `counting`, `done`, `cancelled`, `merged`; empty: all.
    pub stage: String,
    pub query: String,
    pub limit: i64,
}

#[derive(Clone, Debug)]
pub struct DeliveryView {
    pub id: DeliveryId,
    pub number: String,
    pub device_number: String,
    pub stage: String,
    pub blind: bool,
    /// The expected delivery that it turned out to be.
    pub merged: Option<DeliveryId>,
    pub merged_no: String,
    pub supplier: Option<SupplierId>,
    pub supplier_code: String,
    pub supplier_name: String,
    pub purchase_no: String,
    pub note_no: String,
    pub follows: Option<DeliveryId>,
    pub follows_no: String,
    /// The slip that follows it up.
    pub follow: Option<DeliveryId>,
    pub follow_no: String,
    pub due: String,
    pub inspection: Inspection,
    pub arrived_at: Option<i64>,
    pub arrived_by: String,
    pub cartons: Option<i64>,
    pub damaged: i64,
    pub driver: String,
    pub signature: String,
    pub closed_at: Option<i64>,
    pub closed_by: String,
    pub remark: String,
    pub created_at: i64,
    pub created_by: String,
    pub lines: i64,
    pub expected: i64,
    pub good: i64,
    pub bad: i64,
    /// Good pieces that are held or were sent back.
    pub held: i64,
}

fn view(row: &Row) -> Result<DeliveryView, DbError> {
    let or_empty =
        |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
    Ok(DeliveryView {
        id: row.parse("id")?,
        number: row.text("number")?,
        device_number: row.text("device_number")?,
        stage: row.text("stage")?,
        blind: row.flag("blind")?,
        merged: row.opt_parse("whole")?,
        merged_no: or_empty("whole_no")?,
        supplier: row.opt_parse("supplier")?,
        supplier_code: or_empty("supplier_code")?,
        supplier_name: or_empty("supplier_name")?,
        purchase_no: row.text("purchase_no")?,
        note_no: row.text("note_no")?,
        follows: row.opt_parse("follows")?,
        follows_no: or_empty("follows_no")?,
        follow: row.opt_parse("follow")?,
        follow_no: or_empty("follow_no")?,
        due: row.text("due")?,
        inspection: row.code("inspection", Inspection::parse)?,
        arrived_at: row.opt_int("arrived_at")?,
        arrived_by: or_empty("arrived_by_name")?,
        cartons: row.opt_int("cartons")?,
        damaged: row.int("damaged")?,
        driver: row.text("driver")?,
        signature: row.text("signature")?,
        closed_at: row.opt_int("closed_at")?,
        closed_by: or_empty("closed_by_name")?,
        remark: row.text("remark")?,
        created_at: row.int("created_at")?,
        created_by: or_empty("created_by_name")?,
        lines: row.int("lines")?,
        expected: row.int("expected")?,
        good: row.int("good")?,
        bad: row.int("bad")?,
        held: row.int("held")?,
    })
}

/// Newest first.
pub fn deliveries(tx: &Tx<'_>, filter: &DeliveryFilter) -> Result<Vec<DeliveryView>, DbError> {
    tx.rows(
        include_str!("sql/deliveries.sql"),
        params![
            None::<DeliveryId>,
            &filter.stage,
            filter.query.to_lowercase(),
            filter.limit
        ],
    )?
    .iter()
    .map(view)
    .collect()
}

pub fn delivery(tx: &Tx<'_>, id: DeliveryId) -> Result<Option<DeliveryView>, DbError> {
    tx.row(include_str!("sql/deliveries.sql"), params![Some(id), "", "", 1])?
        .map(|row| view(&row))
        .transpose()
}

/// How many deliveries are at each stage.
pub fn state_counts(tx: &Tx<'_>) -> Result<Vec<(String, i64)>, DbError> {
    tx.rows(include_str!("sql/stage_counts.sql"), params![])?
        .iter()
        .map(|row| Ok((row.text("stage")?, row.int("n")?)))
        .collect()
}

#[derive(Clone, Debug)]
pub struct LineView {
    pub id: DeliveryLineId,
    pub seq: i64,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub barcode: String,
    pub kind: String,
    pub supplier_code: String,
    pub expected: i64,
    pub good: i64,
    pub bad: i64,
    pub short: i64,
    pub over: i64,
    pub accepted: i64,
    pub refused: i64,
    pub accept_from: String,
    pub unit_price: i64,
    /// The open question about what is over.
    pub question: Option<DiscrepancyId>,
    pub asked: i64,
}

impl LineView {
    /// 合格量: good pieces that are ours to keep and to pay.
    pub fn payable(&self) -> i64 {
        self.good - (self.over - self.accepted).max(0)
    }
}

pub fn lines(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<LineView>, DbError> {
    tx.rows(include_str!("sql/lines.sql"), params![delivery])?
        .iter()
        .map(|row| {
            let (expected, good, bad) = (row.int("expected")?, row.int("good")?, row.int("bad")?);
            let blind = row.flag("blind")?;
            Ok(LineView {
                id: row.parse("id")?,
                seq: row.int("seq")?,
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                barcode: row.opt_text("barcode")?.unwrap_or_default(),
                kind: row.text("kind")?,
                supplier_code: row.text("supplier_code")?,
                expected,
                good,
                bad,
                short: if blind { 0 } else { (expected - good - bad).max(0) },
                over: if blind {
                    0
                } else {
                    shared::task::over(expected, good, bad)
                },
                accepted: row.int("accepted")?,
                refused: row.int("refused")?,
                accept_from: row.text("accept_from")?,
                unit_price: row.int("unit_price")?,
                question: row.opt_parse("question")?,
                asked: row.opt_int("asked")?.unwrap_or(0),
            })
        })
        .collect()
}

/// What was counted of a line, by lot and condition.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    pub line: DeliveryLineId,
    pub lot: Lot,
    pub condition: Condition,
    pub damage: Option<DamageReason>,
    pub quantity: i64,
}

pub fn receipts(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<ReceiptView>, DbError> {
    tx.rows(include_str!("sql/receipts.sql"), params![delivery])?
        .iter()
        .map(|row| {
            Ok(ReceiptView {
                line: row.parse("line")?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                condition: row.code("condition", Condition::parse)?,
                damage: DamageReason::parse(&row.text("damage")?),
                quantity: row.int("quantity")?,
            })
        })
        .collect()
}

/// A supplier as a form offers it.
#[derive(Clone, Debug)]
pub struct SupplierName {
    pub id: SupplierId,
    pub code: String,
    pub name: String,
}

/// Suppliers in use, by code.
pub fn suppliers(tx: &Tx<'_>) -> Result<Vec<SupplierName>, DbError> {
    tx.rows(include_str!("sql/supplier_names.sql"), params![])?
        .iter()
        .map(|row| {
            Ok(SupplierName {
                id: row.parse("id")?,
                code: row.text("code")?,
                name: row.text("name")?,
            })
        })
        .collect()
}

/// 固定儲位 of the items of a delivery: where they are to go.
pub fn homes(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<(ItemId, String)>, DbError> {
    tx.rows(include_str!("sql/homes.sql"), params![delivery])?
        .iter()
        .map(|row| Ok((row.parse("item")?, row.text("code")?)))
        .collect()
}
