//! A scanner that types: tells a scan from typing by its speed.
//!
//! A scanner in keyboard mode types the code and a terminator in a few milliseconds a key; nobody types like that. So
//! printable keys are held until it is clear what they are: a burst of at least [`Settings::min_chars`] ended by Enter
//! or Tab is a scan; anything else was typed by a person and is handed on, in order, a moment late.
//!
//! Invariant: every printable key comes out exactly once, in a scan or as typed text. Pure: no clock, no window; the
//! times are the source's. Deliberately absent: finding scans without a terminator; set-up turns the terminator on.

use super::scanner::Typed;
use serde::{Deserialize, Serialize};

/// Keys held at most; what a code has beyond is dropped. The longest barcode that exists has 7,089 characters.
pub const MAX_CHARS: usize = 8_192;

/// GS, RS, FS, US and EOT are printable here: GS1 and ISO 15434 codes carry them.
const SEPARATORS: [char; 5] = ['\x1d', '\x1e', '\x1c', '\x1f', '\x04'];

/// One key press, whatever it came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, with the modifiers applied; a control character for Ctrl+letter.
    Char(char),
    Enter,
    Tab,
    /// Shift, Ctrl, Alt, AltGr, Caps Lock: scanners press them in the middle of a burst.
    Modifier,
    /// Arrows, Backspace, Escape, shortcuts, and characters that a held-down key repeats: never from a scanner.
    Other,
}

impl Key {
    /// The key behind a character with Ctrl held: `]` is GS, `\` FS, `^` RS (with or without its Shift), `_` US, `D` EOT.
    /// Anything else is a shortcut.
    pub fn with_control(c: char) -> Key {
        match c {
            ']' | '\x1d' => Key::Char('\x1d'),
            '\\' | '\x1c' => Key::Char('\x1c'),
            '^' | '6' | '\x1e' => Key::Char('\x1e'),
            '_' | '-' | '\x1f' => Key::Char('\x1f'),
            '\x04' => Key::Char('\x04'),
            _ => Key::Other,
        }
    }
}

/// Limits of [`Settings::gap_ms`] and [`Settings::double_ms`], milliseconds, both included.
pub const GAP_MS: (u64, u64) = (10, 500);
pub const DOUBLE_MS: (i64, i64) = (0, 5_000);
/// Characters of a prefix or suffix at most.
pub const AFFIX_CHARS: usize = 8;
/// What may stand for GS: nothing that codes of ours are made of, so that a wrong choice spoils none.
pub const GS_SIGNS: [char; 6] = ['|', '~', '^', '@', '#', '\\'];

/// How one scanner types; per device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Shorter bursts are typing: somebody may type "12⏎" very fast.
    pub min_chars: usize,
    /// Milliseconds between two keys of a burst, at most, where a person may type.
    pub gap_ms: u64,
    /// What the scanner was set to type before each code; taken off. Empty mostly.
    pub prefix: String,
    /// The same after each code.
    pub suffix: String,
    /// What the scanner was set to type for GS where Ctrl+] is lost.
    pub gs_substitute: Option<char>,
    /// The same code within this is one trigger pull, milliseconds. `None`: as the warehouse has it.
    pub double_ms: Option<i64>,
}

impl Settings {
    /// The same within the limits: what a file holds may be older, newer or damaged.
    pub fn sound(mut self) -> Settings {
        self.min_chars = Settings::default().min_chars;
        self.gap_ms = self.gap_ms.clamp(GAP_MS.0, GAP_MS.1);
        self.double_ms = self.double_ms.map(|ms| ms.clamp(DOUBLE_MS.0, DOUBLE_MS.1));
        self.gs_substitute = self.gs_substitute.filter(|sign| GS_SIGNS.contains(sign));
        for affix in [&mut self.prefix, &mut self.suffix] {
            *affix = affix.chars().take(AFFIX_CHARS).collect();
        }
        self
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            min_chars: 4,
            gap_ms: 50,
            prefix: String::new(),
            suffix: String::new(),
            gs_substitute: None,
            double_ms: None,
        }
    }
}

