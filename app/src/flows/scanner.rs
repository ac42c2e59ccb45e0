//! How this device's scanner types, and what the next scan arrived as.
//!
//! The rule. Every device has a scanner of its own: how fast it types, what it puts before and after a code, what it
//! types for GS, how soon a second trigger pull counts. While this screen is open a scan is only tried: it is shown
//! with its control characters, does no work, is no fact, and signs nobody in.
//!
//! Invariant: no value gets in that [`Settings::sound`] would not keep, and whatever is set, "back to standard" undoes
//! it by touch, before signing in too: a device that cannot scan any more is never locked. The decoder itself is
//! `device/wedge.rs`; absent here on purpose: its keys.

use super::pad::{self, Pad};
use super::resolve::Code;
use super::{Go, Step};
use crate::device::scanner::RawScan;
use crate::device::wedge::{AFFIX_CHARS, DOUBLE_MS, GAP_MS, GS_SIGNS, Settings};
use crate::say::{Desk, Scanner};
use shared::scan::{self, Kind, Symbology};
use time::OffsetDateTime;

pub const VERSION: i64 = 1;
/// Characters of an arrived code that are shown, and elements of it.
const SHOWN_CHARS: usize = 120;
const SHOWN_ELEMENTS: usize = 12;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The only part that is kept on the disk.
    pub settings: Settings,
    pub asking: Option<Asking>,
    pub tried: Option<Tried>,
}

/// The sheet that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    Gap(Pad),
    Double(Pad),
    Prefix,
    Suffix,
    GsSign,
}

/// The last scan that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Every character as it came, control characters written out: `]C110L1<GS>21S1`.
    pub arrived: String,
    /// The same once prefix, suffix and GS sign are dealt with; the same text where there was nothing to do.
    pub used: String,
    pub symbology: Option<Symbology>,
    pub read: Read,
    /// Longest pause between two keys, milliseconds; `None` where nothing was typed.
    pub gap_ms: Option<u64>,
    /// Code, title and value: `("10", "BATCH/LOT", "L1")`.
    pub elements: Vec<(String, &'static str, String)>,
}

/// What the code can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Plain,
    Gtin,
    Gs1,
    /// It says that it is GS1 and cannot be read as such.
    Broken,
}

pub fn open(settings: &Settings) -> Step<State> {
    let state = State {
        settings: settings.clone(),
        ..State::default()
    };
    Step::say(state, Scanner::TryIt {})
}

pub fn press(state: &State, id: &str) -> Step<State> {
    let ask = |asking: Asking| {
        Step::stay(State {
            asking: Some(asking),
            ..state.clone()
        })
    };
    match id {
        "home" => Step::say(state.clone(), Desk::Home {}).go(Go::Home),
        "scanner.gap" => ask(Asking::Gap(Pad::milliseconds())),
        "scanner.double" => ask(Asking::Double(Pad::milliseconds())),
        "scanner.prefix" => ask(Asking::Prefix),
        "scanner.suffix" => ask(Asking::Suffix),
        "scanner.gs" => ask(Asking::GsSign),
        "overlay.close" => closed(state),
        _ => match (&state.asking, id.strip_prefix("choose.")) {
            (Some(Asking::GsSign), Some(sign)) => chosen(state, sign),
            (Some(Asking::Gap(pad)), None) => key(state, pad, id, Asking::Gap),
            (Some(Asking::Double(pad)), None) => key(state, pad, id, Asking::Double),
            (Some(_) | None, _) => Step::stay(state.clone()),
        },
    }
}

pub fn typed(state: &State, id: &str, text: &str) -> Step<State> {
    let text = text.trim();
    if text.chars().count() > AFFIX_CHARS || text.chars().any(char::is_control) {
        return Step::say(state.clone(), Scanner::TooLong { most: AFFIX_CHARS });
    }
    let mut settings = state.settings.clone();
    match (&state.asking, id) {
        (Some(Asking::Prefix), "scanner.prefix") => settings.prefix = text.to_owned(),
        (Some(Asking::Suffix), "scanner.suffix") => settings.suffix = text.to_owned(),
        (Some(_) | None, _) => return Step::say(state.clone(), Desk::BadEntry {}),
    }
    set(state, settings)
}

/// A trigger pull: shown, and nothing else. `now_ms` gives two-digit years their century.
pub fn tried(state: &State, scan: &RawScan, code: &Code, now_ms: i64) -> Step<State> {
    let tried = read(scan, code, now_ms);
    let set = state.settings.gap_ms;
    let say = match (tried.read, tried.gap_ms) {
        (_, Some(gap)) if gap > set => Scanner::Slow { gap, set },
        (Read::Broken, _) => Scanner::Broken {},
        (Read::Plain | Read::Gtin | Read::Gs1, _) => Scanner::Came {
            got: crate::say::shown(&tried.used),
        },
    };
    let state = State {
        asking: None,
        tried: Some(tried),
        ..state.clone()
    };
    Step::say(state, say)
}

fn read(scan: &RawScan, code: &Code, now_ms: i64) -> Tried {
    let today =
        OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let parsed = scan::parse(&code.raw, &scan::Options::new(today.date()));
    let arrived = scan.typed.as_ref().map_or(&scan.raw, |typed| &typed.keys);
    let mut tried = Tried {
        arrived: visible(arrived),
        used: visible(&code.raw),
        symbology: None,
        read: Read::Broken,
        gap_ms: scan.typed.as_ref().map(|typed| typed.longest_gap_ms),
        elements: Vec::new(),
    };
    if let Ok(parsed) = parsed {
        tried.symbology = parsed.symbology;
        tried.read = match &parsed.kind {
            Kind::Plain => Read::Plain,
            Kind::Gtin(_) => Read::Gtin,
            Kind::Gs1(_) => Read::Gs1,
        };
        let element =
            |element: &scan::Element| (element.ai.code(), element.ai.title(), visible(&element.value));
        tried.elements = parsed
            .elements()
            .iter()
            .take(SHOWN_ELEMENTS)
            .map(element)
            .collect();
    }
    tried
}

