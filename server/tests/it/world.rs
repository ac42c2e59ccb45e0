//! A small warehouse in a file of its own, and handhelds made of nothing but an outbox.
//!
//! Time is set by hand and ids come from a seed, so that every run of a test is the same run.

use server::clock::Clock;
use server::db::{By, Cx, DbError, Ids, Row, Store};
use server::domain::catalogue::{BinForm, CarrierForm, ItemForm, save_bin, save_carrier, save_item};
use server::domain::devices::{self, DeviceState};
use server::domain::discrepancies::{Answer, Kind};
use server::domain::orders::{Arrival, NewLine, NewOrder, Told};
use server::domain::receiving::{self, AnnouncedLine, Announcement};
use server::domain::returns;
use server::domain::shipments::add_waybills;
use server::domain::staff::{self, StaffForm};
use server::domain::stock::{Answered, Opening, OpeningOutcome, open_stock, recount};
use server::domain::waves::{self, Release, ReleaseForm};
use server::params;
use server::sync;
use shared::catalogue::{Barcode, LabelRule, Role, Unit};
use shared::enrol::EnrolRequest;
use shared::facts::*;
use shared::id::*;
use shared::lang::Lang;
use shared::stock::{Condition, Lot, Place};
use shared::sync::{FactOutcome, Held, PULL_ROWS, Page, PullReply, PushReply, PushRequest};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// 2026-11-23 09:00 in Taipei.
pub const MORNING: i64 = 1_795_395_600_000;

pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Ids and secrets from a seed (splitmix64).
pub struct SeededIds(pub u64);

impl Ids for SeededIds {
    fn next(&mut self, now_ms: i64) -> Uuid {
        let mut random = [0u8; 10];
        self.random(&mut random);
        shared::id::v7(now_ms, &random)
    }

    fn random(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z >> 56) as u8;
        }
    }
}

pub struct World {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub path: PathBuf,
    folder: tempfile::TempDir,
}

/// Opens the database at `path` with a clock of its own.
pub fn open(path: &std::path::Path, seed: u64) -> (Store, Arc<TestClock>) {
    let clock = Arc::new(TestClock(AtomicI64::new(MORNING)));
    let store = Store::open(path, clock.clone(), Box::new(SeededIds(seed))).expect("the database opens");
    (store, clock)
}

impl World {
    /// An empty database.
    pub fn empty() -> World {
        let folder = tempfile::tempdir().expect("a folder for the database");
        let path = folder.path().join("beeline.db");
        let (store, clock) = open(&path, 1);
        World {
            store,
            clock,
            path,
            folder,
        }
    }

    /// Four items in four bins, two carriers, three people. 20 MUG in A-01-1 and 4 in A-01-2; TEA in A-02-1, ten of
    /// lot T1 (best before 2027-01-31) and ten of T2 (2027-06-30); 30 PEN and 15 BAG in B-01-1.
    pub fn new() -> World {
        let world = World::empty();
        world.write(|cx| {
            for (sku, name, code, tracked) in [
                ("MUG", "馬克杯", "4710000000017", false),
                ("TEA", "高山茶", "4710000000024", true),
                ("PEN", "原子筆", "4710000000031", false),
                ("BAG", "帆布袋", "4710000000048", false),
            ] {
                item(cx, sku, name, code, tracked)?;
            }
            for (at, code) in ["A-01-1", "A-01-2", "A-02-1", "B-01-1"].iter().enumerate() {
                let walk = i64::try_from(at).unwrap() + 1;
                let form = BinForm {
                    code: (*code).to_owned(),
                    zone: code[..1].to_owned(),
                    walk,
                    ..BinForm::default()
                };
                save_bin(cx, &form)?.expect("a bin");
            }
            let own = LabelRule {
                own: true,
                ..LabelRule::default()
            };
            let tcat = LabelRule {
                lengths: vec![12],
                digits: true,
                ..LabelRule::default()
            };
            for (code, name, label) in [("own", "自有車隊", own), ("tcat", "黑貓宅急便", tcat.clone())]
            {
                let form = CarrierForm {
                    code: code.to_owned(),
                    name: name.to_owned(),
                    label,
                    ..CarrierForm::default()
                };
                let id = save_carrier(cx, &form)?.expect("a carrier");
                if code == "tcat" {
                    let numbers: Vec<String> = (1..=5).map(|n| format!("90000000000{n}")).collect();
                    assert_eq!(add_waybills(cx, id, &tcat, &numbers)?, (5, vec![]));
                }
            }
            for (name, badge, role) in [
                ("林", "E01", Role::Worker),
                ("陳", "E02", Role::Worker),
                ("王", "E03", Role::Lead),
            ] {
                let form = StaffForm {
                    id: None,
                    name: name.to_owned(),
                    badge: badge.to_owned(),
                    role,
                    pin_hash: Some("no PIN".to_owned()),
                    login: String::new(),
                    password_hash: None,
                    lang: Lang::ZhTw,
                };
                staff::save(cx, &form)?.expect("a person");
            }
            Ok(())
        });
        world.put("A-01-1", "MUG", 20);
        world.put("A-01-2", "MUG", 4);
        world.put_lot("A-02-1", "TEA", 10, "T1", "2027-01-31");
        world.put_lot("A-02-1", "TEA", 10, "T2", "2027-06-30");
        world.put("B-01-1", "PEN", 30);
        world.put("B-01-1", "BAG", 15);
        world
    }

