//! Photos beyond what a transcript can say: bad files, the camera's command, the way to the server, kills.

use crate::drive::Driven;
use crate::server::Server;
use crate::world::{self, Handheld, snapshot};
use app::app::{Event, Outcome};
use app::device::camera::Settings;
use app::device::picture::{FILE_BYTES, Photo};
use app::store::Store;
use app::sync::SyncNews;
use app::sync::run::{BodyKind, NetError, Push, Pusher, Reply, Verdict, photo};
use shared::facts::Fact;
use shared::photo::{FACT_PHOTOS, PHOTO_BYTES, PhotoId};
use shared::sync::PhotoReply;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// At a delivery, with what is scanned counting as broken.
fn breaking() -> Handheld {
    let mut handheld = Handheld::signed_in();
    handheld.pull(&world::inbound(), None);
    handheld.scan("DN-1");
    handheld.press("bad");
    handheld.press("choose.broken");
    handheld
}

fn hands_over(handheld: &mut Handheld, name: &str, bytes: &[u8]) -> Outcome {
    let path = handheld.folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    handheld.event(Event::Picture(path))
}

fn code(outcome: &Outcome) -> &str {
    &outcome.view.band.code
}

#[test]
fn what_is_no_photo_is_answered_clearly_and_nothing_is_lost() {
    let mut handheld = breaking();
    let html = b"<!doctype html><script>alert(1)</script>";
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", html)),
        "photo.not_a_picture"
    );
    let film = handheld.folder.join("film.jpg");
    std::fs::File::create(&film)
        .unwrap()
        .set_len(FILE_BYTES + 1)
        .unwrap();
    let outcome = handheld.event(Event::Picture(film));
    assert_eq!(code(&outcome), "photo.too_large");
    assert!(outcome.view.band.title.contains("51 MB") && outcome.view.band.detail.contains("50 MB"));
    let nowhere = handheld.event(Event::Picture(PathBuf::from("/nowhere/mug.jpg")));
    assert_eq!(code(&nowhere), "photo.gone");
    assert_eq!(handheld.app.store().photos().loose.len(), 0);
    // The next one is good, and the piece is counted with it.
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", &snapshot(1))),
        "photo.taken"
    );
    handheld.scan("4710000000031");
    let Some(Fact::Received(fact)) = handheld.facts().pop() else {
        panic!("a piece was counted");
    };
    let kept = handheld
        .app
        .store()
        .reader()
        .photo(fact.photos[0])
        .unwrap()
        .unwrap();
    assert_eq!(
        (PhotoId::of(&kept), kept.len() <= PHOTO_BYTES),
        (fact.photos[0], true)
    );
}

#[test]
fn a_fact_names_six_photos_at_most() {
    let mut handheld = breaking();
    for n in 0..FACT_PHOTOS {
        // Different ones: another crack.
        let outcome = hands_over(&mut handheld, "mug.jpg", &snapshot(n as u8));
        assert_eq!(code(&outcome), "photo.taken", "{n}");
    }
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", &snapshot(9))),
        "photo.enough"
    );
    handheld.scan("4710000000031");
    assert_eq!(handheld.app.store().photos().waiting.len(), FACT_PHOTOS);
}

#[test]
#[cfg(unix)]
fn the_camera_is_a_command_and_a_lead_sets_it() {
    let mut handheld = breaking();
    let sensor = handheld.folder.join("sensor");
    std::fs::write(&sensor, snapshot(2)).unwrap();
    handheld.press("home");
    handheld.press("photo.source");
    assert!(
        handheld.press("nothing").view.overlay.is_none(),
        "not for everybody"
    );
    handheld.press("sign_out");
    handheld.scan("S-900");
    handheld.typed("pin", "9999");
    let shown = handheld.press("photo.source");
    assert!(shown.view.overlay.is_some());
    handheld.press("choose.camera.command");
    assert_eq!(
        code(&handheld.typed("camera.command", "fswebcam out.jpg")),
        "photo.bad_command"
    );
    let command = format!("cp {} {{file}}", sensor.display());
    assert_eq!(code(&handheld.typed("camera.command", &command)), "photo.set");
    handheld.press("photo.source");
    handheld.press("choose.camera.folder");
    assert_eq!(code(&handheld.typed("camera.folder", "/nowhere")), "photo.gone");
    // It is kept.
    handheld.restart();
    let settings = Settings {
        command,
        folder: String::new(),
    };
    assert_eq!(*handheld.app.camera(), settings);
    handheld.scan("S-900");
    handheld.typed("pin", "9999");
    handheld.scan("DN-1");
    handheld.press("bad");
    handheld.press("choose.wet");
    assert_eq!(code(&handheld.press("photo")), "photo.taken");
    assert!(!handheld.folder.join("camera.jpg").exists());
}

#[test]
fn a_photo_that_comes_too_late_is_not_kept() {
    let mut handheld = breaking();
    handheld.camera_waits = true;
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", &snapshot(1))),
        "photo.taking"
    );
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", &snapshot(1))),
        "photo.still_taking"
    );
    // The same reason at another delivery is not what it was taken for.
    handheld.press("home");
    handheld.scan("DN-3");
    handheld.press("bad");
    handheld.press("choose.broken");
    let late = handheld.camera_works().unwrap();
    assert_eq!((code(&late), late.photos), ("photo.unused", 0));
    assert_eq!(handheld.app.store().photos().loose.len(), 0);
}

