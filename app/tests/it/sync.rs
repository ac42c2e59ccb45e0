//! Both conversations with the server, over a fake network: answers lost after the commit, duplicates, a fact that
//! cannot be read, a stream that another device has written to.

use crate::world::{self, Handheld};
use app::app::{Event, Outcome};
use app::sync::SyncNews;
use app::sync::run::{Call, NetError, Push, Pusher, Reply, Verdict, enrol, enrolled, pull, pulled};
use app::view::SyncState;
use shared::enrol::{EnrolReply, EnrolRequest, Enrolled, Invitation};
use shared::id::FactId;
use shared::refusal::Refusal;
use shared::sync::{FactOutcome, Held, Page, PullReply, PushReply, PushRequest, path};
use std::collections::{BTreeMap, BTreeSet};

/// A server that does what the wire promises, and nothing else.
#[derive(Default)]
struct Server {
    log: BTreeMap<i64, FactId>,
    quarantine: BTreeSet<i64>,
    acked: i64,
    /// Facts of this kind make a batch unreadable.
    poison: Option<&'static str>,
    requests: usize,
    bytes: usize,
}

fn unpack(body: &[u8]) -> Vec<u8> {
    zstd::stream::decode_all(body).unwrap()
}

fn pack(value: &impl serde::Serialize) -> Vec<u8> {
    zstd::bulk::compress(&serde_json::to_vec(value).unwrap(), 3).unwrap()
}

impl Server {
    fn call(&mut self, call: &Call) -> Reply {
        self.requests += 1;
        self.bytes += call.body.as_ref().map_or(0, Vec::len);
        let json = unpack(call.body.as_ref().unwrap());
        if call.path.starts_with(path::QUARANTINE) {
            let query = call.path.split_once('?').unwrap().1;
            let seq = query
                .split('&')
                .find_map(|pair| pair.strip_prefix("seq="))
                .unwrap()
                .parse()
                .unwrap();
            assert!(query.contains("epoch=1"));
            self.quarantine.insert(seq);
            self.acked = self.acked.max(seq);
            return self.recorded(Vec::new());
        }
        let request: PushRequest = serde_json::from_slice(&json).unwrap();
        if request
            .facts
            .iter()
            .any(|fact| Some(fact.kind.as_str()) == self.poison)
        {
            return Reply {
                status: 400,
                body: Vec::new(),
            };
        }
        assert!(request.first <= self.acked + 1, "a gap was sent");
        let mut results = Vec::new();
        for (seq, fact) in (request.first..).zip(&request.facts) {
            let outcome = match self.log.get(&seq) {
                Some(known) if *known == fact.id => FactOutcome::Duplicate,
                Some(_) => {
                    return Reply {
                        status: 409,
                        body: pack(&PushReply::Refused {
                            refusal: Refusal::StreamForked,
                        }),
                    };
                }
                None => {
                    self.log.insert(seq, fact.id);
                    FactOutcome::Applied
                }
            };
            results.push((fact.id, outcome));
            self.acked = self.acked.max(seq);
        }
        self.recorded(results)
    }

    fn recorded(&self, results: Vec<(FactId, FactOutcome)>) -> Reply {
        let reply = PushReply::Recorded {
            acked_seq: self.acked,
            results,
            server_epoch: 1,
            now: world::MORNING,
        };
        Reply {
            status: 200,
            body: pack(&reply),
        }
    }
}

/// The handheld's end, with a network that the test decides.
struct Line {
    handheld: Handheld,
    server: Server,
    pusher: Pusher,
}

impl Line {
    /// The first code that is no bin becomes the list's tote; whatever follows is a mis-scan.
    fn with_scans(scans: usize) -> Line {
        let mut handheld = Handheld::signed_in();
        handheld.scan("PK-1");
        for n in 0..scans {
            handheld.scan(&format!("A-0{}-1", n % 9 + 1));
        }
        Line {
            handheld,
            server: Server::default(),
            pusher: Pusher::default(),
        }
    }

    fn next(&self) -> Option<(Push, Call)> {
        let store = self.handheld.app.store();
        self.pusher
            .next(&store.outgoing(400).unwrap(), store.pending(), world::MORNING)
    }

    /// One round trip; `lost` throws the answer away after the server has committed.
    fn round(&mut self, lost: bool) -> Option<Outcome> {
        let (push, call) = self.next()?;
        let reply = self.server.call(&call);
        let reply = if lost {
            Err(NetError("no answer in time".into()))
        } else {
            Ok(reply)
        };
        let acked = self.handheld.app.store().device().acked_seq;
        match self.pusher.answer(&push, reply, acked) {
            Verdict::News(news) => Some(self.handheld.event(Event::Synced(news))),
            Verdict::Split | Verdict::Again(_) => Some(self.handheld.press("nothing")),
        }
    }
}

