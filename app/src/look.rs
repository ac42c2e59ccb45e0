//! The flows' questions, answered by the store.

use crate::flows::{Look, LookError, Looked};
use crate::store::{Reader, Store, StoreError};
use crate::view::Thumb;
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use sha2::{Digest, Sha256};
use shared::catalogue::{Bin, BinUse, Carrier, Item, Staff, Supplier};
use shared::facts::{Fact, TaskRef};
use shared::id::*;
use shared::photo::PhotoId;
use shared::row::{Row, RowKind, Settings};
use shared::stock::{Content, Place};
use shared::task::{
    CountPlan, CountTask, Delivery, DeliveryLine, Extra, PickLine, PickList, Replenishment, Return, Sent,
    Shipment, ShipmentLine,
};
use std::cell::RefCell;
use std::collections::HashMap;
use uuid::Uuid;

/// PINs found right in this run: argon2id takes its tenth of a second once a person and a shift.
#[derive(Debug, Default)]
pub struct KnownPins(RefCell<HashMap<StaffId, [u8; 32]>>);

impl KnownPins {
    fn digest(staff: &Staff, pin: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(staff.pin_hash.as_bytes());
        hasher.update([0]);
        hasher.update(pin.as_bytes());
        hasher.finalize().into()
    }

    fn verify(&self, staff: &Staff, pin: &str) -> bool {
        let digest = KnownPins::digest(staff, pin);
        if self.0.borrow().get(&staff.id) == Some(&digest) {
            return true;
        }
        let right = PasswordHash::new(&staff.pin_hash)
            .is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok());
        if right {
            self.0.borrow_mut().insert(staff.id, digest);
        }
        right
    }
}

pub struct StoreLook<'a> {
    reader: Reader<'a>,
    settings: &'a Settings,
    pins: &'a KnownPins,
}

impl<'a> StoreLook<'a> {
    pub fn new(store: &'a Store, pins: &'a KnownPins) -> StoreLook<'a> {
        StoreLook {
            reader: store.reader(),
            settings: store.settings(),
            pins,
        }
    }
}

impl From<StoreError> for LookError {
    fn from(error: StoreError) -> LookError {
        LookError(error.to_string())
    }
}

/// Takes one variant out of rows of one kind.
macro_rules! only {
    ($rows:expr, $variant:ident) => {
        $rows.into_iter().filter_map(|row| {
            if let Row::$variant(row) = row {
                Some(row)
            } else {
                None
            }
        })
    };
}

