//! Labels over a real socket, to a printer that behaves and to some that do not; and what survives a kill.
#![cfg(feature = "ui")]

use crate::drive::Driven;
use crate::world::{self, Handheld};
use app::app::{Errand, Event, Outcome};
use app::device::printer::{Order, Progress, Settings, Speech, Tcp, Told, fonts, perform};
use app::store::{JOBS_KEPT, JOBS_WAITING};
use shared::label::{Dpi, ItemLabel, item_label, raster, tspl, zpl};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

const READY: &[u8] = b"\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
const PAPER_OUT: &[u8] = b"\x02030,1,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";

/// A printer that is silent costs a test a fifth of a second.
const TCP: Tcp = Tcp {
    connect: Duration::from_millis(500),
    write: Duration::from_millis(500),
    answer: Duration::from_millis(200),
};

/// A printer on a port of its own. `answer`: after the question; `None`: never. It tells all that it got.
fn printer(answer: Option<&'static [u8]>) -> (Settings, JoinHandle<Vec<u8>>) {
    listening(move |mut guest| {
        let got = until(&mut guest, answer.map_or(b"no such thing", |_| b"~HS"));
        if let Some(answer) = answer {
            guest.write_all(answer).unwrap();
        }
        got
    })
}

fn listening(behave: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> (Settings, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = Settings {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        ..Settings::default()
    };
    (to, spawn(move || behave(listener.accept().unwrap().0)))
}

/// Reads until these bytes have come, or the handheld has hung up.
fn until(guest: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    while !all.ends_with(end) {
        match guest.read(&mut piece).unwrap_or(0) {
            0 => break,
            count => all.extend_from_slice(&piece[..count]),
        }
    }
    all
}

/// With a vase without a barcode counted, and this printer.
fn counted(to: Settings) -> Handheld {
    let mut handheld = Handheld::signed_in();
    handheld.pull(&world::inbound(), None);
    handheld.pull(&world::bare(), None);
    handheld.app.set_printer(to, world::at(handheld.ms)).unwrap();
    handheld.scan("DN-9");
    handheld.press("manual");
    handheld.typed("last4", "POT-12");
    handheld.printer_says = None;
    handheld
}

/// Presses for labels and lets the real printing go over the wire.
fn prints(handheld: &mut Handheld, copies: &str) -> Outcome {
    handheld.press("label");
    handheld.typed("quantity", copies);
    let pressed = handheld.press("pad.ok");
    let Some(Errand::Print(order)) = pressed.errand else {
        panic!("{:?}", pressed.view.band)
    };
    sends(handheld, &order)
}

fn sends(handheld: &mut Handheld, order: &Order) -> Outcome {
    let told = perform(order, fonts(), &TCP);
    let job = order.job;
    handheld.event(Event::Printed { job, told })
}

fn state(handheld: &Handheld) -> (Progress, i64) {
    let (job, _) = &handheld.app.prints()[0];
    (job.progress, job.tries)
}

#[test]
fn a_printer_that_answers_gets_the_very_label_and_the_job_is_confirmed() {
    let (to, printer) = printer(Some(READY));
    let mut handheld = counted(to);
    let outcome = prints(&mut handheld, "3");
    assert_eq!(outcome.view.band.code, "label.ready");
    assert_eq!(state(&handheld), (Progress::Confirmed, 1));
    let label = ItemLabel {
        code: "POT-12".into(),
        sku: "POT-12".into(),
        name: "手拉坯花器 12 cm 霧面白".into(),
        spec: String::new(),
    };
    let fonts = fonts().unwrap();
    let drawn = raster(&item_label(&label, Dpi::D203, &fonts).unwrap(), &fonts).unwrap();
    let mut program = zpl::program(&drawn, 3);
    program.extend_from_slice(b"~HS");
    assert_eq!(printer.join().unwrap(), program);
    assert!(handheld.app.prints()[0].0.answer.starts_with("<02>030,0,0"));
}

#[test]
fn a_tspl_printer_of_300_dots_gets_tspl() {
    let (to, printer) = listening(|mut guest| {
        let got = until(&mut guest, b"\x1b!?");
        guest.write_all(&[0]).unwrap();
        got
    });
    let to = Settings {
        speech: Speech::Tspl,
        head: app::device::printer::Head::D300,
        ..to
    };
    let mut handheld = counted(to);
    assert_eq!(prints(&mut handheld, "1").view.band.code, "label.ready");
    let got = printer.join().unwrap();
    let fonts = fonts().unwrap();
    let label = handheld.app.prints()[0].0.label.clone();
    let drawn = raster(&item_label(&label, Dpi::D300, &fonts).unwrap(), &fonts).unwrap();
    assert!(got.starts_with(&tspl::program(&drawn, Dpi::D300, 1)));
}

#[test]
fn a_printer_without_paper_has_the_label_and_nobody_calls_it_printed() {
    let (to, printer) = printer(Some(PAPER_OUT));
    let mut handheld = counted(to);
    let outcome = prints(&mut handheld, "1");
    assert_eq!(outcome.view.band.code, "label.paper_out");
    assert_eq!(state(&handheld), (Progress::Sent, 1));
    printer.join().unwrap();
}

#[test]
fn a_printer_that_never_answers_is_sent_to_and_no_more_is_claimed() {
    let (to, printer) = printer(None);
    let mut handheld = counted(to);
    let outcome = prints(&mut handheld, "1");
    assert_eq!(outcome.view.band.code, "label.silent");
    assert_eq!(outcome.view.band.title, "已送出，印表機沒有回報");
    assert_eq!(state(&handheld), (Progress::Sent, 1));
    assert!(printer.join().unwrap().ends_with(b"~HS"));
}

#[test]
fn a_printer_that_is_not_there_gets_it_when_it_is_and_only_by_a_press() {
    let (to, printer) = printer(Some(READY));
    let nowhere = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut handheld = counted(Settings {
        port: nowhere,
        ..to.clone()
    });
    let outcome = prints(&mut handheld, "1");
    assert_eq!(outcome.view.band.code, "label.unreachable");
    assert!(outcome.view.band.detail.contains(&format!("127.0.0.1:{nowhere}")));
    assert_eq!(state(&handheld), (Progress::Failed, 1));
    // A tick, a restart, another address: nothing goes by itself.
    handheld.ms += 60_000;
    assert_eq!(handheld.event(Event::Tick).errand, None);
    handheld.restart();
    handheld.scan("S-001");
    assert_eq!(handheld.typed("pin", "1234").errand, None);
    handheld.app.set_printer(to, world::at(handheld.ms)).unwrap();
    handheld.press("prints");
    let job = handheld.app.prints()[0].0.id;
    handheld.press(&format!("job.{job}"));
    let Some(Errand::Print(order)) = handheld.press("choose.job.again").errand else {
        panic!("a press sends it")
    };
    assert_eq!(sends(&mut handheld, &order).view.band.code, "label.ready");
    assert_eq!(state(&handheld), (Progress::Confirmed, 2));
    printer.join().unwrap();
}

#[test]
fn a_printer_that_hangs_up_leaves_it_open_what_it_got() {
    let (to, printer) = listening(|guest| {
        drop(guest);
        Vec::new()
    });
    let mut handheld = counted(to);
    let outcome = prints(&mut handheld, "1");
    assert_eq!(outcome.view.band.code, "label.hung_up");
    assert_eq!(state(&handheld), (Progress::Failed, 1));
    printer.join().unwrap();
}

#[test]
fn a_code_that_no_label_holds_is_said_so_and_nothing_is_sent() {
    let (to, printer) = printer(Some(READY));
    let mut handheld = counted(to.clone());
    handheld.press("manual");
    handheld.typed("last4", &"LONG-SKU-".repeat(40));
    let outcome = prints(&mut handheld, "1");
    assert_eq!(
        outcome.view.band.code, "label.no_label",
        "{:?}",
        outcome.view.band
    );
    assert_eq!(state(&handheld), (Progress::Failed, 1));
    // The printer has heard nothing: this one is its first guest.
    drop(TcpStream::connect((to.host.as_str(), to.port)).unwrap());
    assert_eq!(printer.join().unwrap(), b"");
}

#[test]
fn old_jobs_are_forgotten_and_what_waits_is_not() {
    let (to, _printer) = printer(None);
    let mut handheld = counted(to);
    // A job that waits for its turn for ever: the one before it never ends.
    handheld.press("label");
    let first = handheld.press("pad.ok");
    let Some(Errand::Print(order)) = first.errand else {
        panic!()
    };
    let told = Told::new(app::device::printer::Report::Ready, "");
    let mut job = order.job;
    for _ in 0..JOBS_KEPT + 5 {
        handheld.ms += 1_000;
        handheld.press("label");
        handheld.press("pad.ok");
        let told = told.clone();
        let Some(Errand::Print(next)) = handheld.event(Event::Printed { job, told }).errand else {
            panic!("the next one goes")
        };
        job = next.job;
    }
    let jobs = handheld.app.prints();
    let done = jobs
        .iter()
        .filter(|(job, _)| job.progress == Progress::Confirmed)
        .count();
    // The limit is kept where a job is made; one more was done since.
    assert!((JOBS_KEPT..=JOBS_KEPT + 1).contains(&done), "{done}");
    assert_eq!(jobs[0].0.id, job, "the latest first");
    // And no more wait than somebody could look through.
    for _ in 0..JOBS_WAITING + 5 {
        handheld.press("label");
        handheld.press("pad.ok");
    }
    let waiting = |handheld: &Handheld| {
        let jobs = handheld.app.prints();
        jobs.iter()
            .filter(|(job, _)| job.progress == Progress::Waiting)
            .count()
    };
    assert_eq!(waiting(&handheld), JOBS_WAITING);
    handheld.press("label");
    assert_eq!(handheld.press("pad.ok").view.band.code, "label.queue_full");
}

#[test]
fn killed_while_it_is_sent_the_next_start_does_not_print_it_again() {
    // A guest who never gets an answer: the handheld waits three seconds for one, and is killed in them.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = Settings {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        ..Settings::default()
    };
    let temp = tempfile::tempdir().unwrap();
    let mut handheld = Handheld::blank(temp.path().to_owned(), None);
    handheld.pair();
    handheld.pull(&world::warehouse(), None);
    handheld.pull(&world::inbound(), None);
    handheld.app.set_printer(to, world::at(0)).unwrap();
    drop(handheld);

    let mut driven = Driven::start(temp.path());
    for line in [
        "scan S-001",
        "type pin 1234",
        "scan DN-1",
        "scan 4710000000017",
        "press label",
    ] {
        driven.say(line);
    }
    assert_eq!(driven.say("press pad.ok")["say"]["code"], "label.sending");
    let (mut guest, _) = listener.accept().unwrap();
    assert!(until(&mut guest, b"~HS").ends_with(b"~HS"));
    driven.kill();

    let mut driven = Driven::start(temp.path());
    driven.say("scan S-001");
    driven.say("type pin 1234");
    let state = driven.say("state");
    assert_eq!(
        (
            &state["prints"][0]["state"],
            &state["prints"][0]["say"],
            &state["prints"][0]["tries"]
        ),
        (&"waiting".into(), &"label.cut".into(), &1.into())
    );
    listener.set_nonblocking(true).unwrap();
    driven.say("wait 200");
    assert!(listener.accept().is_err(), "nothing goes by itself");
    listener.set_nonblocking(false).unwrap();
    // A person who has looked sends it again; this time the printer is well.
    let job = state["prints"][0]["id"].as_str().unwrap().to_owned();
    driven.say("press prints");
    driven.say(&format!("press job.{job}"));
    driven.say("press choose.job.again");
    let (mut guest, _) = listener.accept().unwrap();
    until(&mut guest, b"~HS");
    guest.write_all(READY).unwrap();
    let printed = driven.say("printed");
    assert_eq!(printed["prints"][0]["state"], "confirmed");
    assert_eq!(printed["prints"][0]["tries"], 2);
    assert_eq!(printed["say"]["code"], "label.ready");
    driven.kill();
}