    /// The same warehouse once more, in a file of its own.
    pub fn twin(&self) -> World {
        let folder = tempfile::tempdir().expect("a folder for the database");
        let path = folder.path().join("beeline.db");
        self.store.backup(&path).expect("a copy");
        let (store, clock) = open(&path, 2);
        clock.0.store(self.clock.now_ms(), Ordering::SeqCst);
        World {
            store,
            clock,
            path,
            folder,
        }
    }

    /// Another file in this world's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Cx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.store.write_now(By::System, f).expect("a write")
    }

    pub fn rows(&self, sql: &str) -> Vec<Row> {
        self.store.read_now(|rx| rx.rows(sql, params![])).expect("a read")
    }

    pub fn number(&self, sql: &str) -> i64 {
        self.store
            .read_now(|rx| rx.number(sql, params![]))
            .expect("a number")
    }

    /// One column of text, row by row.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql)
            .iter()
            .map(|row| row.text("t").expect("a text column t"))
            .collect()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn id<T: std::str::FromStr>(&self, table: &str, column: &str, value: &str) -> T {
        let sql = format!("select id from {table} where {column} = ?1");
        let row = self
            .store
            .read_now(|rx| rx.row(&sql, params![value]))
            .expect("a read");
        row.unwrap_or_else(|| panic!("{value} is not in {table}"))
            .parse("id")
            .expect("an id")
    }

    pub fn item(&self, sku: &str) -> ItemId {
        self.id("item", "sku", sku)
    }

    pub fn bin(&self, code: &str) -> BinId {
        self.id("bin", "code", code)
    }

    pub fn carrier(&self, code: &str) -> CarrierId {
        self.id("carrier", "code", code)
    }

    pub fn staff(&self, badge: &str) -> StaffId {
        self.id("staff", "badge", badge)
    }

    pub fn order_id(&self, order_no: &str) -> OrderId {
        self.id("orders", "order_no", order_no)
    }

    // ------------------------------------------------------------ stock

    pub fn put(&self, bin: &str, sku: &str, quantity: i64) {
        self.put_lot(bin, sku, quantity, "", "");
    }

    pub fn put_lot(&self, bin: &str, sku: &str, quantity: i64, number: &str, expiry: &str) {
        let opening = Opening {
            item: self.item(sku),
            bin: self.bin(bin),
            lot: Lot {
                number: number.to_owned(),
                expiry: expiry.to_owned(),
            },
            condition: Condition::Good,
            quantity,
            serial: String::new(),
        };
        assert_eq!(
            self.write(move |cx| open_stock(cx, &opening)),
            OpeningOutcome::Posted
        );
    }

    /// Pieces in a bin, all lots.
    pub fn stock(&self, bin: &str, sku: &str) -> i64 {
        self.at(Place::Bin(self.bin(bin)), sku)
    }

    /// Pieces at a place, all lots.
    pub fn at(&self, place: Place, sku: &str) -> i64 {
        let item = self.item(sku);
        let sql = "select cast(coalesce(sum(quantity), 0) as bigint) as n from balance where place = ?1 and item = ?2";
        self.store
            .read_now(|rx| rx.number(sql, params![place, item]))
            .expect("a balance")
    }

    /// The books agree with themselves.
    pub fn check(&self) {
        let found = self.store.read_now(recount::check).expect("a recount");
        assert!(found.is_empty(), "{found:#?}");
    }

    /// Kinds of open discrepancies, sorted.
    pub fn questions(&self) -> Vec<String> {
        self.texts("select kind as t from discrepancy where state = 'open' order by kind, subject")
    }

    // ------------------------------------------------------------ orders

    pub fn new_order(&self, order_no: &str, goods: &[(&str, i64)]) -> NewOrder {
        NewOrder {
            channel: "shop".to_owned(),
            order_no: order_no.to_owned(),
            told: Told {
                recipient: "王小明".to_owned(),
                address: "台北市中山路 1 號".to_owned(),
                ..Told::default()
            },
            lines: goods
                .iter()
                .map(|(sku, quantity)| NewLine {
                    kind: "goods".to_owned(),
                    code: (*sku).to_owned(),
                    name: (*sku).to_owned(),
                    option_name: String::new(),
                    quantity: *quantity,
                    unit_price: 100,
                })
                .collect(),
            carrier: Some(self.carrier("own")),
            cancelled: false,
            import_run: None,
        }
    }

    pub fn arrives(&self, order: &NewOrder) -> Arrival {
        let order = order.clone();
        self.write(move |cx| waves::take_in(cx, &order))
    }

    pub fn order(&self, order_no: &str, goods: &[(&str, i64)]) -> OrderId {
        match self.arrives(&self.new_order(order_no, goods)) {
            Arrival::Created(id) => id,
            other => panic!("{order_no} did not come in: {other:?}"),
        }
    }

    /// An order that goes with T-Cat, whose numbers come from a pool.
    pub fn order_by_tcat(&self, order_no: &str, goods: &[(&str, i64)]) -> OrderId {
        let order = NewOrder {
            carrier: Some(self.carrier("tcat")),
            ..self.new_order(order_no, goods)
        };
        match self.arrives(&order) {
            Arrival::Created(id) => id,
            other => panic!("{order_no} did not come in: {other:?}"),
        }
    }

    pub fn order_state(&self, order_no: &str) -> String {
        let id = self.order_id(order_no);
        self.texts(&format!("select state as t from orders where id = '{id}'"))
            .remove(0)
    }

    /// Releases orders, so many to a list.
    pub fn release_batch(&self, orders: &[&str], orders_per_list: usize) -> Release {
        let orders = orders.iter().map(|order| self.order_id(order)).collect();
        let form = ReleaseForm {
            orders,
            orders_per_list,
            note: String::new(),
        };
        self.write(move |cx| waves::release(cx, &form))
    }

    /// Releases orders, each on a list of its own.
    pub fn release(&self, orders: &[&str]) -> Release {
        self.release_batch(orders, 1)
    }

    /// The live shipment of an order.
    pub fn shipment(&self, order_no: &str) -> ShipmentId {
        let order = self.order_id(order_no);
        let sql = format!("select id from shipment where order_id = '{order}' and state <> 'cancelled'");
        self.rows(&sql)[0].parse("id").unwrap()
    }

    pub fn shipment_state(&self, shipment: ShipmentId) -> String {
        self.texts(&format!(
            "select state as t from shipment where id = '{shipment}'"
        ))
        .remove(0)
    }

    /// The list that serves the order's live shipment.
    pub fn list(&self, order_no: &str) -> ListId {
        let shipment = self.shipment(order_no);
        self.rows(&format!("select list from shipment where id = '{shipment}'"))[0]
            .parse("list")
            .unwrap()
    }

    pub fn list_state(&self, list: ListId) -> String {
        self.texts(&format!("select state as t from pick_list where id = '{list}'"))
            .remove(0)
    }

    /// Pieces of an item in a bin that are spoken for.
    pub fn reserved(&self, bin: &str, sku: &str) -> i64 {
        let (item, bin) = (self.item(sku), self.bin(bin));
        self.store
            .read_now(|rx| server::domain::stock::reserved(rx, item, bin))
            .unwrap()
    }

    // ------------------------------------------------------------ facts about the work of an order

    /// Every line of a list, picked whole.
    pub fn picks(&self, list: ListId) -> Vec<Picked> {
        self.rows(&format!(
            "select id, item, bin, lot, expiry, quantity from pick_line where list = '{list}' order by seq"
        ))
        .iter()
        .map(|row| Picked {
            list,
            line: row.parse("id").unwrap(),
            item: row.parse("item").unwrap(),
            bin: row.parse("bin").unwrap(),
            lot: Lot {
                number: row.text("lot").unwrap(),
                expiry: row.text("expiry").unwrap(),
            },
            quantity: row.int("quantity").unwrap(),
            how: How::Scanned,
            raw: "4710000000017".to_owned(),
            bin_raw: "A-01-1".to_owned(),
            serial: String::new(),
        })
        .collect()
    }

    /// Every line of an order's shipment, packed whole, out of the lots that were picked for it first.
    pub fn packs(&self, order_no: &str) -> Vec<Packed> {
        let (shipment, list) = (self.shipment(order_no), self.list(order_no));
        let lots: Vec<Picked> = self.picks(list);
        self.rows(&format!(
            "select id, item, quantity from shipment_line where shipment = '{shipment}' order by seq"
        ))
        .iter()
        .map(|row| {
            let item: ItemId = row.parse("item").unwrap();
            let lot = lots
                .iter()
                .find(|pick| pick.item == item)
                .map(|pick| pick.lot.clone());
            Packed {
                shipment,
                line: row.parse("id").unwrap(),
                list,
                parcel: ParcelId(shipment.0),
                item,
                lot: lot.unwrap_or_default(),
                quantity: row.int("quantity").unwrap(),
                how: How::Scanned,
                raw: "4710000000017".to_owned(),
                tote: "T-1".to_owned(),
                serial: String::new(),
            }
        })
        .collect()
    }

    /// The parcel of an order closed by the number it is to carry.
    pub fn closes(&self, order_no: &str) -> ParcelClosed {
        let shipment = self.shipment(order_no);
        let row = &self.rows(&format!(
            "select carrier, label from shipment where id = '{shipment}'"
        ))[0];
        let label = row
            .opt_text("label")
            .unwrap()
            .unwrap_or_else(|| "NONE".to_owned());
        ParcelClosed {
            shipment,
            parcel: ParcelId(shipment.0),
            carrier: row.parse("carrier").unwrap(),
            raw: label.clone(),
            label,
            carton: String::new(),
            weight_g: Some(500),
        }
    }

    pub fn hands(&self, order_no: &str, manifest: ManifestId) -> HandedOver {
        let shipment = self.shipment(order_no);
        let carrier =
            self.rows(&format!("select carrier from shipment where id = '{shipment}'"))[0].parse("carrier");
        HandedOver {
            manifest,
            carrier: carrier.unwrap(),
            shipment,
            parcel: ParcelId(shipment.0),
            raw: "BL".to_owned(),
        }
    }

    // ------------------------------------------------------------ devices

    /// A new handheld, enrolled.
    pub fn device(&self) -> Device {
        let enrolled = self.write(|cx| {
            let code = devices::invite(cx)?;
            devices::enrol(
                cx,
                &EnrolRequest {
                    code,
                    name: "PDA".to_owned(),
                    app_version: "0.1.0".to_owned(),
                },
            )
        });
        let enrolled = enrolled.expect("the code is good");
        let seed = enrolled.label[1..].parse::<u64>().unwrap() * 1000;
        self.device_known(enrolled.device, seed)
    }

    /// A handheld that was enrolled before and has done nothing yet.
    pub fn device_known(&self, id: DeviceId, seed: u64) -> Device {
        Device {
            store: self.store.clone(),
            clock: self.clock.clone(),
            id,
            by: Some(self.staff("E01")),
            epoch: 1,
            acked: 0,
            stream: Vec::new(),
            ids: SeededIds(seed << 32),
        }
    }

    pub fn set_device(&self, device: &Device, state: DeviceState) {
        let id = device.id;
        self.write(move |cx| devices::set_state(cx, id, state));
    }
}

