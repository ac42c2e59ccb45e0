//! Push, pull and quarantine: recorded once, never refused, never missed; and the database below them.

use crate::world::{Device, MORNING, SeededIds, World, item, open};
use server::db::{By, DbError, Store};
use server::domain::devices::DeviceState;
use server::domain::{catalogue, settings};
use server::params;
use server::sync;
use shared::facts::*;
use shared::id::*;
use shared::refusal::Refusal;
use shared::row::RowKind;
use shared::sync::{FactOutcome, Held, PullReply, PushReply};
use uuid::Uuid;

fn released() -> (World, Device) {
    let world = World::new();
    world.order("1001", &[("MUG", 2), ("PEN", 1)]);
    world.release(&["1001"]);
    let device = world.device();
    (world, device)
}

fn one(pick: &Picked, quantity: i64) -> Picked {
    Picked {
        quantity,
        ..pick.clone()
    }
}

fn refused(reply: PushReply) -> Refusal {
    match reply {
        PushReply::Refused { refusal } => refusal,
        PushReply::Recorded { .. } => panic!("it was recorded"),
    }
}

fn facts(world: &World) -> i64 {
    world.number("select count(*) as n from fact")
}

#[test]
fn a_lost_reply_or_an_overlapping_batch_changes_nothing_twice() {
    let (world, mut device) = released();
    let picks = world.picks(world.list("1001"));
    device.does(one(&picks[0], 1));
    device.does(one(&picks[0], 1));
    // The server commits, the reply is lost, the device sends again: first the same batch, then a longer one.
    let batch = device.batch(1, 2);
    device.send(&batch);
    assert_eq!(
        device.push_some(2),
        [FactOutcome::Duplicate, FactOutcome::Duplicate]
    );
    device.does(picks[1].clone());
    device.acked = 1;
    assert_eq!(
        device.push_some(2),
        [FactOutcome::Duplicate, FactOutcome::Applied]
    );
    assert_eq!(device.acked, 3);
    assert_eq!(
        (
            world.stock("A-01-2", "MUG"),
            world.stock("A-01-1", "MUG"),
            world.stock("B-01-1", "PEN")
        ),
        (2, 20, 29)
    );
    assert_eq!(facts(&world), 3);
    world.check();
}

#[test]
fn a_poison_fact_is_kept_and_acknowledged_and_the_next_ones_count() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    for spoil in [
        |e: &mut Envelope| {
            e.body = serde_json::value::RawValue::from_string("{\"list\":7}".to_owned()).unwrap()
        },
        |e: &mut Envelope| e.kind = "teleported".to_owned(),
        |e: &mut Envelope| e.version = 99,
    ] {
        device.does(one(&pick, 1));
        spoil(device.stream.last_mut().unwrap());
    }
    device.does(one(&pick, 0));
    device.does(one(&pick, 1_000_000));
    device.does(Undone {
        of: FactId(Uuid::from_u128(7)),
        task: None,
    });
    device.does(one(&pick, 2));
    let outcomes = device.push();
    assert_eq!(outcomes[..6], [FactOutcome::Quarantined; 6]);
    assert_eq!(outcomes[6], FactOutcome::Applied);
    assert_eq!(device.acked, 7);
    assert_eq!(world.stock("A-01-2", "MUG"), 2);
    assert_eq!(world.questions(), ["quarantined"; 6]);
    // Byte for byte as it came.
    let kept = world.rows("select bytes from quarantine order by seq")[0]
        .blob("bytes")
        .unwrap();
    assert_eq!(kept, serde_json::to_vec(&device.stream[0]).unwrap());
    // Sent again, it is a duplicate; tried again, it still cannot be read.
    device.acked = 0;
    assert_eq!(device.push(), [FactOutcome::Duplicate; 7]);
    assert_eq!(sync::replay(&world.store).unwrap(), 0);
    world.check();
}

