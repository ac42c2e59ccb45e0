//! Every state of every screen, as the transcripts reach it with the real app, drawn without a display and compared
//! with what a person found good.
//!
//! A transcript says `shot NAME` where a picture is worth keeping; it is drawn in both languages as
//! `golden/NAME.LANG.png`. `BEELINE_BLESS=1 cargo test -p beeline --test golden` draws them anew and removes those that
//! nothing asks for. A state that no picture shows fails here, and a new one does not compile before it is named in
//! [`states`].
//! Absent on purpose: views made by hand. They drift from what the app really shows.
#![cfg(feature = "ui")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use app as beeline;
use app::ui::golden::{blessing, compare};
use app::ui::{picture, practice_picture};
use play::{Shot, play, transcripts};
use shared::lang::Lang;
use world::Handheld;

#[path = "it/play.rs"]
mod play;
#[path = "golden/states.rs"]
mod states;
// The tests of `it` use more of it.
#[allow(dead_code)]
#[path = "it/world.rs"]
mod world;

/// What every picture is drawn on.
const REFERENCE: (u32, u32) = (480, 800);

/// The screens beside it, by the word that a transcript says: the tail of the file's name, and the size.
fn screen(word: &str) -> Option<(&'static str, (u32, u32))> {
    match word {
        "small" => Some(("_360", (360, 640))),
        "large" => Some(("_800", (800, 1280))),
        _ => None,
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// File and size of each picture that the line asks for.
fn wanted(shot: &Shot, lang: Lang) -> Vec<(String, (u32, u32))> {
    let further = shot
        .screens
        .iter()
        .map(|word| screen(word).unwrap_or_else(|| panic!("{}: no screen is called {word}", shot.name)));
    [("", REFERENCE)]
        .into_iter()
        .chain(further)
        .map(|(tail, size)| (format!("{}{tail}.{}.png", shot.name, lang.code()), size))
        .collect()
}

fn draw_all(lang: Lang) {
    let (mut misses, mut seen) = (Vec::new(), BTreeSet::new());
    for (name, text) in transcripts() {
        play(&name, &text, lang, &mut |shot, handheld, outcome| {
            seen.extend(states::shown(&handheld.app, &outcome.view));
            for (file, size) in wanted(shot, lang) {
                match picture(&outcome.view, size) {
                    Ok(drawn) => misses.extend(compare(&folder(), &file, &drawn).err()),
                    Err(error) => misses.push(format!("{file}: {error}")),
                }
            }
        });
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
    let unseen: Vec<_> = states::every().filter(|state| !seen.contains(state)).collect();
    assert!(
        unseen.is_empty(),
        "no transcript has a `shot` of: {}",
        unseen.join(", ")
    );
}

#[test]
fn every_state_in_chinese() {
    draw_all(Lang::ZhTw);
}

#[test]
fn every_state_in_english() {
    draw_all(Lang::En);
}

#[test]
fn the_practice_table() {
    for lang in Lang::ALL {
        let mut handheld = Handheld::new();
        handheld.speak(lang);
        let view = handheld.press("nothing").view;
        let sheet = app::practice::sheet(handheld.app.store()).unwrap();
        let drawn = practice_picture(&view, &sheet, (420, 800)).unwrap();
        compare(&folder(), &format!("practice.{}.png", lang.code()), &drawn).unwrap();
    }
}

/// Two pictures of one name would be one, and one that nothing asks for would be looked at in vain.
#[test]
fn every_picture_has_its_own_name_and_its_transcript() {
    let mut files: BTreeSet<String> = Lang::ALL
        .iter()
        .map(|lang| format!("practice.{}.png", lang.code()))
        .collect();
    for (name, text) in transcripts() {
        for shot in text.lines().filter_map(Shot::read) {
            for (file, _) in Lang::ALL.into_iter().flat_map(|lang| wanted(&shot, lang)) {
                assert!(files.insert(file.clone()), "{name}: {file} is there already");
            }
        }
    }
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if file.ends_with(".png") && !files.contains(&file) {
            assert!(blessing(), "{file}: no transcript asks for it");
            std::fs::remove_file(path).unwrap();
        }
    }
}