pub fn item(cx: &Cx<'_>, sku: &str, name: &str, code: &str, tracked: bool) -> Result<ItemId, DbError> {
    let form = ItemForm {
        sku: sku.to_owned(),
        name: name.to_owned(),
        barcodes: vec![
            Barcode {
                code: code.to_owned(),
                quantity: 1,
                unit: Unit::Piece,
            },
            Barcode {
                code: format!("1{code}"),
                quantity: 12,
                unit: Unit::Carton,
            },
        ],
        lot_tracked: tracked,
        expiry_tracked: tracked,
        ..ItemForm::default()
    };
    Ok(save_item(cx, &form)?.expect("an item"))
}

/// A handheld without a screen: what it did, in order, and how far the server has acknowledged it.
pub struct Device {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub id: DeviceId,
    pub by: Option<StaffId>,
    pub epoch: i64,
    /// The server said that it has everything up to here.
    pub acked: i64,
    /// Everything it ever did; seq is the place, from 1.
    pub stream: Vec<Envelope>,
    pub ids: SeededIds,
}

impl Device {
    /// Writes a fact into its outbox.
    pub fn does(&mut self, fact: impl Into<Fact>) -> FactId {
        let now = self.clock.now_ms();
        let id = FactId(self.ids.next(now));
        self.stream
            .push(Envelope::new(id, now, ClockSource::Server, self.by, &fact.into()));
        id
    }

