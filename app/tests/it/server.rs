//! A few lines of HTTP, so that the sync thread speaks to a socket: pairing, the feed, the outbox.

use crate::world;
use shared::enrol::{EnrolReply, Enrolled};
use shared::id::FactId;
use shared::sync::{FactOutcome, FeedRow, Page, PhotoReply, PullReply, PushReply, PushRequest};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
pub struct State {
    pub log: Vec<FactId>,
    pub acked: i64,
    pub rows: Vec<FeedRow>,
    /// Answers to throw away after they have taken effect.
    pub lose: usize,
    pub down: AtomicBool,
    /// Photos by the name they were sent under, and how many facts were there before each.
    pub photos: Vec<(String, Vec<u8>, usize)>,
    /// Photos that are called no JPEG.
    pub refuses: Vec<String>,
}

pub struct Server {
    pub state: Arc<Mutex<State>>,
    pub url: String,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut state = State::default();
        for (version, row) in (1..).zip(world::warehouse()) {
            state.rows.push(world::feed(&row, version));
        }
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || while serve(&stream, &state).is_some() {});
            }
        });
        Server { state, url }
    }

    pub fn invitation(&self) -> String {
        format!(
            r#"{{"v":1,"urls":["http://127.0.0.1:1","{}"],"code":"c0de"}}"#,
            self.url
        )
    }
}

/// One request on a connection; `None` ends it.
fn serve(stream: &TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut length, mut token) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => token = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (status, answer) = respond(&path, &token, &body, state)?;
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    )
    .ok()?;
    stream.write_all(&answer).ok()
}

fn respond(path: &str, token: &str, body: &[u8], state: &Mutex<State>) -> Option<(u16, Vec<u8>)> {
    let pack = |json: Vec<u8>| zstd::bulk::compress(&json, 3).unwrap();
    if path.ends_with("/enrol") {
        let enrolled = Enrolled {
            device: world::device(),
            label: "H1".into(),
            epoch: 1,
            token: "ab".repeat(32),
            server_epoch: 1,
            site_name: "示範倉".into(),
            training: true,
        };
        return Some((200, serde_json::to_vec(&EnrolReply::Enrolled(enrolled)).unwrap()));
    }
    if token != format!("Bearer {}", "ab".repeat(32)) {
        return Some((401, Vec::new()));
    }
    if state.lock().unwrap().down.load(Ordering::SeqCst) {
        return None;
    }
    if let Some(name) = path.strip_prefix("/sync/v1/photos/") {
        let mut state = state.lock().unwrap();
        let reply = if state.refuses.iter().any(|refused| refused == name) {
            PhotoReply::NotJpeg
        } else if state.photos.iter().any(|(known, ..)| known == name) {
            PhotoReply::AlreadyThere
        } else {
            let facts = state.log.len();
            state.photos.push((name.to_owned(), body.to_vec(), facts));
            PhotoReply::Stored
        };
        if state.lose > 0 {
            state.lose -= 1;
            return None;
        }
        return Some((200, pack(serde_json::to_vec(&reply).unwrap())));
    }
    if path.contains("/push") {
        let request: PushRequest = serde_json::from_slice(&zstd::stream::decode_all(body).unwrap()).unwrap();
        let mut state = state.lock().unwrap();
        let mut results = Vec::new();
        for (seq, fact) in (request.first..).zip(&request.facts) {
            let known = state.log.contains(&fact.id);
            if !known {
                state.log.push(fact.id);
            }
            state.acked = state.acked.max(seq);
            results.push((
                fact.id,
                if known {
                    FactOutcome::Duplicate
                } else {
                    FactOutcome::Applied
                },
            ));
        }
        if state.lose > 0 {
            state.lose -= 1;
            return None;
        }
        let reply = PushReply::Recorded {
            acked_seq: state.acked,
            results,
            server_epoch: 1,
            now: world::MORNING,
        };
        return Some((200, pack(serde_json::to_vec(&reply).unwrap())));
    }
    let number = |name: &str| -> i64 {
        path.split(['?', '&'])
            .find_map(|pair| pair.strip_prefix(name))
            .and_then(|text| text.parse().ok())
            .unwrap()
    };
    let (since, wait) = (number("since="), number("wait="));
    for _ in 0..=wait * 10 {
        let state = state.lock().unwrap();
        let rows: Vec<FeedRow> = state
            .rows
            .iter()
            .filter(|row| row.version > since)
            .take(10)
            .cloned()
            .collect();
        if !rows.is_empty() || wait == 0 {
            let next = rows.last().map_or(since, |row| row.version);
            let more = state.rows.iter().any(|row| row.version > next);
            let page = Page {
                rows,
                next,
                more,
                acked_seq: (!more).then_some(state.acked),
                server_epoch: 1,
                now: world::MORNING,
                released: Vec::new(),
            };
            return Some((
                200,
                pack(serde_json::to_vec(&PullReply::Page(Box::new(page))).unwrap()),
            ));
        }
        drop(state);
        std::thread::sleep(Duration::from_millis(100));
    }
    None
}
