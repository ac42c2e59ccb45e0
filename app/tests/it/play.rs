//! Plays a day on the floor: `>` is what the worker does, `<` what the handheld answers (sentence, colour, sound), `=`
//! what must be true then, and `shot NAME` says that this is worth a picture, on a `small` or `large` screen too.
//!
//! The same day is played in both languages: whatever is no text must be the same.

// The window's own tests play the transcripts too, and there the library is the crate itself.
use super::beeline as app;
use super::world::{self, Handheld};
use app::app::{Event, Outcome};
use app::device::printer::Report;
use app::sync::SyncNews;
use app::view::{Body, Overlay, Sound};
use shared::catalogue::Learnt;
use shared::facts::Fact;
use shared::lang::Lang;
use shared::refusal::Refusal;
use shared::row::{Row, RowKind};
use shared::task::{Delivery, DeliveryLine, TaskState};
use std::fmt::Write as _;
use std::path::PathBuf;

/// A `shot` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    pub name: String,
    /// Further screens that it is drawn on: `small`, `large`.
    pub screens: Vec<String>,
}

impl Shot {
    /// `None` when the line asks for no picture.
    pub fn read(line: &str) -> Option<Shot> {
        let mut words = line.trim().strip_prefix("shot ")?.split(' ').map(str::to_owned);
        Some(Shot {
            name: words.next()?,
            screens: words.collect(),
        })
    }
}

/// Every transcript there is: its name and its text.
pub fn transcripts() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/transcripts");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(read).collect();
    found.sort();
    found
}

/// `shot` is called at each `shot` line, with what the last act led to.
pub fn play(name: &str, text: &str, lang: Lang, shot: &mut dyn FnMut(&Shot, &Handheld, &Outcome)) {
    let mut handheld = Handheld::new();
    handheld.speak(lang);
    let mut last = handheld.press("nothing");
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let at = || format!("{name}:{} ({}): {line}", number + 1, lang.code());
        let Some((mark, rest)) = line.split_once(' ') else {
            assert!(line.is_empty(), "{}", at());
            continue;
        };
        match mark {
            "#" => {}
            ">" => last = act(&mut handheld, rest).unwrap_or_else(|| panic!("{}", at())),
            "<" => {
                let rest = in_words(rest, lang);
                assert_eq!(answer(&last, rest), rest, "{}", at());
            }
            "=" if lang != Lang::ZhTw && is_text(rest) => {}
            "=" => {
                let (is, must) = check(&handheld, &last, rest).unwrap_or_else(|| panic!("{}", at()));
                assert_eq!(is, must, "{}", at());
            }
            "shot" => shot(
                &Shot::read(line).unwrap_or_else(|| panic!("{}", at())),
                &handheld,
                &last,
            ),
            _ => panic!("{}", at()),
        }
    }
}

/// The words of an answer are written in Chinese only.
fn in_words(answer: &str, lang: Lang) -> &str {
    match (lang, answer.split_once(" | ")) {
        (Lang::En, Some((code, _))) => code,
        (Lang::ZhTw | Lang::En, _) => answer,
    }
}

/// Checks that compare a text, which stands there in Chinese.
fn is_text(check: &str) -> bool {
    ["undo", "sync", "as_of", "tried", "setting", "words", "banner"]
        .contains(&check.split(' ').next().unwrap_or(""))
}