    /// Facts that stand and fall together.
    pub fn does_together(&mut self, facts: Vec<Fact>) -> Vec<FactId> {
        let group = GroupId(self.ids.next(self.clock.now_ms()));
        let from = self.stream.len();
        let ids = facts.into_iter().map(|fact| self.does(fact)).collect();
        for envelope in &mut self.stream[from..] {
            envelope.group = Some(group);
        }
        ids
    }

    pub fn takes_back(&mut self, of: FactId, task: TaskRef) -> FactId {
        self.does(Undone { of, task: Some(task) })
    }

    /// The batch of `count` facts from `first` on.
    pub fn batch(&self, first: i64, count: usize) -> PushRequest {
        let from = usize::try_from(first - 1).unwrap();
        let facts: Vec<Envelope> = self.stream[from.min(self.stream.len())..]
            .iter()
            .take(count)
            .cloned()
            .collect();
        let pending = i64::try_from(self.stream.len()).unwrap() - first + 1;
        PushRequest {
            epoch: self.epoch,
            first,
            facts,
            pending,
            now: self.clock.now_ms(),
        }
    }

    /// Sends a request as it is; what the server answers changes nothing here, as if the reply was lost.
    pub fn send(&mut self, request: &PushRequest) -> PushReply {
        let (id, request) = (self.id, request.clone());
        self.store
            .write_now(By::Device(id), move |cx| {
                let device = devices::get(cx, id)?.expect("the device is known");
                sync::push(cx, &device, &request)
            })
            .expect("the server answers")
    }