/// What a key turned out to be. Whatever was `typed` comes before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WedgeOutcome {
    /// Held characters that were no scan after all: replay them to whoever is typed into.
    pub typed: String,
    pub then: Then,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// The key is held: nobody else may see it yet.
    Held,
    /// It ended a scan.
    Scan(String),
    /// It is not the decoder's: let it through, after the typed text.
    Pass,
}

/// The decoder of one scanner.
#[derive(Clone, Debug, Default)]
pub struct Wedge {
    settings: Settings,
    held: String,
    held_chars: usize,
    last_ms: u64,
    longest_gap_ms: u64,
    /// The last scan, as it was typed.
    burst: Typed,
}

impl Wedge {
    pub fn new(settings: Settings) -> Wedge {
        Wedge {
            settings,
            ..Wedge::default()
        }
    }

    /// Another way of typing, from the next key on.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// How the last scan was typed.
    pub fn burst(&self) -> &Typed {
        &self.burst
    }

    /// Milliseconds between two keys of a burst from now on. Where nothing can be typed, a machine that stutters in
    /// the middle of a scan may be given more.
    pub fn set_gap_ms(&mut self, gap_ms: u64) {
        self.settings.gap_ms = gap_ms;
    }

    pub fn gap_ms(&self) -> u64 {
        self.settings.gap_ms
    }

    /// Takes one key, with its time in milliseconds by the source's own clock.
    pub fn key(&mut self, key: Key, at_ms: u64) -> WedgeOutcome {
        match key {
            Key::Modifier => WedgeOutcome {
                typed: String::new(),
                then: Then::Pass,
            },
            Key::Char(c) if c.is_control() && !SEPARATORS.contains(&c) => WedgeOutcome {
                typed: self.take(),
                then: Then::Pass,
            },
            Key::Char(c) => {
                let typed = if self.is_late(at_ms) {
                    self.take()
                } else {
                    String::new()
                };
                self.hold(c, at_ms);
                WedgeOutcome {
                    typed,
                    then: Then::Held,
                }
            }
            Key::Enter | Key::Tab => {
                let is_scan = !self.is_late(at_ms) && self.held_chars >= self.settings.min_chars;
                self.note_gap(at_ms);
                let longest_gap_ms = self.longest_gap_ms;
                let held = self.take();
                if is_scan {
                    self.burst = Typed {
                        keys: held.clone(),
                        longest_gap_ms,
                    };
                    WedgeOutcome {
                        typed: String::new(),
                        then: Then::Scan(self.decode(&held)),
                    }
                } else {
                    WedgeOutcome {
                        typed: held,
                        then: Then::Pass,
                    }
                }
            }
            Key::Other => WedgeOutcome {
                typed: self.take(),
                then: Then::Pass,
            },
        }
    }

    /// Call when a gap has passed without a key: what is still held was typed. `None` while it may become a scan.
    pub fn idle(&mut self, at_ms: u64) -> Option<String> {
        (!self.held.is_empty() && self.is_late(at_ms)).then(|| self.take())
    }

    fn is_late(&self, at_ms: u64) -> bool {
        !self.held.is_empty() && at_ms.saturating_sub(self.last_ms) > self.settings.gap_ms
    }

    fn note_gap(&mut self, at_ms: u64) {
        if !self.held.is_empty() {
            let gap = at_ms.saturating_sub(self.last_ms);
            self.longest_gap_ms = self.longest_gap_ms.max(gap);
        }
    }

    fn hold(&mut self, c: char, at_ms: u64) {
        self.note_gap(at_ms);
        if self.held_chars < MAX_CHARS {
            self.held.push(c);
            self.held_chars += 1;
        }
        self.last_ms = at_ms;
    }

    fn take(&mut self) -> String {
        self.held_chars = 0;
        self.longest_gap_ms = 0;
        std::mem::take(&mut self.held)
    }