fn act(handheld: &mut Handheld, what: &str) -> Option<Outcome> {
    let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
    Some(match verb {
        "scan" => handheld.scan(rest),
        "again" => handheld.again(rest.parse().ok()?),
        "press" => {
            let mut last = None;
            for id in rest.split(' ') {
                last = Some(handheld.press(id));
            }
            last?
        }
        "type" => {
            let (id, text) = rest.split_once(' ').unwrap_or((rest, ""));
            handheld.typed(id, text)
        }
        "wait" => {
            handheld.ms += rest.parse::<i64>().ok()?;
            handheld.event(Event::Tick)
        }
        "restart" => handheld.restart(),
        // A card with so many pictures is in, and set as the place of photos.
        "card" => {
            handheld.card(rest.parse().ok()?);
            handheld.look()
        }
        // Presses the picture of the open chooser that stands there, from 1.
        "picture" => {
            let Some(Overlay::Photos { pictures, .. }) = handheld.look().view.overlay else {
                return None;
            };
            let chosen = pictures.get(rest.parse::<usize>().ok()?.checked_sub(1)?)?;
            handheld.press(&format!("choose.{}", chosen.id))
        }
        "camera" => match rest {
            "waits" => {
                handheld.camera_waits = true;
                handheld.look()
            }
            "works" => {
                handheld.camera_waits = false;
                handheld.camera_works()?
            }
            _ => return None,
        },
        // A label printer is set up, and what it says to what it gets; `waits`: nothing, until it says something.
        "printer" => match rest {
            "is_there" => {
                handheld.has_printer();
                handheld.look()
            }
            "waits" => {
                handheld.printer_says = None;
                handheld.look()
            }
            report => {
                handheld.printer_says = Some(Report::parse(report)?);
                match handheld.printer_works() {
                    Some(outcome) => outcome,
                    None => handheld.look(),
                }
            }
        },
        // Presses the job of the queue that stands there, from 1.
        "job" => {
            let Body::Rows { rows, .. } = handheld.look().view.body else {
                return None;
            };
            let row = rows.get(rest.parse::<usize>().ok()?.checked_sub(1)?)?;
            handheld.press(&row.id.clone())
        }
        "unpaired" => {
            let lang = handheld.app.store().device().lang;
            *handheld = Handheld::unpaired();
            handheld.speak(lang);
            handheld.press("nothing")
        }
        // What the network brings, or does not.
        "server" => match rest {
            "pairs" => handheld.pair(),
            "knows_the_blind_one" => told(handheld, |blind, _, lines| {
                blind.number = "DN-9".into();
                lines.push(world::delivery_line_of(9, blind.id, 1, 13));
            }),
            "merges_the_blind_one" => told(handheld, |blind, expected, lines| {
                blind.merged = Some(expected.id);
                expected.other_numbers = vec!["DN-9".into(), "H1-R1123-090000".into()];
                lines
                    .iter_mut()
                    .filter(|line| line.item == world::item_id(1))
                    .for_each(|line| line.good = 14);
            }),
            "asks_the_office_about_the_barcode" => learnt(handheld, false),
            "refuses_the_barcode" => learnt(handheld, true),
            "hears_nothing_new" => handheld.pull(&[], None),
            "unreachable" => handheld.event(Event::Synced(SyncNews::EnrolFailed {
                why: "http://127.0.0.1:8080: timed out".into(),
            })),
            "says_code_used" => {
                handheld.event(Event::Synced(SyncNews::EnrolRefused(Refusal::PairingCodeUsed)))
            }
            "says_revoked" => handheld.event(Event::Synced(SyncNews::Refused(Refusal::DeviceRevoked))),
            _ => return None,
        },
        "disk" => match rest {
            "full" => full_disk(handheld),
            "mended" => {
                handheld.app.store().limit_pages(1_000_000).ok()?;
                handheld.event(Event::Tick)
            }
            _ => return None,
        },
        // The device's own clock, minutes off.
        "clock" => {
            handheld.clock_off = rest.parse::<i64>().ok()? * 60_000;
            handheld.event(Event::Tick)
        }
        // The office changes the state of a list or an order.
        "office" => {
            let (number, state) = rest.split_once(' ')?;
            if (number, state) == ("brings", "a_busy_day") {
                return Some(handheld.pull(&world::a_busy_day(), None));
            }
            if (number, state) == ("brings", "bare_goods") {
                return Some(handheld.pull(&world::bare(), None));
            }
            if (number, state) == ("brings", "deliveries") {
                return Some(handheld.pull(&world::inbound(), None));
            }
            if (number, state) == ("brings", "a_full_dock") {
                return Some(handheld.pull(&world::dock(), None));
            }
            if (number, state) == ("brings", "numbered_goods") {
                return Some(handheld.pull(&world::numbered(), None));
            }
            if (number, state) == ("brings", "a_stocktake") {
                return Some(handheld.pull(&world::stocktake(), None));
            }
            if (number, state) == ("brings", "returns") {
                return Some(handheld.pull(&world::returns(), None));
            }
            let state = match state {
                "holds" => TaskState::Held,
                "cancels" => TaskState::Cancelled,
                "frees" => TaskState::Open,
                _ => return None,
            };
            let rows = changed(handheld, number, state);
            handheld.pull(&rows, None)
        }
        _ => return None,
    })
}

