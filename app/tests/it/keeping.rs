//! What beeped is saved: full disks, ends of the app, states of another version, new pairings.

use crate::world::{self, Handheld};
use app::app::Event;
use app::store::{By, Store};
use app::sync::SyncNews;
use app::view::{Screen, Sound};
use shared::enrol::Enrolled;
use shared::facts::{ClockSource, Fact};

fn picking() -> Handheld {
    let mut handheld = Handheld::signed_in();
    handheld.scan("PK-1");
    handheld.scan("T-01");
    handheld.scan("A-01-1");
    handheld
}

fn by() -> By {
    By {
        staff: None,
        at: world::MORNING,
        clock: ClockSource::Server,
        random: [9; 10],
    }
}

#[test]
fn a_full_disk_stops_scanning_says_so_and_loses_and_counts_nothing() {
    let mut handheld = picking();
    handheld.scan("4710000000017");
    handheld.app.store().limit_pages(1).unwrap();
    // Within the pages it has, the file may take a few more; then it is full.
    let mut counted = 1;
    let refused = loop {
        let raw = format!("{}{}", "x".repeat(400), counted);
        let outcome = handheld.scan(&raw);
        if outcome.sound == Some(Sound::NotSaved) {
            break outcome;
        }
        counted += 1;
        assert!(counted < 2_000, "the limit is never reached");
    };
    assert_eq!(refused.view.screen, Screen::Stopped);
    assert_eq!(refused.view.band.code, "desk.not_saved");
    assert!(!refused.saved);
    let kept = handheld.facts().len();
    // Scanning on does not count and is not silent.
    let still = handheld.scan("4710000000017");
    assert_eq!(
        (still.sound, handheld.facts().len()),
        (Some(Sound::NotSaved), kept)
    );
    let tried = handheld.press("retry");
    assert_eq!(tried.view.screen, Screen::Stopped);
    // Mended: the next tick finds out by itself, and the work is where it was.
    handheld.app.store().limit_pages(1_000_000).unwrap();
    let mended = handheld.event(Event::Tick);
    assert_eq!(mended.view.band.code, "desk.saved_again");
    assert_eq!(mended.view.screen, Screen::Pick);
    let right = handheld.scan("4710000000017");
    assert_eq!(right.view.band.code, "pick.item_right");
    assert_eq!(right.view.band.title, "2 / 12");
    assert_eq!(handheld.facts().len(), kept + 1);
}

