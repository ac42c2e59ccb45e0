//! Days on the floor, written as they happen: `>` is what the worker does, `<` what the handheld answers
//! (sentence, colour, sound), `=` what must be true then.

use crate::world::Handheld;
use app::app::Outcome;
use app::view::{Body, Overlay};
use shared::row::{Row, RowKind};
use shared::task::TaskState;
use std::fmt::Write as _;

fn play(name: &str, text: &str) {
    let mut handheld = Handheld::new();
    let mut last = handheld.press("nothing");
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let at = || format!("{name}:{}: {line}", number + 1);
        let Some((mark, rest)) = line.split_once(' ') else {
            assert!(line.is_empty(), "{}", at());
            continue;
        };
        match mark {
            "#" => {}
            ">" => last = act(&mut handheld, rest).unwrap_or_else(|| panic!("{}", at())),
            "<" => assert_eq!(answer(&last, rest), rest, "{}", at()),
            "=" => {
                let (is, must) = check(&handheld, &last, rest).unwrap_or_else(|| panic!("{}", at()));
                assert_eq!(is, must, "{}", at());
            }
            _ => panic!("{}", at()),
        }
    }
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
            handheld.event(app::app::Event::Tick)
        }
        "restart" => handheld.restart(),
        // The office changes the state of a list or an order.
        "office" => {
            let (number, state) = rest.split_once(' ')?;
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

fn changed(handheld: &Handheld, number: &str, state: TaskState) -> Vec<Row> {
    let reader = handheld.app.store().reader();
    let mut rows = Vec::new();
    for kind in [RowKind::List, RowKind::Shipment] {
        for row in reader.all(kind).unwrap() {
            match row {
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
            other => format!("{other:?}"),
        },
        "overlay" => match &last.view.overlay {
            None => "none".to_owned(),
            Some(Overlay::Pad { .. }) => "pad".to_owned(),
            Some(Overlay::Text { .. }) => "text".to_owned(),
            Some(Overlay::Choice { .. }) => "choice".to_owned(),
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
            other => format!("{other:?}"),
        },
        "undo" => {
            let undo = last.view.actions.iter().find(|action| action.id == "undo");
            undo.map_or_else(|| "-".to_owned(), |action| action.label.clone())
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

macro_rules! days {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            play(stringify!($name), include_str!(concat!("transcripts/", stringify!($name), ".txt")));
        })+
    };
}

days! {
    signing_in,
    pick_a_good_day,
    pick_every_wrong_way,
    pick_units_and_quantities,
    pick_pause_kill_take_over,
    pick_a_list_taken_over,
    pack_a_good_day,
    pack_every_wrong_way,
    pack_the_rest,
    handover,
    scanner_settings,
}