/// The server has everything that was done here, and tells of the blind delivery and of DN-1 as `change` leaves them.
fn told(
    handheld: &mut Handheld,
    change: impl FnOnce(&mut Delivery, &mut Delivery, &mut Vec<DeliveryLine>),
) -> Outcome {
    let facts = handheld.facts();
    let made = facts.iter().find_map(|fact| match fact {
        Fact::DeliveryArrived(fact) => Some(fact.delivery),
        _ => None,
    });
    let rows = handheld.app.store().reader();
    let mut all: Vec<Delivery> = rows
        .all(RowKind::Delivery)
        .unwrap()
        .into_iter()
        .filter_map(only_delivery)
        .collect();
    let mut expected = all
        .iter()
        .find(|one| one.number == "DN-1")
        .cloned()
        .expect("it is expected");
    let blind = all.iter().position(|one| one.blind);
    let mut blind = blind.map_or_else(
        || Delivery {
            blind: true,
            ..Delivery::unknown(made.expect("made here"))
        },
        |at| all.remove(at),
    );
    let mut lines: Vec<DeliveryLine> = [&expected, &blind]
        .iter()
        .flat_map(|one| rows.children(RowKind::DeliveryLine, one.id.0).unwrap())
        .filter_map(|row| {
            if let Row::DeliveryLine(line) = row {
                Some(line)
            } else {
                None
            }
        })
        .collect();
    change(&mut blind, &mut expected, &mut lines);
    lines.retain(|line| blind.merged.is_none() || line.delivery != blind.id);
    let mut rows = vec![Row::Delivery(blind), Row::Delivery(expected)];
    rows.extend(lines.into_iter().map(Row::DeliveryLine));
    let acked = i64::try_from(facts.len()).unwrap();
    handheld.pull(&rows, Some(acked))
}

fn only_delivery(row: Row) -> Option<Delivery> {
    if let Row::Delivery(delivery) = row {
        Some(delivery)
    } else {
        None
    }
}

/// The server has the fact that taught a barcode, and has asked the office, which may have said no.
fn learnt(handheld: &mut Handheld, refused: bool) -> Outcome {
    let facts = handheld.facts();
    let taught = facts.iter().rev().find_map(|fact| match fact {
        Fact::BarcodeLearned(fact) => Some(fact.clone()),
        _ => None,
    });
    let taught = taught.expect("it was taught here");
    let pulled = handheld
        .app
        .store()
        .reader()
        .pulled(RowKind::Item, taught.item.0)
        .unwrap();
    let Some(Row::Item(mut item)) = pulled else {
        panic!("no such item")
    };
    item.barcodes.retain(|barcode| barcode.code != taught.code);
    item.learnt = vec![Learnt {
        barcode: taught.barcode(),
        devices: vec![world::device()],
        refused,
    }];
    let acked = i64::try_from(facts.len()).unwrap();
    handheld.pull(&[Row::Item(item)], Some(acked))
}

/// The file may not grow: it takes a few scans more into the pages it has, then one is not saved.
fn full_disk(handheld: &mut Handheld) -> Outcome {
    handheld.app.store().limit_pages(1).unwrap();
    for n in 0..2_000 {
        let outcome = handheld.scan(&format!("{}{n}", "x".repeat(400)));
        if outcome.sound == Some(Sound::NotSaved) {
            return outcome;
        }
    }
    panic!("the limit is never reached");
}

fn changed(handheld: &Handheld, number: &str, state: TaskState) -> Vec<Row> {
    let reader = handheld.app.store().reader();
    let mut rows = Vec::new();
    for kind in [
        RowKind::CountPlan,
        RowKind::List,
        RowKind::Shipment,
        RowKind::Return,
    ] {
        for row in reader.all(kind).unwrap() {
            match row {
                Row::CountPlan(mut plan) if plan.number == number => {
                    plan.state = state;
                    rows.push(Row::CountPlan(plan));
                }
                Row::Return(mut returned) if returned.number == number => {
                    returned.state = state;
                    rows.push(Row::Return(returned));
                }
                Row::List(mut list) if list.number == number => {
                    list.state = state;
                    rows.push(Row::List(list));
                }
                Row::Shipment(mut shipment) if shipment.order_no == number => {
                    shipment.state = state;
                    rows.push(Row::Shipment(shipment));
                }
                _ => {}
            }
        }
    }
    rows
}

/// As much of the answer as the line asks for: `code severity sound | words`.
fn answer(outcome: &Outcome, wanted: &str) -> String {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let band = &outcome.view.band;
    let severity = word(serde_json::to_value(band.severity).unwrap());
    let sound = word(serde_json::to_value(outcome.sound).unwrap());
    let mut answer = format!("{} {severity} {sound}", band.code);
    if let Some((_, words)) = wanted.split_once(" | ") {
        let said = format!("{} {}", band.title, band.detail);
        let shown = if said.contains(words) {
            words
        } else {
            said.as_str()
        };
        write!(answer, " | {shown}").unwrap();
    }
    answer
}