#[test]
fn a_group_stands_and_falls_together_and_comes_back_whole() {
    let (world, mut device) = released();
    let list = world.list("1001");
    let known = world.picks(list).remove(0);
    // An item that this server does not know yet: its backup is older than the item.
    let stranger = ItemId(Uuid::from_u128(0xABCD));
    let strange = Picked {
        item: stranger,
        ..one(&known, 1)
    };
    device.does_together(vec![one(&known, 1).into(), strange.into()]);
    device.does(one(&known, 1));
    assert_eq!(
        device.push(),
        [
            FactOutcome::Quarantined,
            FactOutcome::Quarantined,
            FactOutcome::Applied
        ]
    );
    assert_eq!(world.stock("A-01-2", "MUG"), 3);
    assert_eq!(sync::replay(&world.store).unwrap(), 0);
    assert_eq!(world.stock("A-01-2", "MUG"), 3, "not half of a group");
    world
        .write(move |cx| {
            let form = catalogue::ItemForm {
                id: Some(stranger),
                sku: "NEW".into(),
                name: "新品".into(),
                ..Default::default()
            };
            catalogue::save_item(cx, &form)
        })
        .unwrap();
    assert_eq!(sync::replay(&world.store).unwrap(), 2);
    assert_eq!(
        (world.stock("A-01-2", "MUG"), world.stock("A-01-2", "NEW")),
        (2, -1)
    );
    assert_eq!(sync::replay(&world.store).unwrap(), 0, "once");
    assert!(!world.questions().contains(&"quarantined".to_owned()));
}

#[test]
fn a_device_that_holds_a_fact_in_quarantine_hears_that_it_was_replayed() {
    let (world, mut device) = released();
    let known = world.picks(world.list("1001")).remove(0);
    let stranger = ItemId(Uuid::from_u128(0xABCD));
    let strange = Picked {
        item: stranger,
        ..one(&known, 1)
    };
    device.does(one(&known, 1));
    device.does(strange);
    device.does(Undone {
        of: FactId(Uuid::from_u128(7)),
        task: None,
    });
    device.push();
    let told = |device: &Device, since, held| match device.pull_holding(since, held) {
        PullReply::Page(page) => page.released.clone(),
        PullReply::Refused { refusal } => panic!("{refusal:?}"),
    };
    let second = Some(Held { epoch: 1, seq: 2 });
    let since = device.catch_up();
    assert_eq!(told(&device, since, second), [], "it waits");
    world
        .write(move |cx| {
            let form = catalogue::ItemForm {
                id: Some(stranger),
                sku: "NEW".into(),
                name: "新品".into(),
                ..Default::default()
            };
            catalogue::save_item(cx, &form)
        })
        .unwrap();
    assert_eq!(sync::replay(&world.store).unwrap(), 1);
    let replayed = [device.stream[1].id];
    // An answer may be lost: it is said again until the device no longer holds it.
    assert_eq!(told(&device, since, second), replayed);
    assert_eq!(told(&device, since, second), replayed);
    assert_eq!(told(&device, since, Some(Held { epoch: 1, seq: 3 })), []);
    assert_eq!(told(&device, since, None), []);
    // Rows first: only the last page names it, with everything that it did.
    world.write(|cx| {
        for n in 0..600 {
            item(cx, &format!("X{n:04}"), "大量", &format!("88{n:08}"), false)?;
        }
        Ok(())
    });
    assert_eq!(told(&device, since, second), []);
    assert_eq!(told(&device, device.catch_up(), second), replayed);
    assert_eq!(told(&world.device(), 0, Some(Held { epoch: 1, seq: 0 })), []);
    // A device that is being drained gets no rows, and so keeps what it shows.
    world.set_device(&device, DeviceState::Draining);
    assert_eq!(told(&device, since, second), []);
}