    /// Sends the next `count` facts and hears the answer.
    pub fn push_some(&mut self, count: usize) -> Vec<FactOutcome> {
        let request = self.batch(self.acked + 1, count);
        match self.send(&request) {
            PushReply::Recorded {
                acked_seq, results, ..
            } => {
                self.acked = acked_seq;
                results.into_iter().map(|(_, outcome)| outcome).collect()
            }
            PushReply::Refused { refusal } => panic!("refused: {refusal:?}"),
        }
    }

    /// Sends everything that waits; the outcomes fact by fact.
    pub fn push(&mut self) -> Vec<FactOutcome> {
        let mut outcomes = self.push_some(200);
        while self.acked < i64::try_from(self.stream.len()).unwrap() {
            outcomes.extend(self.push_some(200));
        }
        outcomes
    }

    /// One page of the feed; says first, as a pull does, up to where it has everything.
    pub fn pull(&self, since: i64) -> PullReply {
        self.pull_holding(since, None)
    }

    /// The same for a device that knows of a fact in quarantine.
    pub fn pull_holding(&self, since: i64, held: Option<Held>) -> PullReply {
        let (id, now) = (self.id, self.clock.now_ms());
        self.store
            .write_now(By::Device(id), move |cx| -> Result<(), DbError> {
                devices::heard(
                    cx,
                    id,
                    devices::Heard {
                        cursor: Some(since),
                        ..Default::default()
                    },
                )?;
                waves::heard_from(cx, id, since)
            })
            .expect("heard");
        self.store
            .read_now(|rx| sync::page(rx, id, since, held, now))
            .expect("a page")
    }

    pub fn page(&self, since: i64) -> Page {
        match self.pull(since) {
            PullReply::Page(page) => *page,
            PullReply::Refused { refusal } => panic!("refused: {refusal:?}"),
        }
    }

    /// Pulls to the end, and once more, so that the server knows that it has it; answers the cursor.
    pub fn catch_up(&self) -> i64 {
        let mut since = 0;
        loop {
            let page = self.page(since);
            assert!(page.rows.len() <= PULL_ROWS);
            since = page.next;
            if !page.more {
                self.page(since);
                return since;
            }
        }
    }
}