#[test]
fn a_state_that_this_app_cannot_read_starts_its_line_again() {
    let mut handheld = picking();
    handheld.scan("4710000000017");
    handheld
        .app
        .store_mut()
        .write(&by(), |cx| {
            let anchor = format!("list:{}", world::id(6, 1).simple());
            cx.flow("pick", 99, &anchor, r#"{"from":"the future"}"#)
        })
        .unwrap();
    let started = handheld.restart();
    assert_eq!(started.view.band.code, "desk.flow_restarted");
    handheld.scan("S-001");
    let back = handheld.typed("pin", "1234");
    assert_eq!(back.view.screen, Screen::Pick);
    // The line begins with its bin; the piece already picked counts.
    assert_eq!(handheld.scan("A-01-1").view.band.title, "儲位對，拿 11 個");
}

#[test]
fn packing_and_handing_over_start_again_too() {
    let mut handheld = Handheld::signed_in();
    handheld.scan("R1004");
    handheld.press("home");
    handheld.press("tile.pack");
    handheld.scan("R1004");
    handheld.scan("4710000000031");
    let anchor = format!("shipment:{}", world::id(8, 4).simple());
    handheld
        .app
        .store_mut()
        .write(&by(), |cx| cx.flow("pack", 99, &anchor, "?"))
        .unwrap();
    handheld.restart();
    handheld.scan("S-001");
    let back = handheld.typed("pin", "1234");
    assert_eq!(back.view.screen, Screen::Pack);
    assert_eq!(handheld.scan("4710000000031").view.band.title, "2 / 3");
    handheld.scan("4710000000031");
    handheld.scan("TC100004");
    handheld.press("home");
    handheld.scan("TC100004");
    let manifest = match handheld.facts().pop() {
        Some(Fact::HandedOver(fact)) => fact.manifest,
        other => panic!("{other:?}"),
    };
    handheld
        .app
        .store_mut()
        .write(&by(), |cx| {
            cx.flow("handover", 99, &format!("manifest:{manifest}"), "?")
        })
        .unwrap();
    handheld.restart();
    handheld.scan("S-001");
    handheld.typed("pin", "1234");
    handheld.press("close");
    handheld.typed("driver", "林司機");
    handheld.typed("signature", "");
    match handheld.facts().pop() {
        Some(Fact::ManifestClosed(closed)) => assert_eq!((closed.manifest, closed.parcels), (manifest, 1)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_pairing_renumbers_what_was_not_sent_and_keeps_its_ids() {
    let mut handheld = picking();
    handheld.scan("4710000000017");
    handheld.event(Event::Synced(SyncNews::Acked {
        acked_seq: 1,
        quarantined: vec![],
        now: world::MORNING,
    }));
    let before = handheld.app.store().outgoing(100).unwrap();
    let enrolled = Enrolled {
        device: world::device(),
        label: "H1".into(),
        epoch: 2,
        token: "11".repeat(32),
        server_epoch: 1,
        site_name: "示範倉".into(),
        training: true,
    };
    let news = SyncNews::Enrolled {
        enrolled,
        urls: vec!["http://127.0.0.1:1".into()],
        pin: String::new(),
    };
    handheld.event(Event::Synced(news));
    let after = handheld.app.store().outgoing(100).unwrap();
    assert_eq!(
        before.iter().map(|fact| fact.envelope.id).collect::<Vec<_>>(),
        after.iter().map(|fact| fact.envelope.id).collect::<Vec<_>>()
    );
    assert_eq!(
        after
            .iter()
            .map(|fact| (fact.epoch, fact.seq))
            .collect::<Vec<_>>(),
        [(2, 1), (2, 2)]
    );
    // What was done is still seen as soon as the rows are here again.
    handheld.version = 0;
    handheld.pull(&world::warehouse(), Some(0));
    handheld.scan("A-01-1");
    assert_eq!(handheld.scan("4710000000017").view.band.title, "2 / 12");
}

#[test]
fn acknowledged_facts_are_forgotten_after_thirty_days_and_pending_ones_never() {
    let mut handheld = picking();
    handheld.scan("4710000000017");
    let all = handheld.app.store().facts_total().unwrap().0;
    handheld.event(Event::Synced(SyncNews::Acked {
        acked_seq: 2,
        quarantined: vec![],
        now: world::MORNING,
    }));
    handheld.ms += app::store::KEEP_MS + 60_000;
    handheld.version += 1;
    handheld.pull(&[], Some(2));
    assert_eq!(handheld.app.store().facts_total().unwrap().0, all - 2);
    assert_eq!(handheld.app.store().outgoing(100).unwrap().len() as i64, all - 2);
}

#[test]
fn the_data_file_is_its_owners_alone_and_a_newer_one_is_not_touched() {
    let handheld = Handheld::new();
    let path = handheld.app.store().path().to_owned();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let conn = rusqlite::Connection::open(folder.path().join("beeline.sqlite")).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let refused = Store::open(folder.path())
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(refused.contains("newer Beeline"), "{refused}");
}

#[test]
fn scans_that_make_no_sense_are_kept_cut_and_change_nothing() {
    let mut handheld = picking();
    let long = handheld.scan(&"9".repeat(5_000));
    assert_eq!(long.view.band.code, "desk.code_too_long");
    for raw in [
        "\u{1d}\u{0}\u{7}\u{1b}[2J",
        "<b>x</b>",
        "'; drop table fact; --",
        "０",
        "\u{202e}abc",
    ] {
        let outcome = handheld.scan(raw);
        assert_eq!(outcome.view.band.code, "pick.unknown_code", "{raw:?}");
        assert!(!outcome.view.band.detail.chars().any(char::is_control));
    }
    assert_eq!(handheld.count("picked"), 0);
    assert_eq!(handheld.count("misscanned"), 6);
}

#[test]
fn english_is_one_press_away_and_stays() {
    let mut handheld = picking();
    handheld.press("lang");
    let outcome = handheld.scan("B-02-1");
    assert_eq!(outcome.view.band.title, "Wrong bin");
    assert_eq!(outcome.view.title, "Pick PK-1");
    let started = handheld.restart();
    assert_eq!(started.view.band.title, "Scan your badge");
}

#[test]
fn a_second_app_with_the_same_data_is_refused_and_the_first_works_on() {
    let mut handheld = picking();
    let refused = Store::open(&handheld.folder)
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(refused.contains("already running"), "{refused}");
    assert_eq!(handheld.scan("4710000000017").view.band.code, "pick.item_right");
}