#[test]
fn everything_arrives_once_in_batches_of_two_hundred() {
    let mut line = Line::with_scans(450);
    let all = line.handheld.app.store().pending();
    let mut rounds = 0;
    while line.round(false).is_some() {
        rounds += 1;
    }
    assert_eq!((rounds, line.server.log.len() as i64), (3, all));
    assert_eq!(line.handheld.app.store().pending(), 0);
    let per_fact = line.server.bytes / line.server.log.len();
    assert!(per_fact < 100, "{per_fact} bytes a fact");
}

#[test]
fn an_answer_lost_after_the_commit_is_asked_for_again_and_nothing_is_doubled() {
    let mut line = Line::with_scans(30);
    let all = line.handheld.app.store().pending();
    for _ in 0..3 {
        line.round(true);
    }
    assert_eq!(
        line.handheld.app.store().pending(),
        all,
        "nothing is believed without an answer"
    );
    line.handheld.restart();
    line.round(false);
    assert_eq!(line.handheld.app.store().pending(), 0);
    assert_eq!(line.server.log.len() as i64, all);
    assert!(line.next().is_none());
}

#[test]
fn a_fact_that_cannot_be_read_is_set_aside_and_the_rest_goes_on() {
    let mut line = Line::with_scans(40);
    for _ in 0..40 {
        line.handheld.scan("4710000000031");
        line.handheld.scan("XYZ");
    }
    let all = line.handheld.app.store().pending();
    line.server.poison = Some("tote_attached");
    let mut rounds = 0;
    while line.round(false).is_some() {
        rounds += 1;
        assert!(rounds < 40);
    }
    assert_eq!(line.server.quarantine.len(), 1);
    assert_eq!(line.server.log.len() as i64, all - 1);
    assert_eq!(line.handheld.app.store().pending(), 0);
    // Its effect stays on the screen: the list has its tote, also after a pull that does not contain it.
    let acked = line.server.acked;
    line.handheld.pull(&[], Some(acked));
    line.handheld.restart();
    assert_eq!(
        line.handheld.app.store().reader().find("A-02-1").unwrap().len(),
        1
    );
    assert_eq!(line.handheld.app.store().overlay_len(), 1);
}

#[test]
fn a_stream_that_another_device_wrote_to_stops_sending_keeps_everything_and_says_so() {
    let mut line = Line::with_scans(5);
    let all = line.handheld.app.store().pending();
    line.server.log.insert(2, FactId(world::id(99, 1)));
    let outcome = line.round(false).unwrap();
    assert_eq!(outcome.view.sync.state, SyncState::Halted);
    assert!(
        outcome.view.banner.contains("全部保留"),
        "{}",
        outcome.view.banner
    );
    assert_eq!(line.handheld.app.store().pending(), all);
    // Also after the app was ended; and scanning goes on.
    assert_eq!(line.handheld.restart().view.sync.state, SyncState::Halted);
    assert_eq!(line.handheld.app.store().device().halted, "stream_forked");
}

#[test]
fn a_server_that_knows_less_than_it_did_stops_sending() {
    let mut line = Line::with_scans(5);
    line.round(false);
    let news = SyncNews::Acked {
        acked_seq: 2,
        quarantined: vec![],
        now: world::MORNING,
    };
    let outcome = line.handheld.event(Event::Synced(news));
    assert_eq!(outcome.view.sync.state, SyncState::Halted);
    assert_eq!(line.handheld.app.store().device().acked_seq, line.server.acked);
}

#[test]
fn what_the_server_answers_in_trouble_is_tried_again_and_never_believed() {
    let line = Line::with_scans(3);
    let (push, _) = line.next().unwrap();
    for (status, body) in [
        (500, vec![]),
        (429, vec![]),
        (503, vec![]),
        (200, b"<html>".to_vec()),
        (200, vec![]),
    ] {
        let verdict = Pusher::default().answer(&push, Ok(Reply { status, body }), 0);
        assert!(matches!(verdict, Verdict::Again(_)), "{status}: {verdict:?}");
    }
    let verdict = Pusher::default().answer(
        &push,
        Ok(Reply {
            status: 401,
            body: vec![],
        }),
        0,
    );
    assert!(
        matches!(verdict, Verdict::News(SyncNews::Refused(Refusal::DeviceUnknown))),
        "{verdict:?}"
    );
    let stuck = PushReply::Recorded {
        acked_seq: 0,
        results: vec![],
        server_epoch: 1,
        now: 0,
    };
    let verdict = Pusher::default().answer(
        &push,
        Ok(Reply {
            status: 200,
            body: pack(&stuck),
        }),
        0,
    );
    assert!(matches!(verdict, Verdict::Again(_)), "{verdict:?}");
}