#[test]
fn the_same_id_twice_in_one_group_is_recorded_once_and_stops_nothing() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    device.does_together(vec![one(&pick, 1).into(), one(&pick, 1).into()]);
    device.stream[1] = device.stream[0].clone();
    device.does(one(&pick, 1));
    let mut outcomes = device.push();
    outcomes.sort_by_key(|outcome| *outcome == FactOutcome::Duplicate);
    assert_eq!(
        outcomes,
        [FactOutcome::Applied, FactOutcome::Applied, FactOutcome::Duplicate]
    );
    assert_eq!((world.stock("A-01-2", "MUG"), device.acked), (2, 3));
}

#[test]
fn one_id_with_two_contents_asks_a_person_and_posts_nothing() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    let id = device.does(one(&pick, 1));
    device.push();
    device.does(one(&pick, 1));
    device.stream[1].id = id;
    device.stream[1].at += 1;
    assert!(matches!(device.push()[..], [FactOutcome::Discrepancy(_)]));
    assert_eq!((world.stock("A-01-2", "MUG"), device.acked), (3, 2));
    assert_eq!(world.questions(), ["fact_changed"]);
}

#[test]
fn a_gap_a_copied_device_or_an_old_epoch_is_a_fork_and_nothing_is_recorded() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    for _ in 0..3 {
        device.does(one(&pick, 1));
    }
    device.push_some(1);
    let gap = device.batch(3, 1);
    assert_eq!(refused(device.send(&gap)), Refusal::StreamForked);
    let mut copy = device.batch(1, 2);
    copy.facts[0].id = FactId(Uuid::from_u128(5));
    assert_eq!(refused(device.send(&copy)), Refusal::StreamForked);
    for (epoch, first) in [(2, 2), (0, 2), (1, 0), (1, -5), (1, i64::MAX)] {
        let mut odd = device.batch(2, 1);
        (odd.epoch, odd.first) = (epoch, first);
        (odd.pending, odd.now) = (i64::MIN, i64::MIN);
        assert_eq!(
            refused(device.send(&odd)),
            Refusal::StreamForked,
            "{epoch} {first}"
        );
    }
    assert_eq!(facts(&world), 1);
    world.set_device(&device, DeviceState::Revoked);
    let next = device.batch(2, 1);
    assert_eq!(refused(device.send(&next)), Refusal::DeviceRevoked);
    assert!(matches!(
        device.pull(0),
        PullReply::Refused {
            refusal: Refusal::DeviceRevoked
        }
    ));
    assert_eq!(facts(&world), 1);
    // Draining: may push what it holds, gets nothing new.
    world.set_device(&device, DeviceState::Draining);
    let outcomes = device.push();
    assert_eq!(outcomes[0], FactOutcome::Applied);
    assert!(
        matches!(outcomes[1], FactOutcome::Discrepancy(_)),
        "the third mug of two"
    );
    let page = device.page(0);
    assert!(page.rows.is_empty() && !page.more && page.acked_seq == Some(3));
}

#[test]
fn clocks_out_of_their_minds_are_noted_and_refused_nothing() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    device.does(one(&pick, 1));
    device.stream[0].at = i64::MIN;
    let mut batch = device.batch(1, 1);
    (batch.now, batch.pending) = (i64::MIN, i64::MIN);
    assert!(matches!(
        device.send(&batch),
        PushReply::Recorded { acked_seq: 1, .. }
    ));
    assert_eq!(world.stock("A-01-2", "MUG"), 3);
}

#[test]
fn two_hundred_facts_go_in_one_batch() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(1);
    for _ in 0..100 {
        let id = device.does(one(&pick, 1));
        device.takes_back(id, TaskRef::List(pick.list));
    }
    assert_eq!(device.push_some(200).len(), 200);
    assert_eq!(
        (device.acked, facts(&world), world.stock("B-01-1", "PEN")),
        (200, 200, 30)
    );
    world.check();
}

