//! What the worker sees is, at every moment, the rows as pulled plus the effects of what the server had not folded into
//! them, whatever order pushes, acknowledgements, pulls, undos and restarts come in.

use crate::world::{self, Handheld};
use app::app::Event;
use app::store::{By, Outbox};
use app::sync::SyncNews;
use proptest::prelude::*;
use shared::facts::{
    ClockSource, Fact, How, Inspected, Picked, ReturnArrived, ReturnedSealed, SealedPieces, ToteAttached,
    Undone, undo_effects,
};
use shared::id::{BinId, FactId, ItemId, ListId, ReturnId, ShipmentId};
use shared::inspect::{Disposition, Grade};
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Lot};
use shared::sync::{Held, Page};
use shared::task::{Return, Sent, TaskState};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(Clone, Debug)]
enum Op {
    Pick {
        line: usize,
        quantity: i64,
    },
    Tote {
        list: usize,
        tote: u8,
    },
    Undo,
    /// The parcel stands on the bench.
    Arrive,
    Inspect {
        quantity: i64,
        serial: u8,
    },
    Sealed {
        quantity: i64,
    },
    UndoReturn,
    /// The server takes the next facts; one of them may end in quarantine.
    Push {
        facts: usize,
        poison: Option<usize>,
    },
    /// The server took them but the answer was lost.
    PushLost {
        facts: usize,
        poison: Option<usize>,
    },
    Pull,
    /// The server is mended: everything in quarantine is replayed.
    Mend,
    /// The office changes a line.
    Office {
        line: usize,
        quantity: i64,
    },
    Restart,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        6 => (0..4usize, 1..5i64).prop_map(|(line, quantity)| Op::Pick { line, quantity }),
        2 => (0..2usize, 0..3u8).prop_map(|(list, tote)| Op::Tote { list, tote }),
        2 => Just(Op::Undo),
        1 => Just(Op::Arrive),
        3 => (1..4i64, 0..3u8).prop_map(|(quantity, serial)| Op::Inspect { quantity, serial }),
        1 => (1..4i64).prop_map(|quantity| Op::Sealed { quantity }),
        2 => Just(Op::UndoReturn),
        3 => (1..5usize, proptest::option::of(0..4usize)).prop_map(|(facts, poison)| Op::Push { facts, poison }),
        1 => (1..5usize, proptest::option::of(0..4usize)).prop_map(|(facts, poison)| Op::PushLost { facts, poison }),
        4 => Just(Op::Pull),
        1 => Just(Op::Mend),
        2 => (0..4usize, 1..30i64).prop_map(|(line, quantity)| Op::Office { line, quantity }),
        1 => Just(Op::Restart),
    ];
    proptest::collection::vec(op, 1..40)
}

const SHIPMENT: ShipmentId = ShipmentId(Uuid::from_u128(41));
const RETURNED: ReturnId = ReturnId(Uuid::from_u128(41));

/// The server, and what the test knows of every fact.
struct Model {
    rows: BTreeMap<(RowKind, Uuid), (i64, Row)>,
    version: i64,
    taken: usize,
    facts: Vec<(FactId, Fact, Vec<shared::facts::Effect>)>,
    quarantined: BTreeSet<usize>,
    /// The device knows that these are quarantined, and not yet that they are no longer.
    told: BTreeSet<usize>,
    /// Came out of quarantine: the rows contain them.
    mended: BTreeSet<usize>,
    pulled: BTreeMap<(RowKind, Uuid), Row>,
    pulled_taken: usize,
}

impl Model {
    fn new() -> Model {
        let mut rows = BTreeMap::new();
        let mut all: Vec<Row> = (1..=2)
            .map(|n| Row::List(world::list(n, &format!("PK-{n}"), TaskState::Open)))
            .collect();
        all.extend(
            [(1, 1), (1, 2), (2, 1), (2, 2)].map(|(list, seq)| Row::Line(world::line(list, seq, 1, 1, 20))),
        );
        all.push(Row::Return(Return {
            number: "RT-1".into(),
            ..Return::unknown(RETURNED)
        }));
        all.push(Row::Sent(Sent {
            id: SHIPMENT,
            number: "SH-1".into(),
            order_no: String::new(),
            labels: Vec::new(),
            left: "2026-11-20".into(),
            lines: Vec::new(),
            back: Vec::new(),
        }));
        for (version, row) in (1..).zip(all) {
            rows.insert((row.kind(), row.id()), (version, row));
        }
        Model {
            version: rows.len() as i64,
            rows,
            taken: 0,
            facts: Vec::new(),
            quarantined: BTreeSet::new(),
            told: BTreeSet::new(),
            mended: BTreeSet::new(),
            pulled: BTreeMap::new(),
            pulled_taken: 0,
        }
    }

