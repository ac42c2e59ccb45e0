//! The status question of each language, and what the answers say. Sources: Zebra's and TSC's programming manuals,
//! `~HS` Host Status Return and `<ESC>!?`.

use super::{Report, Speech};

/// Asked after the label, on the same connection.
pub(super) fn question(speech: Speech) -> &'static [u8] {
    match speech {
        Speech::Zpl => b"~HS",
        Speech::Tspl => b"\x1b!?",
    }
}

/// What an answer says; `None` while it is not complete, or is none.
pub(super) fn read(answer: &[u8], speech: Speech) -> Option<Report> {
    match speech {
        Speech::Zpl => host_status(answer),
        Speech::Tspl => answer.first().map(|byte| status_byte(*byte)),
    }
}

/// TSPL's answer to `ESC ! ?`: a bit each for head, jam, paper, ribbon, pause; printing alone is well.
pub(super) fn status_byte(byte: u8) -> Report {
    match byte {
        0x00 | 0x20 => Report::Ready,
        byte if byte & 0x01 != 0 => Report::HeadOpen,
        byte if byte & 0x04 != 0 => Report::PaperOut,
        byte if byte & 0x08 != 0 => Report::RibbonOut,
        byte if byte & 0x82 != 0 => Report::Trouble,
        byte if byte & 0x10 != 0 => Report::Paused,
        _ => Report::Trouble,
    }
}

/// ZPL's answer to `~HS`: three lines between STX and ETX. The first says paper out (2nd field), pause (3rd), under
/// and over temperature (11th, 12th); the second says head up (3rd) and ribbon out (4th).
fn host_status(answer: &[u8]) -> Option<Report> {
    let text = std::str::from_utf8(answer).ok()?;
    let mut lines = text
        .split('\x02')
        .skip(1)
        .filter_map(|line| line.split_once('\x03'));
    let (first, second) = (lines.next()?.0, lines.next()?.0);
    lines.next()?;
    let fields = |line: &str| {
        line.split(',')
            .map(|field| field.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let (first, second) = (fields(first), fields(second));
    if first.len() < 12 || second.len() < 4 {
        return None;
    }
    let on = |field: &str| field == "1";
    Some(if on(&second[2]) {
        Report::HeadOpen
    } else if on(&first[1]) {
        Report::PaperOut
    } else if on(&second[3]) {
        Report::RibbonOut
    } else if on(&first[10]) || on(&first[11]) {
        Report::Trouble
    } else if on(&first[2]) {
        Report::Paused
    } else {
        Report::Ready
    })
}