#[test]
fn the_header_is_truthful_about_forty_seconds() {
    let mut handheld = Handheld::new();
    assert_eq!(handheld.press("nothing").view.sync.text, "已同步");
    handheld.scan("S-001");
    handheld.typed("pin", "1234");
    assert_eq!(handheld.press("nothing").view.sync.text, "待傳 1");
    handheld.ms += 41_000;
    let outcome = handheld.event(Event::Tick);
    assert_eq!(
        (outcome.view.sync.state, outcome.online),
        (SyncState::Offline, false)
    );
    handheld.ms += 37 * 60_000;
    assert_eq!(handheld.event(Event::Tick).view.sync.text, "離線 37 分鐘");
    // Restarted without a network it still knows.
    assert_eq!(handheld.restart().view.sync.text, "離線 37 分鐘");
    handheld.pull(&[], Some(0));
    assert_eq!(handheld.press("nothing").view.sync.text, "待傳 1");
}

#[test]
fn rows_of_a_kind_that_only_a_newer_server_knows_are_passed_over() {
    let page = Page {
        more: true,
        ..world::page(vec![world::feed(&world::bin(9, "Z-01-1"), 4)], 5, None)
    };
    let json = serde_json::to_string(&PullReply::Page(Box::new(page))).unwrap();
    let strange = r#"{"v":5,"k":"robot","id":"00000000000000000000000000000001","b":{"x":1}}"#;
    let json = json.replace(r#""rows":["#, &format!(r#""rows":[{strange},"#));
    let reply = Reply {
        status: 200,
        body: zstd::bulk::compress(json.as_bytes(), 3).unwrap(),
    };
    match pulled(Ok(reply)) {
        Verdict::News(SyncNews::Page(page)) => {
            assert_eq!((page.rows.len(), page.next, page.more), (1, 5, true))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        pull(7, false, 3, None).path,
        "/sync/v1/pull?since=7&wait=25&pending=3"
    );
    let held = Held { epoch: 2, seq: 17 };
    assert_eq!(
        pull(7, true, 0, Some(held)).path,
        "/sync/v1/pull?since=7&wait=0&pending=0&held=2.17"
    );
}

#[test]
fn what_came_out_of_quarantine_is_read_from_the_page() {
    let released = vec![FactId(world::id(99, 1)), FactId(world::id(99, 2))];
    let page = Page {
        released: released.clone(),
        ..world::page(Vec::new(), 5, Some(3))
    };
    let json = serde_json::to_vec(&PullReply::Page(Box::new(page))).unwrap();
    let reply = Reply {
        status: 200,
        body: zstd::bulk::compress(&json, 3).unwrap(),
    };
    match pulled(Ok(reply)) {
        Verdict::News(SyncNews::Page(page)) => assert_eq!(page.released, released),
        other => panic!("{other:?}"),
    }
}

#[test]
fn pairing_sends_the_code_and_understands_every_answer() {
    let invitation = Invitation {
        v: 1,
        urls: vec!["http://127.0.0.1:1".into()],
        pin: String::new(),
        code: "c0de".into(),
        training: false,
    };
    let asked: EnrolRequest = serde_json::from_slice(&enrol(&invitation, "MC33").body.unwrap()).unwrap();
    assert_eq!((asked.code.as_str(), asked.name.as_str()), ("c0de", "MC33"));
    let answer = |reply: &EnrolReply| {
        enrolled(
            &invitation,
            Ok(Reply {
                status: 200,
                body: serde_json::to_vec(reply).unwrap(),
            }),
        )
    };
    let good = Enrolled {
        device: world::device(),
        label: "H1".into(),
        epoch: 1,
        token: "00".into(),
        server_epoch: 1,
        site_name: "示範倉".into(),
        training: false,
    };
    assert!(matches!(
        answer(&EnrolReply::Enrolled(good)),
        SyncNews::Enrolled { .. }
    ));
    let used = answer(&EnrolReply::Refused {
        refusal: Refusal::PairingCodeUsed,
    });
    let temp = tempfile::tempdir().unwrap();
    let mut handheld = Handheld::blank(temp.path().to_owned(), None);
    let outcome = handheld.event(Event::Synced(used));
    assert_eq!(outcome.view.band.code, "desk.pairing_refused");
    assert!(outcome.view.band.detail.contains("已經用過"));
    let lost = enrolled(&invitation, Err(NetError("connection refused".into())));
    assert_eq!(
        handheld.event(Event::Synced(lost)).view.band.code,
        "desk.pairing_offline"
    );
}