/// What is, and what must be.
fn check(handheld: &Handheld, last: &Outcome, what: &str) -> Option<(String, String)> {
    let (verb, must) = what.split_once(' ')?;
    let is = match verb {
        "screen" => serde_json::to_value(last.view.screen).ok()?.as_str()?.to_owned(),
        "task" => match &last.view.body {
            Body::Task(task) => format!("{} {}/{}", task.place, task.done, task.target),
            Body::Pack(pack) => format!("{} {}/{}", pack.order, pack.done, pack.target),
            Body::Handover(pile) => format!("{} {} {}", pile.carrier, pile.parcels, pile.cod),
            Body::Receive(view) => format!("{} {}/{} bad {}", view.number, view.done, view.target, view.bad),
            other => format!("{other:?}"),
        },
        "overlay" => match &last.view.overlay {
            None => "none".to_owned(),
            Some(Overlay::Pad { .. }) => "pad".to_owned(),
            Some(Overlay::Text { .. }) => "text".to_owned(),
            Some(Overlay::Choice { .. }) => "choice".to_owned(),
            Some(Overlay::Photos { .. }) => "photos".to_owned(),
            Some(Overlay::More) => "more".to_owned(),
            Some(Overlay::Signature { .. }) => "signature".to_owned(),
            Some(Overlay::About { .. }) => "about".to_owned(),
        },
        "actions" => {
            let actions: Vec<&str> = last
                .view
                .actions
                .iter()
                .map(|action| action.id.as_str())
                .collect();
            actions.join(" ")
        }
        "more" => {
            let more: Vec<&str> = last.view.more.iter().map(|action| action.id.as_str()).collect();
            more.join(" ")
        }
        // Every print job: state, how often it was begun, what is said of it; the latest first.
        "prints" => {
            let said: Vec<String> = handheld
                .app
                .prints()
                .iter()
                .map(|(job, stand)| {
                    let code = stand.say(job).code();
                    let (_, code) = code.split_once('.').unwrap_or(("", code));
                    format!("{}:{}:{code}", job.progress.code(), job.tries)
                })
                .collect();
            if said.is_empty() {
                "none".to_owned()
            } else {
                said.join(" ")
            }
        }
        "banner" if last.view.banner.is_empty() => "none".to_owned(),
        "banner" => last.view.banner.clone(),
        // Not named by a fact, and named.
        "photos" => {
            let photos = handheld.app.store().photos();
            format!("{} {}", photos.loose.len(), photos.waiting.len())
        }
        "tried" => match &last.view.body {
            Body::Scanner(body) => [
                &[body.arrived.clone(), body.about.clone()],
                body.elements.as_slice(),
            ]
            .concat()
            .join(" | "),
            other => format!("{other:?}"),
        },
        "setting" => match &last.view.body {
            Body::Scanner(body) => {
                let id = must.split(' ').next()?;
                let row = body.settings.iter().find(|row| row.id == id)?;
                format!("{id} {}", row.value)
            }
            Body::Rows { rows, .. } => {
                let id = must.split(' ').next()?;
                let row = rows.iter().find(|row| row.id == id)?;
                let shown = if row.value.is_empty() {
                    &row.detail
                } else {
                    &row.value
                };
                format!("{id} {shown}")
            }
            other => format!("{other:?}"),
        },
        "undo" => {
            let undo = last.view.actions.iter().find(|action| action.id == "undo");
            undo.map_or_else(|| "-".to_owned(), |action| action.label.clone())
        }
        // Everything that the body says, in Chinese: does it say this?
        "words" => {
            let shown = format!("{:?} {:?}", last.view.body, last.view.overlay);
            if shown.contains(must) {
                must.to_owned()
            } else {
                shown
            }
        }
        "who" => last.view.who.clone(),
        "sync" => last.view.sync.text.clone(),
        "as_of" => match &last.view.body {
            Body::Handover(pile) => pile.as_of.clone(),
            other => format!("{other:?}"),
        },
        "facts" => {
            let mut counted = Vec::new();
            for wanted in must.split(' ') {
                let kind = wanted.split('=').next()?;
                counted.push(format!("{kind}={}", handheld.count(kind)));
            }
            counted.join(" ")
        }
        "latest" => {
            let fact = handheld.facts().pop()?;
            let body: serde_json::Value = serde_json::from_str(fact.body().get()).ok()?;
            let mut told = vec![fact.kind().to_owned()];
            for wanted in must.split(' ').skip(1) {
                let field = wanted.split('=').next()?;
                let value = body.get(field).cloned().unwrap_or_default();
                told.push(format!(
                    "{field}={}",
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
                ));
            }
            told.join(" ")
        }
        _ => return None,
    };
    Some((is, must.to_owned()))
}
