//! A printer on a socket of its own that behaves, and that does not.

use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

const READY: &[u8] = b"\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";

/// Short, so that a printer that says nothing costs the test a tenth of a second.
const TCP: Tcp = Tcp {
    connect: Duration::from_millis(500),
    write: Duration::from_millis(500),
    answer: Duration::from_millis(100),
};

/// What the printer does with its one guest; it answers with all that it was sent.
fn printer(behave: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> (Settings, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = Settings {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        ..Settings::default()
    };
    (to, spawn(move || behave(listener.accept().unwrap().0)))
}

/// Reads until the question has come.
fn until(guest: &mut TcpStream, question: &[u8]) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), [0; 64]);
    while !all.ends_with(question) {
        match guest.read(&mut piece).unwrap() {
            0 => break,
            count => all.extend_from_slice(&piece[..count]),
        }
    }
    all
}

fn answers(answer: &'static [u8], speech: Speech) -> (Told, Vec<u8>) {
    let question = status::question(speech);
    let (to, printer) = printer(move |mut guest| {
        let all = until(&mut guest, question);
        guest.write_all(answer).unwrap();
        all
    });
    let told = TCP.print(b"LABEL", &Settings { speech, ..to });
    (told, printer.join().unwrap())
}

#[test]
fn a_zpl_printer_gets_the_label_then_the_question_and_its_answer_is_understood() {
    let (told, got) = answers(READY, Speech::Zpl);
    assert_eq!(got, b"LABEL~HS");
    assert_eq!(told.report, Report::Ready);
    assert!(told.answer.starts_with("<02>030,0,0,0400"), "{}", told.answer);
    let said = |answer| answers(answer, Speech::Zpl).0.report;
    let paper = b"\x02030,1,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
    assert_eq!(said(paper), Report::PaperOut);
    let pause = b"\x02030,0,1,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
    assert_eq!(said(pause), Report::Paused);
    // An open head also has no paper under it: what a person does first is said.
    let open = b"\x02030,1,1,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,1,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
    assert_eq!(said(open), Report::HeadOpen);
    let ribbon = b"\x02030,0,1,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,1,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
    assert_eq!(said(ribbon), Report::RibbonOut);
    let hot = b"\x02030,0,0,0400,000,0,0,0,000,0,0,1\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";
    assert_eq!(said(hot), Report::Trouble);
}

#[test]
fn a_tspl_printer_answers_with_one_byte() {
    let (told, got) = answers(b"\x00", Speech::Tspl);
    assert_eq!(
        (told.report, got.as_slice()),
        (Report::Ready, &b"LABEL\x1b!?"[..])
    );
    for (byte, report) in [
        (0x20, Report::Ready),
        (0x01, Report::HeadOpen),
        (0x05, Report::HeadOpen),
        (0x04, Report::PaperOut),
        (0x08, Report::RibbonOut),
        (0x02, Report::Trouble),
        (0x10, Report::Paused),
        (0x80, Report::Trouble),
        (0x40, Report::Trouble),
    ] {
        assert_eq!(status::status_byte(byte), report, "{byte:#x}");
    }
}

#[test]
fn what_is_no_answer_is_no_good_news() {
    assert_eq!(
        answers(b"hello", Speech::Zpl).0,
        Told::new(Report::Silent, "hello")
    );
    // Half an answer.
    assert_eq!(answers(&READY[..40], Speech::Zpl).0.report, Report::Silent);
    assert_eq!(
        answers(b"\x02\x03\x02\x03\x02\x03", Speech::Zpl).0.report,
        Report::Silent
    );
    // More than anybody asked for: read to the limit, and no further.
    let flood: &'static [u8] = &[b'9'; 4096];
    assert_eq!(answers(flood, Speech::Zpl).0.report, Report::Silent);
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = Settings {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        ..Settings::default()
    };
    drop(listener);
    let told = TCP.print(b"LABEL", &to);
    assert_eq!(told.report, Report::Unreachable);
    assert!(!told.answer.is_empty());
}

#[test]
fn it_hangs_up_at_once() {
    let (to, printer) = printer(|guest| {
        drop(guest);
        Vec::new()
    });
    assert_eq!(TCP.print(b"LABEL", &to).report, Report::HungUp);
    printer.join().unwrap();
}

#[test]
fn it_takes_everything_and_never_answers() {
    // Stays on the line until the handheld hangs up.
    let (to, printer) = printer(|mut guest| until(&mut guest, b"never sent"));
    let told = TCP.print(b"LABEL", &to);
    assert_eq!(told, Told::new(Report::Silent, ""));
    assert_eq!(printer.join().unwrap(), b"LABEL~HS");
}

#[test]
fn an_address_is_a_host_and_one_of_two_ports() {
    let read = |text: &str| address(text).map(|(host, port)| format!("{host} {port}"));
    for (text, is) in [
        ("192.168.1.50", "192.168.1.50 9100"),
        (" 192.168.1.50:6101 ", "192.168.1.50 6101"),
        ("192.168.1.50 6101", "192.168.1.50 6101"),
        ("zebra-01.local:9100", "zebra-01.local 9100"),
        ("fe80::1", "fe80::1 9100"),
        ("[fe80::1]:6101", "fe80::1 6101"),
    ] {
        assert_eq!(read(text), Ok(is.to_owned()), "{text}");
    }
    assert_eq!(address("10.0.0.1:80"), Err(AddressError::Port(80)));
    assert_eq!(address("10.0.0.1:99999"), Err(AddressError::Port(99_999)));
    for text in [
        "",
        ":9100",
        "a b",
        "http://x",
        "10.0.0.1:",
        "10.0.0.1:x",
        "[zz]:9100",
        "[::1]9100",
        "-x",
        "印表機",
    ] {
        assert_eq!(address(text), Err(AddressError::Unreadable), "{text}");
    }
    assert_eq!(address(&"a".repeat(101)), Err(AddressError::Unreadable));
    let to = Settings {
        host: "fe80::1".into(),
        port: 9100,
        ..Settings::default()
    };
    assert_eq!(to.address(), "[fe80::1]:9100");
}

#[test]
fn codes_are_read_back() {
    for report in Report::ALL {
        assert_eq!(Report::parse(report.code()), Some(report));
    }
    for progress in Progress::ALL {
        assert_eq!(Progress::parse(progress.code()), Some(progress));
    }
}

#[test]
fn without_fonts_nothing_is_sent_and_said_so() {
    struct Never;
    impl Printer for Never {
        fn print(&self, _: &[u8], _: &Settings) -> Told {
            panic!("nothing may be sent")
        }
    }
    let order = Order {
        job: Uuid::nil(),
        label: ItemLabel::default(),
        copies: 1,
        to: Settings::default(),
    };
    assert_eq!(perform(&order, None, &Never).report, Report::NoFonts);
}