// ---------------------------------------------------------------- deliveries

impl World {
    /// A supplier with a short card.
    pub fn supplier(&self, code: &str) -> SupplierId {
        let code = code.to_owned();
        self.write(move |cx| {
            let id: SupplierId = cx.new_id();
            cx.exec(
                "insert into supplier (id, code, name, created_at, changed_at) values (?1, ?2, ?3, ?4, ?4)",
                params![id, &code, format!("{code} 行"), cx.now],
            )?;
            Ok(id)
        })
    }

    /// An expected delivery of a supplier: SKU, pieces, price of a piece in cents.
    pub fn announce(&self, supplier: SupplierId, goods: &[(&str, i64, i64)]) -> DeliveryId {
        let lines = goods.iter().map(|(sku, quantity, unit_price)| AnnouncedLine {
            item: Some(self.item(sku)),
            quantity: *quantity,
            unit_price: *unit_price,
            ..AnnouncedLine::default()
        });
        let form = Announcement {
            supplier: Some(supplier),
            lines: lines.collect(),
            ..Announcement::default()
        };
        let announced = self.write(move |cx| receiving::announce(cx, &form));
        announced.expect("a delivery").delivery
    }

    /// The line of an item in a delivery.
    pub fn delivery_line(&self, delivery: DeliveryId, sku: &str) -> DeliveryLineId {
        let item = self.item(sku);
        self.rows(&format!(
            "select id from delivery_line where delivery = '{delivery}' and item = '{item}'"
        ))[0]
            .parse("id")
            .unwrap()
    }

    /// Pieces counted out of a delivery on the line of their item, where it has one.
    pub fn counts(&self, delivery: DeliveryId, sku: &str, quantity: i64) -> Received {
        let item = self.item(sku);
        let line = self
            .rows(&format!(
                "select id from delivery_line where delivery = '{delivery}' and item = '{item}'"
            ))
            .first()
            .map(|row| row.parse("id").unwrap());
        Received {
            delivery,
            line,
            item,
            lot: Lot::default(),
            serial: String::new(),
            damage: None,
            quantity,
            how: How::Scanned,
            raw: "4710000000017".to_owned(),
            photos: Vec::new(),
        }
    }

    pub fn stows(&self, sku: &str, quantity: i64, bin: &str) -> PutAway {
        PutAway {
            session: SessionId(Uuid::from_u128(5)),
            delivery: None,
            item: self.item(sku),
            lot: Lot::default(),
            condition: Condition::Good,
            from: Place::Dock,
            bin: self.bin(bin),
            quantity,
            how: How::Scanned,
            raw: "4710000000017".to_owned(),
            bin_raw: bin.to_owned(),
            serial: String::new(),
        }
    }

    /// Pieces of an item at a place in one condition, all lots.
    pub fn of(&self, place: Place, sku: &str, condition: Condition) -> i64 {
        let item = self.item(sku);
        self.number(&format!(
            "select cast(coalesce(sum(quantity), 0) as bigint) as n from balance
             where place = '{place}' and item = '{item}' and condition = '{}'",
            condition.code()
        ))
    }

    /// A delivery and what follows from it: number's tail, state, and its lines as SKU expected good bad.
    pub fn told(&self, delivery: DeliveryId) -> (String, Vec<String>) {
        let state = self
            .texts(&format!(
                "select state as t from delivery where id = '{delivery}'"
            ))
            .remove(0);
        let lines = self.texts(&format!(
            "select i.sku || ' ' || l.expected || ' ' || l.good || ' ' || l.bad as t
             from delivery_line l join item i on i.id = l.item where l.delivery = '{delivery}' order by i.sku"
        ));
        (state, lines)
    }

    /// The slip that follows a delivery up.
    pub fn follow(&self, delivery: DeliveryId) -> Option<DeliveryId> {
        self.rows(&format!("select id from delivery where follows = '{delivery}'"))
            .first()
            .map(|row| row.parse("id").unwrap())
    }

    /// Answers the one open question of a kind.
    pub fn answers(&self, kind: Kind, said: Answer) -> Answered {
        let open = self.rows(&format!(
            "select id from discrepancy where kind = '{}' and state = 'open'",
            kind.code()
        ));
        let id: DiscrepancyId = open[0].parse("id").unwrap();
        self.write(move |cx| returns::answer(cx, id, said, None, ""))
    }
}