#[test]
fn bytes_that_nobody_can_read_take_their_place_in_the_stream_and_are_read_once_someone_can() {
    let (world, mut device) = released();
    let pick = world.picks(world.list("1001")).remove(0);
    let keep = |world: &World, device: DeviceId, epoch, seq, bytes: Vec<u8>| {
        world.write(move |cx| {
            let device = server::domain::devices::get(cx, device)?.unwrap();
            sync::keep_opaque(cx, &device, epoch, seq, bytes)
        })
    };
    let recorded = |reply| match reply {
        PushReply::Recorded { acked_seq, .. } => acked_seq,
        PushReply::Refused { refusal } => panic!("{refusal:?}"),
    };
    assert_eq!(recorded(keep(&world, device.id, 1, 1, vec![0xFF, 0x00])), 1);
    assert_eq!(
        recorded(keep(&world, device.id, 1, 1, vec![0xFF, 0x00])),
        1,
        "the reply was lost"
    );
    // A fact that a middle box garbled in its batch, but not alone.
    device.does(one(&pick, 1));
    device.does(one(&pick, 1));
    let bytes = serde_json::to_vec(&device.stream[1]).unwrap();
    assert_eq!(recorded(keep(&world, device.id, 1, 2, bytes)), 2);
    for (epoch, seq) in [(1, 4), (2, 3), (1, 0)] {
        assert_eq!(
            refused(keep(&world, device.id, epoch, seq, vec![1])),
            Refusal::StreamForked
        );
    }
    device.does(one(&pick, 1));
    device.acked = 2;
    assert_eq!(device.push(), [FactOutcome::Applied]);
    assert_eq!(world.stock("A-01-2", "MUG"), 3);
    assert_eq!(sync::replay(&world.store).unwrap(), 1);
    assert_eq!(world.stock("A-01-2", "MUG"), 2);
    assert_eq!(
        world.questions(),
        ["quarantined"],
        "the bytes that nobody can read wait on"
    );
    world.check();
}

#[test]
fn pages_come_in_version_order_and_only_the_last_says_what_is_acknowledged() {
    let world = World::new();
    let device = world.device();
    world.write(|cx| {
        for n in 0..1100 {
            item(cx, &format!("X{n:04}"), "大量", &format!("88{n:08}"), false)?;
        }
        Ok(())
    });
    let (mut since, mut sizes, mut seen) = (0, vec![], 0);
    loop {
        let page = device.page(since);
        let versions: Vec<i64> = page.rows.iter().map(|row| row.version).collect();
        assert!(versions.is_sorted() && versions.first().is_none_or(|first| *first > since));
        assert_eq!(page.acked_seq.is_some(), !page.more);
        sizes.push(page.rows.len());
        seen += page.rows.len();
        since = page.next;
        if !page.more {
            break;
        }
    }
    assert_eq!(sizes[..2], [500, 500]);
    assert_eq!(
        seen,
        usize::try_from(world.number("select count(*) as n from feed")).unwrap()
    );
    let nothing = device.page(since);
    assert!(nothing.rows.is_empty() && nothing.next == since && nothing.acked_seq == Some(0));
    // A retired item comes as a tombstone, once, as its latest row.
    let gone = world.item("X0007");
    world.write(move |cx| catalogue::retire_item(cx, gone));
    let page = device.page(since);
    let rows: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.kind, row.id, row.body.is_some()))
        .collect();
    assert_eq!(rows, [(RowKind::Item, gone.0, false)]);
}

#[test]
fn a_poller_never_misses_a_row_of_concurrent_writers() {
    let world = World::new();
    let device = world.device();
    let mut since = device.catch_up();
    let store = &world.store;
    std::thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                for n in 0..50 {
                    let sku = format!("W{writer}-{n:03}");
                    store
                        .write_now(By::System, move |cx| item(cx, &sku, "並行", &sku, false))
                        .unwrap();
                }
            });
        }
        let mut seen = std::collections::BTreeSet::new();
        while seen.len() < 200 {
            let page = device.page(since);
            for row in &page.rows {
                assert!(row.version > since);
                assert!(seen.insert(row.id), "a new item comes once");
            }
            since = page.next;
        }
    });
    let newest = world.number("select max(version) as n from feed");
    assert_eq!(since, newest);
    assert!(device.page(since).rows.is_empty());
}