impl Look for StoreLook<'_> {
    fn settings(&self) -> &Settings {
        self.settings
    }

    fn find(&self, code: &str) -> Looked<Vec<(RowKind, Uuid)>> {
        Ok(self.reader.find(code)?)
    }

    fn item(&self, id: ItemId) -> Looked<Option<Item>> {
        Ok(only!(self.reader.row(RowKind::Item, id.0)?, Item).next())
    }

    fn bin(&self, id: BinId) -> Looked<Option<Bin>> {
        Ok(only!(self.reader.row(RowKind::Bin, id.0)?, Bin).next())
    }

    fn staff(&self, id: StaffId) -> Looked<Option<Staff>> {
        Ok(only!(self.reader.row(RowKind::Staff, id.0)?, Staff).next())
    }

    fn carrier(&self, id: CarrierId) -> Looked<Option<Carrier>> {
        Ok(only!(self.reader.row(RowKind::Carrier, id.0)?, Carrier).next())
    }

    fn list(&self, id: ListId) -> Looked<Option<PickList>> {
        Ok(only!(self.reader.row(RowKind::List, id.0)?, List).next())
    }

    fn shipment(&self, id: ShipmentId) -> Looked<Option<Shipment>> {
        Ok(only!(self.reader.row(RowKind::Shipment, id.0)?, Shipment).next())
    }

    fn lines(&self, list: ListId) -> Looked<Vec<PickLine>> {
        let mut lines: Vec<PickLine> = only!(self.reader.children(RowKind::Line, list.0)?, Line).collect();
        lines.sort_by_key(|line| (line.seq, line.id));
        Ok(lines)
    }

    fn shipments(&self, list: ListId) -> Looked<Vec<Shipment>> {
        let mut all: Vec<Shipment> =
            only!(self.reader.children(RowKind::Shipment, list.0)?, Shipment).collect();
        all.sort_by(|a, b| (&a.number, a.id).cmp(&(&b.number, b.id)));
        Ok(all)
    }

    fn shipment_lines(&self, shipment: ShipmentId) -> Looked<Vec<ShipmentLine>> {
        let mut lines: Vec<ShipmentLine> = only!(
            self.reader.children(RowKind::ShipmentLine, shipment.0)?,
            ShipmentLine
        )
        .collect();
        lines.sort_by_key(|line| (line.seq, line.id));
        Ok(lines)
    }

    fn all_lists(&self) -> Looked<Vec<PickList>> {
        let mut all: Vec<PickList> = only!(self.reader.all(RowKind::List)?, List).collect();
        all.sort_by(|a, b| {
            (a.cut_off.unwrap_or(i64::MAX), &a.number).cmp(&(b.cut_off.unwrap_or(i64::MAX), &b.number))
        });
        Ok(all)
    }

    fn all_shipments(&self) -> Looked<Vec<Shipment>> {
        let mut all: Vec<Shipment> = only!(self.reader.all(RowKind::Shipment)?, Shipment).collect();
        all.sort_by(|a, b| (&a.number, a.id).cmp(&(&b.number, b.id)));
        Ok(all)
    }

    fn supplier(&self, id: SupplierId) -> Looked<Option<Supplier>> {
        Ok(only!(self.reader.row(RowKind::Supplier, id.0)?, Supplier).next())
    }

    fn all_suppliers(&self) -> Looked<Vec<Supplier>> {
        let mut all: Vec<Supplier> = only!(self.reader.all(RowKind::Supplier)?, Supplier).collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(all)
    }

    fn delivery(&self, id: DeliveryId) -> Looked<Option<Delivery>> {
        Ok(only!(self.reader.row(RowKind::Delivery, id.0)?, Delivery).next())
    }

    fn all_deliveries(&self) -> Looked<Vec<Delivery>> {
        let mut all: Vec<Delivery> = only!(self.reader.all(RowKind::Delivery)?, Delivery).collect();
        // No day known comes last.
        all.sort_by(|a, b| (a.due.is_empty(), &a.due, &a.number).cmp(&(b.due.is_empty(), &b.due, &b.number)));
        Ok(all)
    }

    fn delivery_lines(&self, delivery: DeliveryId) -> Looked<Vec<DeliveryLine>> {
        let rows = self.reader.children(RowKind::DeliveryLine, delivery.0)?;
        let mut lines: Vec<DeliveryLine> = only!(rows, DeliveryLine).collect();
        lines.sort_by_key(|line| (line.seq, line.id));
        Ok(lines)
    }

    fn delivery_extras(&self, delivery: DeliveryId) -> Looked<Vec<Extra>> {
        // The server may never have heard of it.
        let mut row = Row::Delivery(Delivery::unknown(delivery));
        self.reader.fold(&mut row);
        Ok(only!([row], Delivery)
            .flat_map(|delivery| delivery.extras)
            .collect())
    }

    fn content(&self, place: Place) -> Looked<Content> {
        Ok(self.reader.content(place)?)
    }

    fn contents_with(&self, item: ItemId) -> Looked<Vec<Content>> {
        let places = self.reader.places_with(item)?;
        let mut found = Vec::with_capacity(places.len());
        for place in places {
            found.push(self.reader.content(place)?);
        }
        Ok(found)
    }

    fn bins(&self, used_for: BinUse, held: bool, limit: usize) -> Looked<Vec<Bin>> {
        let ids = self.reader.bins(used_for, held, limit)?;
        ids.into_iter()
            .filter_map(|id| self.bin(id).transpose())
            .collect()
    }

    fn thumb(&self, id: PhotoId) -> Looked<Option<Thumb>> {
        Ok(self.reader.thumb(id)?)
    }

    fn paused(&self, stem: &str) -> Looked<Option<String>> {
        Ok(self.reader.flow(stem)?.map(|row| row.json))
    }

    fn returned(&self, id: ReturnId) -> Looked<Option<Return>> {
        let known = self.reader.row(RowKind::Return, id.0)?;
        let mut row = match known {
            Some(row) => return Ok(only!([row], Return).next()),
            None => Row::Return(Return::unknown(id)),
        };
        // Opened or taken sealed here, and the server's row is not here yet.
        self.reader.fold(&mut row);
        Ok(only!([row], Return).find(|opened| *opened != Return::unknown(id)))
    }

    fn all_returns(&self) -> Looked<Vec<Return>> {
        let mut all: Vec<Return> = only!(self.reader.all(RowKind::Return)?, Return).collect();
        all.sort_by(|a, b| {
            (a.arrived.is_none(), a.arrived, &a.number).cmp(&(b.arrived.is_none(), b.arrived, &b.number))
        });
        Ok(all)
    }

    fn sent(&self, id: ShipmentId) -> Looked<Option<Sent>> {
        Ok(only!(self.reader.row(RowKind::Sent, id.0)?, Sent).next())
    }

    fn count_plan(&self, id: CountPlanId) -> Looked<Option<CountPlan>> {
        Ok(only!(self.reader.row(RowKind::CountPlan, id.0)?, CountPlan).next())
    }

    fn all_count_plans(&self) -> Looked<Vec<CountPlan>> {
        let mut all: Vec<CountPlan> = only!(self.reader.all(RowKind::CountPlan)?, CountPlan).collect();
        all.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(all)
    }

    fn count_tasks(&self, plan: CountPlanId) -> Looked<Vec<CountTask>> {
        let rows = self.reader.children(RowKind::CountTask, plan.0)?;
        let mut tasks: Vec<CountTask> = only!(rows, CountTask).collect();
        tasks.sort_by_key(|task| (task.seq, task.round, task.id));
        Ok(tasks)
    }

    fn all_replenishments(&self) -> Looked<Vec<Replenishment>> {
        let mut all: Vec<Replenishment> =
            only!(self.reader.all(RowKind::Replenishment)?, Replenishment).collect();
        all.sort_by_key(|task| (!task.urgent, task.id));
        Ok(all)
    }

    fn claimed_here(&self, list: ListId) -> bool {
        self.reader.touched(RowKind::List, list.0)
    }

    fn undoable(&self, task: TaskRef) -> Option<(FactId, Fact)> {
        self.reader.undoable(task)
    }

    fn gesture(&self, id: FactId) -> Vec<(FactId, Fact)> {
        self.reader.gesture(id)
    }

    fn pin_is(&self, staff: &Staff, pin: &str) -> bool {
        self.pins.verify(staff, pin)
    }

    fn wrong_pins(&self, staff: &Staff) -> Looked<i64> {
        let (wrong, unlocks) = self.reader.wrong_pins(staff.id)?;
        // The office has unlocked the badge since: the count starts again.
        Ok(if staff.unlocks > unlocks { 0 } else { wrong })
    }
}