#[test]
fn a_disk_that_takes_no_photo_takes_none_and_says_so() {
    let mut handheld = breaking();
    handheld.app.store().limit_pages(1).unwrap();
    let outcome = hands_over(&mut handheld, "mug.jpg", &snapshot(1));
    assert_eq!((code(&outcome), outcome.saved), ("desk.not_saved", false));
    handheld.app.store().limit_pages(1_000_000).unwrap();
    handheld.event(Event::Tick);
    assert_eq!(handheld.app.store().photos().loose.len(), 0);
    assert_eq!(
        code(&hands_over(&mut handheld, "mug.jpg", &snapshot(1))),
        "photo.taken"
    );
}

/// The push conversation about one photo.
fn answered(pusher: &mut Pusher, id: PhotoId, reply: PhotoReply) -> Verdict {
    let body = zstd::bulk::compress(&serde_json::to_vec(&reply).unwrap(), 3).unwrap();
    pusher.answer(&Push::Photo(id), Ok(Reply { status: 200, body }), 0)
}

#[test]
fn a_refused_photo_holds_up_no_other_and_only_an_acknowledged_one_goes() {
    let mut handheld = breaking();
    hands_over(&mut handheld, "mug.jpg", &snapshot(1));
    hands_over(&mut handheld, "mug.jpg", &snapshot(2));
    handheld.scan("4710000000031");
    let waiting = handheld.app.store().photos().waiting.clone();
    let mut pusher = Pusher::default();
    let first = pusher.next_photo(&waiting).unwrap();
    let call = photo(first, vec![1]);
    assert_eq!(
        (call.kind, call.path),
        (BodyKind::Jpeg, format!("/sync/v1/photos/{first}"))
    );
    for lost in [
        Err(NetError("no answer".into())),
        Ok(Reply {
            status: 404,
            body: vec![],
        }),
    ] {
        assert!(matches!(
            pusher.answer(&Push::Photo(first), lost, 0),
            Verdict::Again(_)
        ));
    }
    assert!(matches!(
        answered(&mut pusher, first, PhotoReply::TooManyToday),
        Verdict::Again(_)
    ));
    assert!(matches!(
        answered(&mut pusher, first, PhotoReply::HashDiffers),
        Verdict::Split
    ));
    let second = pusher.next_photo(&waiting).unwrap();
    assert_ne!(first, second);
    let Verdict::News(news) = answered(&mut pusher, second, PhotoReply::AlreadyThere) else {
        panic!("it is there");
    };
    assert!(matches!(news, SyncNews::PhotoKept(id) if id == second));
    handheld.event(Event::Synced(news));
    assert_eq!(handheld.app.store().photos().waiting, [first]);
    assert_eq!(pusher.next_photo(&[first]), None, "another run tries it again");
    assert_eq!(Pusher::default().next_photo(&[first]), Some(first));
}

#[test]
fn facts_go_before_photos_and_a_kill_loses_neither() {
    let server = Server::start();
    for (version, row) in (500..).zip(world::inbound()) {
        server.state.lock().unwrap().rows.push(world::feed(&row, version));
    }
    let folder = tempfile::tempdir().unwrap();
    let pictures = tempfile::tempdir().unwrap();
    let picture = |n: u8| {
        let path = pictures.path().join(format!("{n}.jpg"));
        std::fs::write(&path, snapshot(n)).unwrap();
        path.display().to_string()
    };
    let mut driven = Driven::with(folder.path(), &["--pair", &server.invitation()]);
    assert_eq!(driven.say("sync").get("error"), None);
    driven.say("offline");
    for line in [
        "scan S-001",
        "type pin 1234",
        "scan DN-1",
        "press bad",
        "press choose.broken",
    ] {
        driven.say(line);
    }
    for n in 1..=2 {
        let taken = driven.say(&format!("photo {}", picture(n)));
        assert_eq!(taken["say"]["code"], "photo.taken", "{taken}");
        driven.say("scan 4710000000031");
    }
    // Taken and never counted.
    driven.say(&format!("photo {}", picture(3)));
    driven.kill();
    let store = Store::open(folder.path()).unwrap();
    let (loose, waiting) = (store.photos().loose.len(), store.photos().waiting.clone());
    assert_eq!((loose, waiting.len()), (1, 2));
    drop(store);
    server.state.lock().unwrap().lose = 2;
    let mut driven = Driven::start(folder.path());
    driven.say("scan S-001");
    driven.say("type pin 1234");
    let synced = driven.say("sync");
    assert_eq!(
        (synced.get("error"), synced["photos"].as_u64()),
        (None, Some(0)),
        "{synced}"
    );
    {
        let state = server.state.lock().unwrap();
        let sent: BTreeSet<String> = state.photos.iter().map(|(name, ..)| name.clone()).collect();
        assert_eq!(sent, waiting.iter().map(PhotoId::hex).collect());
        for (name, bytes, facts_before) in &state.photos {
            assert_eq!(PhotoId::of(bytes).hex(), *name);
            assert_eq!(*facts_before, state.log.len(), "all facts were there first");
        }
    }
    driven.say("press good");
    driven.kill();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(
        *store.photos(),
        app::store::Photos::default(),
        "nothing is left on the device"
    );
}

#[test]
fn a_photo_that_is_known_already_is_kept_once() {
    let mut handheld = breaking();
    let photo: Photo = app::device::picture::photo(&snapshot(1)).unwrap();
    hands_over(&mut handheld, "one.jpg", &snapshot(1));
    handheld.scan("4710000000031");
    hands_over(&mut handheld, "two.jpg", &snapshot(1));
    handheld.scan("4710000000031");
    assert_eq!(handheld.app.store().photos().waiting, [photo.id]);
}