// ---------------------------------------------------------------- the database

#[test]
fn a_second_opening_changes_nothing_a_changed_migration_and_a_newer_database_are_refused() {
    let world = World::new();
    let path = world.file("other.db");
    world.store.backup(&path).unwrap();
    open(&path, 3).0.close();
    let reopened = |path: &std::path::Path| {
        let clock = std::sync::Arc::new(crate::world::TestClock(MORNING.into()));
        Store::open(path, clock, Box::new(SeededIds(3))).map(drop)
    };
    reopened(&path).unwrap();
    let meddle = |sql: &'static str| {
        let (store, _) = open(&path, 4);
        store
            .write_now(By::System, move |cx| -> Result<u64, DbError> {
                cx.exec(sql, params![])
            })
            .unwrap();
    };
    meddle("insert into schema_migration (number, name, sha256, applied_at) values (9999, 'future', '', 0)");
    assert!(matches!(
        reopened(&path),
        Err(DbError::TooNew { found: 9999, .. })
    ));
    let path = world.file("third.db");
    world.store.backup(&path).unwrap();
    let (store, _) = open(&path, 5);
    let sql = "update schema_migration set sha256 = 'another' where number = 1";
    store
        .write_now(By::System, move |cx| -> Result<u64, DbError> {
            cx.exec(sql, params![])
        })
        .unwrap();
    store.close();
    assert!(matches!(reopened(&path), Err(DbError::Changed { number: 1, .. })));
}

#[test]
fn sixty_four_clients_write_at_once_everything_lasts_and_a_failure_takes_only_its_own_back() {
    let world = World::empty();
    let store = &world.store;
    std::thread::scope(|scope| {
        for client in 0..64 {
            scope.spawn(move || {
                for n in 0..50 {
                    let put =
                        move |cx: &server::db::Cx<'_>| settings::put(cx, &format!("{client}/{n}"), "kept");
                    store.write_now(By::System, put).unwrap();
                    if n % 10 == 0 {
                        let failed: Result<(), DbError> = store.write_now(By::System, move |cx| {
                            settings::put(cx, &format!("{client}/{n}"), "half done")?;
                            cx.touch(RowKind::Settings, Uuid::nil());
                            Err(DbError::Column("on purpose".to_owned()))
                        });
                        assert!(matches!(failed, Err(DbError::Column(what)) if what == "on purpose"));
                    }
                }
            });
        }
    });
    world.store.close();
    let (store, _) = open(&world.path, 6);
    let count = |sql: &str| store.read_now(|rx| rx.number(sql, params![])).unwrap();
    assert_eq!(
        count("select count(*) as n from setting where value = 'kept'"),
        3200
    );
    assert_eq!(
        count("select count(*) as n from feed"),
        0,
        "what failed told nobody"
    );
}

#[test]
fn a_panic_inside_a_write_is_that_caller_s_alone() {
    let world = World::empty();
    let broken: Result<(), DbError> = world.store.write_now(By::System, |cx| {
        settings::put(cx, "half", "done")?;
        panic!("our own mistake, on purpose");
    });
    assert!(broken.is_err());
    world.write(|cx| settings::put(cx, "whole", "done"));
    assert_eq!(world.texts("select name as t from setting"), ["whole"]);
}

#[test]
fn a_backup_opens_and_agrees_with_itself() {
    let (world, mut device) = released();
    for pick in world.picks(world.list("1001")) {
        device.does(pick);
    }
    device.push();
    let twin = world.twin();
    twin.check();
    assert_eq!(twin.stock("A-01-2", "MUG"), 2);
    assert!(
        world.store.backup(&world.path).is_err(),
        "never over a file that is there"
    );
}