/// A code with everything in it to be seen: `<GS>` where a terminal shows nothing.
pub fn visible(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for (n, c) in code.chars().enumerate() {
        if n == SHOWN_CHARS {
            out.push('…');
            break;
        }
        match c {
            '\x1d' => out.push_str("<GS>"),
            '\x1e' => out.push_str("<RS>"),
            '\x1c' => out.push_str("<FS>"),
            '\x1f' => out.push_str("<US>"),
            '\x04' => out.push_str("<EOT>"),
            c if c.is_control() => out.push_str(&format!("<{:02X}>", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn closed(state: &State) -> Step<State> {
    Step::stay(State {
        asking: None,
        ..state.clone()
    })
}

fn set(state: &State, settings: Settings) -> Step<State> {
    let state = State {
        settings,
        asking: None,
        tried: state.tried.clone(),
    };
    Step::say(state, Scanner::Saved {})
}

fn chosen(state: &State, sign: &str) -> Step<State> {
    let sign = match sign {
        "none" => None,
        sign => match GS_SIGNS.into_iter().find(|one| sign_id(*one) == sign) {
            Some(sign) => Some(sign),
            None => return Step::stay(state.clone()),
        },
    };
    let settings = Settings {
        gs_substitute: sign,
        ..state.settings.clone()
    };
    set(state, settings)
}

/// What a sign is chosen by: its number, since ids are plain words.
pub fn sign_id(sign: char) -> String {
    u32::from(sign).to_string()
}

fn key(state: &State, pad: &Pad, id: &str, wrap: fn(Pad) -> Asking) -> Step<State> {
    let mut pad = pad.clone();
    match pad.press(id) {
        pad::Key::Typed => Step::stay(State {
            asking: Some(wrap(pad)),
            ..state.clone()
        }),
        pad::Key::Ok => number(state, pad.total()),
        pad::Key::Other => Step::stay(state.clone()),
    }
}

/// The number that was keyed; nothing keyed changes nothing.
fn number(state: &State, keyed: Option<i64>) -> Step<State> {
    let Some(keyed) = keyed else {
        return closed(state);
    };
    let mut settings = state.settings.clone();
    let (from, to) = match &state.asking {
        Some(Asking::Gap(_)) => {
            settings.gap_ms = keyed.unsigned_abs();
            (GAP_MS.0 as i64, GAP_MS.1 as i64)
        }
        Some(Asking::Double(_)) => {
            settings.double_ms = Some(keyed);
            DOUBLE_MS
        }
        Some(Asking::Prefix | Asking::Suffix | Asking::GsSign) | None => return closed(state),
    };
    if (from..=to).contains(&keyed) {
        set(state, settings)
    } else {
        Step::say(state.clone(), Scanner::OutOfRange { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::scanner::{Source, Typed};

    fn pull(raw: &str, typed: Option<Typed>) -> Step<State> {
        let scan = RawScan {
            raw: raw.to_owned(),
            source: Source::Wedge,
            at_ms: 5,
            typed,
        };
        let code = Code::read(raw, 5, 1_795_413_600_000);
        tried(&State::default(), &scan, &code, 1_795_413_600_000)
    }

    #[test]
    fn a_gs1_code_is_shown_key_by_key_and_element_by_element() {
        let keys = "~]C1010471000000001117270331|10L2611".to_owned();
        let typed = Typed {
            keys: keys.clone(),
            longest_gap_ms: 12,
        };
        let step = pull("]C1010471000000001117270331\x1d10L2611", Some(typed));
        let tried = step.next.tried.unwrap();
        assert_eq!(tried.arrived, keys);
        assert_eq!(tried.used, "]C1010471000000001117270331<GS>10L2611");
        assert_eq!((tried.read, tried.gap_ms), (Read::Gs1, Some(12)));
        assert_eq!(tried.symbology, Some(Symbology::Gs1_128));
        let codes: Vec<&str> = tried.elements.iter().map(|(ai, ..)| ai.as_str()).collect();
        assert_eq!(codes, ["01", "17", "10"]);
        assert!(step.facts.is_empty());
        assert_eq!(
            step.say,
            Some(
                Scanner::Came {
                    got: crate::say::shown("]C1010471000000001117270331<GS>10L2611")
                }
                .into()
            )
        );
    }

    #[test]
    fn what_is_announced_as_gs1_and_is_none_is_said_so() {
        let step = pull("]C101123", None);
        assert_eq!(step.next.tried.unwrap().read, Read::Broken);
        assert_eq!(step.say, Some(Scanner::Broken {}.into()));
    }

    #[test]
    fn a_scanner_slower_than_its_setting_is_told() {
        let typed = Typed {
            keys: "A-01-1".into(),
            longest_gap_ms: 62,
        };
        let step = pull("A-01-1", Some(typed));
        assert_eq!(step.say, Some(Scanner::Slow { gap: 62, set: 50 }.into()));
    }

    #[test]
    fn no_sign_for_gs_is_a_character_that_codes_are_made_of() {
        assert!(
            GS_SIGNS
                .iter()
                .all(|sign| !sign.is_ascii_alphanumeric() && !"-./_:()[]% ".contains(*sign))
        );
    }
}