    fn decode(&self, held: &str) -> String {
        let code = held.strip_prefix(self.settings.prefix.as_str()).unwrap_or(held);
        let code = code.strip_suffix(self.settings.suffix.as_str()).unwrap_or(code);
        match self.settings.gs_substitute {
            Some(substitute) => code.replace(substitute, "\x1d"),
            None => code.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types the text with so many milliseconds between the keys; `\n` and `\t` are Enter and Tab.
    fn type_at(wedge: &mut Wedge, text: &str, start_ms: u64, gap_ms: u64) -> (Vec<String>, String) {
        let (mut scans, mut typed) = (Vec::new(), String::new());
        for (index, c) in text.chars().enumerate() {
            let key = match c {
                '\n' => Key::Enter,
                '\t' => Key::Tab,
                c => Key::Char(c),
            };
            let outcome = wedge.key(key, start_ms + index as u64 * gap_ms);
            typed.push_str(&outcome.typed);
            match outcome.then {
                Then::Scan(code) => scans.push(code),
                Then::Pass => typed.push(c),
                Then::Held => {}
            }
        }
        (scans, typed)
    }

    #[test]
    fn what_is_a_scan_and_what_is_typing() {
        let table: &[(&str, u64, &[&str], &str)] = &[
            // (keys, gap in ms, scans, typed)
            ("4710088412345\n", 2, &["4710088412345"], ""),
            ("4710088412345\t", 50, &["4710088412345"], ""),
            ("A-03-2\nA-03-3\n", 1, &["A-03-2", "A-03-3"], ""),
            ("4710088412345\n", 51, &[], "4710088412345\n"),
            ("12\n", 2, &[], "12\n"),
            ("123\n", 2, &[], "123\n"),
            ("1234\n", 0, &["1234"], ""),
            ("\n", 0, &[], "\n"),
            ("0104710088412345\x1d10L1\n", 3, &["0104710088412345\x1d10L1"], ""),
            ("[)>\x1e06\x1dP1\x1e\x04\n", 3, &["[)>\x1e06\x1dP1\x1e\x04"], ""),
            ("儲位甲乙\n", 3, &["儲位甲乙"], ""),
        ];
        for (keys, gap, scans, typed) in table {
            let (got_scans, got_typed) = type_at(&mut Wedge::default(), keys, 1_000, *gap);
            assert_eq!(got_scans, *scans, "{keys:?} at {gap} ms");
            assert_eq!(got_typed, *typed, "{keys:?} at {gap} ms");
        }
    }

    #[test]
    fn a_scan_in_the_middle_of_typing_takes_nothing_of_what_was_typed() {
        let mut wedge = Wedge::default();
        assert_eq!(wedge.key(Key::Char('x'), 0).then, Then::Held);
        let outcome = wedge.key(Key::Char('4'), 300);
        assert_eq!((outcome.typed.as_str(), outcome.then), ("x", Then::Held));
        let (scans, typed) = type_at(&mut wedge, "712345\n", 302, 2);
        assert_eq!((scans, typed.as_str()), (vec!["4712345".to_owned()], ""));
    }

    #[test]
    fn typed_characters_come_out_once_the_hand_rests() {
        let mut wedge = Wedge::default();
        wedge.key(Key::Char('a'), 10);
        assert_eq!(wedge.idle(60), None, "it may still become a scan");
        assert_eq!(wedge.idle(61), Some("a".to_owned()));
        assert_eq!(wedge.idle(500), None);
    }

    #[test]
    fn modifiers_in_the_middle_of_a_burst_change_nothing() {
        let mut wedge = Wedge::default();
        for (index, c) in "aB-9".chars().enumerate() {
            assert_eq!(wedge.key(Key::Modifier, index as u64 * 4).then, Then::Pass);
            assert_eq!(wedge.key(Key::Char(c), index as u64 * 4 + 2).then, Then::Held);
        }
        assert_eq!(wedge.key(Key::Enter, 18).then, Then::Scan("aB-9".to_owned()));
    }

    #[test]
    fn group_separators_come_as_control_keys_or_raw() {
        for (c, wanted) in [
            (']', '\x1d'),
            ('\x1d', '\x1d'),
            ('\\', '\x1c'),
            ('^', '\x1e'),
            ('6', '\x1e'),
            ('_', '\x1f'),
            ('-', '\x1f'),
        ] {
            assert_eq!(Key::with_control(c), Key::Char(wanted), "Ctrl+{c:?}");
        }
        assert_eq!(Key::with_control('v'), Key::Other);
    }

    #[test]
    fn a_shortcut_or_an_arrow_lets_the_typed_characters_go_first() {
        let mut wedge = Wedge::default();
        wedge.key(Key::Char('a'), 0);
        wedge.key(Key::Char('b'), 5);
        assert_eq!(
            wedge.key(Key::Other, 9),
            WedgeOutcome {
                typed: "ab".into(),
                then: Then::Pass
            }
        );
        assert_eq!(
            wedge.key(Key::Char('\x1b'), 12),
            WedgeOutcome {
                typed: String::new(),
                then: Then::Pass
            }
        );
    }

    #[test]
    fn a_scanner_with_a_prefix_and_its_own_sign_for_gs() {
        let settings = Settings {
            prefix: "~".into(),
            gs_substitute: Some('|'),
            ..Settings::default()
        };
        let mut wedge = Wedge::new(settings);
        assert_eq!(type_at(&mut wedge, "~0112|10L1\n", 0, 2).0, ["0112\x1d10L1"]);
        assert_eq!(
            type_at(&mut wedge, "A-03-2\n", 100, 2).0,
            ["A-03-2"],
            "another scanner has no prefix"
        );
    }

    #[test]
    fn a_suffix_goes_and_how_it_was_typed_is_remembered() {
        let settings = Settings {
            prefix: "~".into(),
            suffix: "!!".into(),
            ..Settings::default()
        };
        let mut wedge = Wedge::new(settings);
        assert_eq!(type_at(&mut wedge, "~A-03-2!!\n", 0, 7).0, ["A-03-2"]);
        assert_eq!(
            *wedge.burst(),
            Typed {
                keys: "~A-03-2!!".into(),
                longest_gap_ms: 7
            }
        );
        // Slow typing between two scans counts for neither.
        type_at(&mut wedge, "ab", 1_000, 300);
        wedge.idle(5_000);
        assert_eq!(type_at(&mut wedge, "A-03-3\n", 6_000, 3).0, ["A-03-3"]);
        assert_eq!(wedge.burst().longest_gap_ms, 3);
    }

    #[test]
    fn what_a_damaged_file_says_is_brought_within_the_limits() {
        let read: Settings =
            serde_json::from_str(r#"{"gap_ms":0,"gs_substitute":"1","double_ms":-4,"min_chars":900,"x":1}"#)
                .unwrap();
        let standard = Settings {
            gap_ms: 10,
            double_ms: Some(0),
            ..Settings::default()
        };
        assert_eq!(read.sound(), standard);
    }

    #[test]
    fn a_wider_gap_forgives_a_stutter() {
        let mut wedge = Wedge::default();
        wedge.set_gap_ms(300);
        assert_eq!(type_at(&mut wedge, "471234\n", 0, 250).0, ["471234"]);
    }

    #[test]
    fn a_code_without_end_is_cut_and_the_next_one_is_whole() {
        let mut wedge = Wedge::default();
        let flood = "7".repeat(MAX_CHARS + 500) + "\n4712\n";
        let (scans, typed) = type_at(&mut wedge, &flood, 0, 1);
        assert_eq!(scans.iter().map(String::len).collect::<Vec<_>>(), [MAX_CHARS, 4]);
        assert_eq!(typed, "");
    }

    #[test]
    fn a_clock_that_steps_back_makes_no_gap() {
        let mut wedge = Wedge::default();
        wedge.key(Key::Char('1'), 1_000);
        for (index, c) in "234".chars().enumerate() {
            wedge.key(Key::Char(c), 10 + index as u64);
        }
        assert_eq!(wedge.key(Key::Enter, 14).then, Then::Scan("1234".to_owned()));
    }
}