    fn line(&self, n: usize) -> shared::task::PickLine {
        let (list, seq) = [(1, 1), (1, 2), (2, 1), (2, 2)][n];
        let id = world::line(list, seq, 1, 1, 0).id;
        match &self.rows[&(RowKind::Line, id.0)].1 {
            Row::Line(line) => line.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn take(&mut self, facts: usize, poison: Option<usize>) -> Vec<FactId> {
        let mut set_aside = Vec::new();
        for n in 0..facts {
            let Some((id, _, effects)) = self.facts.get(self.taken) else {
                break;
            };
            if poison == Some(n) {
                self.quarantined.insert(self.taken);
                set_aside.push(*id);
            } else {
                let effects = effects.clone();
                self.post(&effects);
            }
            self.taken += 1;
        }
        set_aside
    }

    fn post(&mut self, effects: &[shared::facts::Effect]) {
        for effect in effects {
            self.version += 1;
            // A place that held nothing has no row before.
            let (version, row) = self.rows.entry(effect.target()).or_insert_with(|| match effect {
                shared::facts::Effect::Content { place, .. } => {
                    (0, Row::Content(shared::stock::Content::empty(*place)))
                }
                other => panic!("{other:?}"),
            });
            row.apply(effect);
            *version = self.version;
        }
    }

    fn mend(&mut self) {
        for n in std::mem::take(&mut self.quarantined) {
            let effects = self.facts[n].2.clone();
            self.post(&effects);
            self.mended.insert(n);
        }
    }

    fn expected(&self) -> BTreeMap<(RowKind, Uuid), Row> {
        let mut seen = self.pulled.clone();
        for (n, (_, _, effects)) in self.facts.iter().enumerate() {
            if n >= self.pulled_taken || self.told.contains(&n) {
                for effect in effects {
                    if let Some(row) = seen.get_mut(&effect.target()) {
                        row.apply(effect);
                    }
                }
            }
        }
        seen.values_mut().for_each(in_order);
        seen
    }
}

/// What a place holds is in no order.
fn in_order(row: &mut Row) {
    if let Row::Content(content) = row {
        content
            .pieces
            .sort_by(|a, b| (a.item, &a.lot, a.condition).cmp(&(b.item, &b.lot, b.condition)));
    }
}

fn by(n: usize) -> By {
    let mut random = [0; 10];
    random[0..8].copy_from_slice(&(n as u64).to_be_bytes());
    By {
        staff: None,
        at: world::MORNING,
        clock: ClockSource::Server,
        random,
    }
}

fn record(handheld: &mut Handheld, model: &mut Model, fact: Fact) {
    let id = handheld
        .app
        .store_mut()
        .write(&by(model.facts.len()), |cx| cx.record(&fact, None))
        .unwrap();
    let effects = match &fact {
        Fact::Undone(undone) => {
            let (_, original, _) = model.facts.iter().find(|(id, ..)| *id == undone.of).unwrap();
            undo_effects(original, None, world::MORNING)
        }
        fact => fact.effects(None, world::MORNING),
    };
    model.facts.push((id, fact, effects));
}

fn apply(handheld: &mut Handheld, model: &mut Model, op: &Op) {
    match op {
        Op::Pick { line, quantity } => {
            let line = model.line(*line);
            let picked = Picked {
                list: line.list,
                line: line.id,
                item: ItemId(line.item.0),
                bin: BinId(line.bin.0),
                lot: Lot::default(),
                quantity: *quantity,
                how: How::Scanned,
                raw: "x".into(),
                bin_raw: "y".into(),
                serial: String::new(),
            };
            record(handheld, model, picked.into());
        }
        Op::Tote { list, tote } => {
            let list = ListId(world::id(6, *list as u128 + 1));
            record(
                handheld,
                model,
                ToteAttached {
                    list,
                    tote: format!("T-{tote}"),
                }
                .into(),
            );
        }
        Op::Undo => {
            let task = shared::facts::TaskRef::List(ListId(world::id(6, 1)));
            if let Some((of, _)) = handheld.app.store().reader().undoable(task) {
                record(handheld, model, Undone { of, task: Some(task) }.into());
            }
        }
        Op::Arrive => {
            let arrived = ReturnArrived {
                returned: RETURNED,
                shipment: Some(SHIPMENT),
                number: "H1-B1".into(),
                raw: "x".into(),
                photos: Vec::new(),
            };
            record(handheld, model, arrived.into());
        }
        Op::Inspect { quantity, serial } => {
            let serial = match serial {
                0 => String::new(),
                n => format!("S{n}"),
            };
            let inspected = Inspected {
                returned: RETURNED,
                shipment: Some(SHIPMENT),
                item: world::item_id(1),
                lot: Lot::default(),
                quantity: if serial.is_empty() { *quantity } else { 1 },
                serial,
                not_ours: false,
                answers: Vec::new(),
                suggested: Grade::A,
                grade: Grade::A,
                disposition: Disposition::Restock,
                finding: None,
                remark: String::new(),
                photos: Vec::new(),
                plate: "T-1".into(),
                second: None,
                how: How::Scanned,
                raw: "x".into(),
            };
            record(handheld, model, inspected.into());
        }
        Op::Sealed { quantity } => {
            let sealed = ReturnedSealed {
                returned: RETURNED,
                shipment: SHIPMENT,
                plate: "T-1".into(),
                pieces: vec![SealedPieces {
                    item: world::item_id(2),
                    lot: Lot::default(),
                    serial: String::new(),
                    condition: Condition::Hold,
                    quantity: *quantity,
                }],
                raw: "x".into(),
            };
            record(handheld, model, sealed.into());
        }
        Op::UndoReturn => {
            let task = shared::facts::TaskRef::Return(RETURNED);
            if let Some((of, _)) = handheld.app.store().reader().undoable(task) {
                record(handheld, model, Undone { of, task: Some(task) }.into());
            }
        }
        Op::Push { facts, poison } => {
            let waiting = model.facts.len() - model.taken;
            let poison = poison.filter(|poison| *poison < *facts && *poison < waiting);
            let quarantined = model.take(*facts, poison);
            // An answer that was lost before is answered again with the stored results.
            let known: Vec<FactId> = model.quarantined.iter().map(|n| model.facts[*n].0).collect();
            assert!(quarantined.iter().all(|id| known.contains(id)));
            let acked_seq = model.taken as i64;
            model.told.extend(&model.quarantined);
            let news = SyncNews::Acked {
                acked_seq,
                quarantined: known,
                now: world::MORNING,
            };
            handheld.event(Event::Synced(news));
        }
        Op::PushLost { facts, poison } => {
            // Only counts are set aside here: the code index follows a late quarantine at the next pull of its row.
            let poison =
                poison.filter(|n| matches!(model.facts.get(model.taken + n), Some((_, Fact::Picked(_), _))));
            model.take(*facts, poison);
        }
        Op::Pull => pull(handheld, model),
        Op::Mend => model.mend(),
        Op::Office { line, quantity } => {
            let line = model.line(*line);
            model.version += 1;
            let version = model.version;
            let (known, row) = model.rows.get_mut(&(RowKind::Line, line.id.0)).unwrap();
            *known = version;
            *row = Row::Line(shared::task::PickLine {
                quantity: *quantity,
                ..line
            });
        }
        Op::Restart => {
            handheld.restart();
        }
    }
}

/// Everything above the cursor, in two pages when there is enough of it.
fn pull(handheld: &mut Handheld, model: &mut Model) {
    let cursor = handheld.app.store().device().cursor;
    let mut rows: Vec<_> = model
        .rows
        .values()
        .filter(|(version, _)| *version > cursor)
        .cloned()
        .collect();
    rows.sort_by_key(|(version, _)| *version);
    let half = rows.len() / 2;
    let feed = |rows: &[(i64, Row)]| {
        rows.iter()
            .map(|(version, row)| world::feed(row, *version))
            .collect()
    };
    if half > 0 {
        let first = Page {
            more: true,
            ..world::page(feed(&rows[..half]), rows[half - 1].0, None)
        };
        let before = seen(handheld);
        handheld.event(Event::Synced(SyncNews::Page(Box::new(first))));
        assert_eq!(
            seen(handheld),
            before,
            "a page that is not the last changes nothing"
        );
    }
    // As the server does it: what was released is named from the oldest fact on that the device says it holds.
    let held = Outbox::open(handheld.app.store().path()).unwrap().held().unwrap();
    let released = |held: Held| {
        let from = model.mended.iter().filter(|n| **n as i64 + 1 >= held.seq);
        from.map(|n| model.facts[*n].0).collect()
    };
    let last = Page {
        released: held.map_or_else(Vec::new, released),
        ..world::page(feed(&rows[half..]), model.version, Some(model.taken as i64))
    };
    handheld.event(Event::Synced(SyncNews::Page(Box::new(last))));
    model.told.retain(|n| !model.mended.contains(n));
    model.pulled = model
        .rows
        .iter()
        .map(|(key, (_, row))| (*key, row.clone()))
        .collect();
    model.pulled_taken = model.taken;
}

fn seen(handheld: &Handheld) -> BTreeMap<(RowKind, Uuid), Row> {
    let reader = handheld.app.store().reader();
    let mut seen = BTreeMap::new();
    for kind in [
        RowKind::List,
        RowKind::Line,
        RowKind::Content,
        RowKind::Return,
        RowKind::Sent,
    ] {
        seen.extend(
            reader
                .all(kind)
                .unwrap()
                .into_iter()
                .map(|row| ((row.kind(), row.id()), row)),
        );
    }
    seen.values_mut().for_each(in_order);
    seen
}

/// Every code finds exactly the rows that read as it.
fn codes_agree(handheld: &Handheld, rows: &BTreeMap<(RowKind, Uuid), Row>) {
    for code in ["T-0", "T-1", "T-2", "PK-1", "PK-2", "RT-1", "SH-1", "H1-B1"] {
        let found: BTreeSet<_> = handheld
            .app
            .store()
            .reader()
            .find(code)
            .unwrap()
            .into_iter()
            .collect();
        let must: BTreeSet<_> = rows
            .iter()
            .filter(|(_, row)| row.codes().contains(&code))
            .map(|(key, _)| *key)
            .collect();
        assert_eq!(found, must, "{code}");
    }
}

/// A poison fact: the server keeps it raw and says so, is mended, replays it, and names it in the pull.
#[test]
fn a_fact_out_of_quarantine_is_counted_once_on_the_screen() {
    let mut handheld = Handheld::signed_in();
    handheld.scan("PK-1");
    handheld.scan("T-77");
    handheld.scan("A-01-1");
    handheld.scan("14710000000014");
    let sent = handheld.app.store().outgoing(100).unwrap();
    let acked_seq = sent.last().unwrap().seq;
    let poison: Vec<FactId> = sent
        .iter()
        .filter(|fact| ["picked", "tote_attached"].contains(&fact.envelope.kind.as_str()))
        .map(|fact| fact.envelope.id)
        .collect();
    assert_eq!(poison.len(), 2);
    let acked = SyncNews::Acked {
        acked_seq,
        quarantined: poison.clone(),
        now: world::MORNING,
    };
    handheld.event(Event::Synced(acked));
    handheld.pull(&[], Some(acked_seq));
    assert_eq!(
        picked(&handheld),
        12,
        "the server does not have it; the screen does"
    );

    // The rows after the replay, one page before the server says that it was one.
    let list = shared::task::PickList {
        tote: Some("T-77".into()),
        ..world::list(1, "PK-1", TaskState::Started)
    };
    let line = shared::task::PickLine {
        picked: 12,
        ..world::line(1, 1, 1, 1, 12)
    };
    let rows = [(1, Row::List(list)), (2, Row::Line(line))];
    let version = handheld.version;
    let page = |released: Vec<FactId>| Page {
        released,
        ..world::page(
            rows.iter()
                .map(|(n, row)| world::feed(row, version + n))
                .collect(),
            version + 2,
            Some(acked_seq),
        )
    };
    handheld.event(Event::Synced(SyncNews::Page(Box::new(page(poison.clone())))));
    assert_eq!(picked(&handheld), 12);
    assert_eq!(handheld.app.store().overlay_len(), 0);
    assert_eq!(
        handheld.app.store().reader().find("T-77").unwrap(),
        [(RowKind::List, world::id(6, 1))]
    );

    // Nothing is asked for any more, and the same page again changes nothing.
    let outbox = Outbox::open(handheld.app.store().path()).unwrap();
    assert_eq!(outbox.held().unwrap(), None);
    handheld.event(Event::Synced(SyncNews::Page(Box::new(page(poison)))));
    handheld.restart();
    assert_eq!((picked(&handheld), handheld.app.store().overlay_len()), (12, 0));
}

/// What the screen shows as picked of the first line of PK-1.
fn picked(handheld: &Handheld) -> i64 {
    let id = world::line(1, 1, 1, 1, 12).id;
    match handheld.app.store().reader().row(RowKind::Line, id.0) {
        Ok(Some(Row::Line(line))) => line.picked,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_view_is_rows_plus_pending_effects_at_every_step(ops in ops()) {
        let temp = tempfile::tempdir().unwrap();
        let mut handheld = Handheld::blank(temp.path().to_owned(), None);
        handheld.pair();
        let mut model = Model::new();
        pull(&mut handheld, &mut model);
        for op in &ops {
            apply(&mut handheld, &mut model, op);
            // The device hears of a quarantine with the answer; until then the pull has said that it is folded in.
            let expected = model.expected();
            prop_assert_eq!(&seen(&handheld), &expected, "after {:?}", op);
            codes_agree(&handheld, &expected);
        }
    }
}
