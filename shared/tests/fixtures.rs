//! Golden files of everything that ever left a handheld or a server: facts, rows, the wire. They are only ever added to:
//! what reads them today must read them for ever.
//!
//! A new fact, version or row has no file yet, and a test here says which one to write.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::enrol::{EnrolReply, EnrolRequest, Invitation};
use shared::facts::{Envelope, Fact};
use shared::row::{Row, RowKind};
use shared::sync::{PhotoReply, PullReply, PushReply, PushRequest};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Every file of a folder: its stem and its text, without the line end of the last line.
fn files(name: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder(name))
        .expect("the folder is there")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (
                stem,
                std::fs::read_to_string(&path)
                    .expect("text")
                    .trim_end()
                    .to_owned(),
            )
        })
        .collect();
    all.sort();
    all
}

/// `received.v1.json`; a field that came later has a file of its own: `received.v1.photos.json`.
fn kind_and_version(stem: &str) -> (&str, u16) {
    let (kind, rest) = stem.split_once(".v").expect("kind.vN.json");
    let version = rest.split('.').next().unwrap_or_default();
    (kind, version.parse().expect("a version"))
}

fn missing(name: &str, stem: &str) -> String {
    format!("shared/fixtures/{name}/{stem}.json is not there: write one with every field that can be set")
}

#[test]
fn every_fact_that_ever_left_a_handheld_is_read_and_written_alike() {
    let files = files("facts");
    for (kind, version) in Fact::KINDS {
        let stem = format!("{kind}.v{version}");
        assert!(
            files.iter().any(|(name, _)| *name == stem),
            "{}",
            missing("facts", &stem)
        );
    }
    for (stem, text) in files {
        let (kind, version) = kind_and_version(&stem);
        let fact = Fact::decode(kind, version, &text).unwrap_or_else(|error| panic!("{stem}: {error}"));
        fact.check().unwrap_or_else(|error| panic!("{stem}: {error}"));
        // An old version is upcast: only the present one is written as it was read.
        if Fact::KINDS.contains(&(kind, version)) {
            assert_eq!(fact.body().get(), text, "{stem}");
            assert_eq!((fact.kind(), fact.version()), (kind, version));
        }
    }
}

#[test]
fn every_row_is_read_and_written_alike() {
    let files = files("rows");
    for kind in RowKind::ALL {
        assert!(
            files.iter().any(|(name, _)| name == kind.code()),
            "{}",
            missing("rows", kind.code())
        );
    }
    for (stem, text) in files {
        // A field that came later has a file of its own: `shipment.two_labels.json` is a `shipment`.
        let kind = stem
            .split('.')
            .next()
            .and_then(RowKind::parse)
            .expect("a kind of row");
        let row = Row::decode(kind, &text).unwrap_or_else(|error| panic!("{stem}: {error}"));
        assert_eq!(row.encode(), text, "{stem}");
        assert_eq!(row.kind(), kind);
    }
}

fn alike<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

type Alike = fn(&str) -> Result<String, serde_json::Error>;

/// What goes over the wire, by the beginning of its files' names: `push_reply.refused.json` is a `push_reply`.
const WIRE: &[(&str, Alike)] = &[
    ("invitation", alike::<Invitation>),
    ("enrol_request", alike::<EnrolRequest>),
    ("enrol_reply", alike::<EnrolReply>),
    ("envelope", alike::<Envelope>),
    ("push_request", alike::<PushRequest>),
    ("push_reply", alike::<PushReply>),
    ("pull_reply", alike::<PullReply>),
    ("photo_reply", alike::<PhotoReply>),
];

#[test]
fn everything_on_the_wire_is_read_and_written_alike() {
    let files = files("wire");
    let kind_of = |stem: &str| stem.split('.').next().unwrap_or_default().to_owned();
    for (name, _) in WIRE {
        assert!(
            files.iter().any(|(stem, _)| kind_of(stem) == *name),
            "{}",
            missing("wire", name)
        );
    }
    for (stem, text) in files {
        let (_, alike) = WIRE
            .iter()
            .find(|(name, _)| kind_of(&stem) == *name)
            .expect("a type of the wire");
        assert_eq!(
            alike(&text).unwrap_or_else(|error| panic!("{stem}: {error}")),
            text,
            "{stem}"
        );
    }
}

#[test]
fn the_hash_of_an_envelope_never_changes() {
    let text = std::fs::read_to_string(folder("wire").join("envelope.json")).expect("text");
    let envelope: Envelope = serde_json::from_str(&text).expect("an envelope");
    let hex: String = envelope.hash().iter().map(|byte| format!("{byte:02x}")).collect();
    // Worked out by another program (Python, hashlib) from the rule in `Envelope::hash`.
    assert_eq!(
        hex,
        "49a00427e991eb2aeed0dc1ea3d671be2c94a2337f378e7112b5a23aff85784e"
    );
}

#[test]
fn what_a_newer_side_adds_is_passed_over() {
    for (stem, text) in files("facts") {
        let (kind, version) = kind_and_version(&stem);
        let mut body: Value = serde_json::from_str(&text).expect("JSON");
        body.as_object_mut()
            .expect("an object")
            .insert("from_the_future".into(), Value::Bool(true));
        let plain = Fact::decode(kind, version, &text).expect("readable");
        let newer = Fact::decode(kind, version, &body.to_string()).expect("readable");
        assert_eq!(plain, newer, "{stem}");
    }
}
