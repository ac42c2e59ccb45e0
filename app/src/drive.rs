//! The app without a window: commands in, screens out as JSON lines.
//!
//! One command a line: `scan RAW` (with `\x1d` and `\uXXXX` escapes), `press ID`, `type ID TEXT`, `offline`, `online`,
//! `photo FILE` (hand a picture file over, as if it were chosen, and wait for it), `printed` (wait until no label is on its way), `again MS` (the last code again, MS milliseconds after it: a double trigger), `sync` (wait until everything pending is acknowledged, or say why not), `wait MS`, `shot FILE.png`, `state`, `quit`.
//! One JSON object a line answers each; `state` and `printed` also list the print jobs. An unknown command answers an error, and the next line is read.

use crate::app::{Event, Outcome};
use crate::device::scanner::{RawScan, Source};
use crate::run::Runner;
use crate::view::View;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// Longest command line that is read, bytes.
const LINE_LIMIT: usize = 64 * 1024;
/// Lines read ahead at most.
const LINES_AHEAD: usize = 64;
/// How often sync gets its turn while no command comes.
const PUMP: Duration = Duration::from_millis(20);
/// How long `sync` waits, milliseconds.
const SYNC_WAIT_MS: i64 = 20_000;
/// How long `photo` waits, milliseconds.
const PHOTO_WAIT_MS: i64 = 60_000;
/// How long `printed` waits, milliseconds.
const PRINT_WAIT_MS: i64 = 60_000;
/// Between two `scan` lines, by the script's own clock, milliseconds: long enough to answer a question.
const BETWEEN_MS: i64 = 1_000;

/// A command, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Scan(String),
    Again(i64),
    Press(String),
    Type { id: String, text: String },
    Offline,
    Online,
    Sync,
    Wait(i64),
    Shot(String),
    Photo(String),
    Printed,
    State,
    Quit,
    Nothing,
}

/// Reads one line. The error says what is wrong with it.
pub fn command(line: &str) -> Result<Command, String> {
    let line = line.trim_end_matches(['\r', '\n']);
    if line.len() > LINE_LIMIT {
        return Err(format!("a line of {} bytes; {LINE_LIMIT} are read", line.len()));
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let needs = |what: &str| {
        if rest.is_empty() {
            Err(format!("{word} needs {what}"))
        } else {
            Ok(rest.to_owned())
        }
    };
    Ok(match word {
        "" => Command::Nothing,
        comment if comment.starts_with('#') => Command::Nothing,
        "scan" => Command::Scan(unescape(&needs("a code")?)?),
        "again" => Command::Again(
            rest.trim()
                .parse()
                .map_err(|_| "again needs milliseconds".to_owned())?,
        ),
        "press" => Command::Press(needs("an id")?),
        "type" => {
            let (id, text) = rest.split_once(' ').unwrap_or((rest, ""));
            if id.is_empty() {
                return Err("type needs an id and a text".to_owned());
            }
            Command::Type {
                id: id.to_owned(),
                text: unescape(text)?,
            }
        }
        "offline" => Command::Offline,
        "online" => Command::Online,
        "sync" => Command::Sync,
        "wait" => Command::Wait(
            rest.trim()
                .parse()
                .map_err(|_| "wait needs milliseconds".to_owned())?,
        ),
        "shot" => Command::Shot(needs("a file")?),
        "photo" => Command::Photo(needs("a file")?),
        "printed" => Command::Printed,
        "state" => Command::State,
        "quit" => Command::Quit,
        other => return Err(format!("unknown command '{other}'")),
    })
}

/// `\x1d`, `\uXXXX`, `\\`.
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let digits = match rest.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('\\') => {
                out.push('\\');
                continue;
            }
            other => {
                return Err(format!(
                    "\\{} is no escape",
                    other.map_or(String::new(), String::from)
                ));
            }
        };
        let code: String = rest.by_ref().take(digits).collect();
        let read = u32::from_str_radix(&code, 16)
            .ok()
            .filter(|_| code.len() == digits)
            .and_then(char::from_u32);
        out.push(read.ok_or_else(|| format!("\\{code} is no character"))?);
    }
    Ok(out)
}

#[derive(Serialize)]
struct Said<'a> {
    code: &'a str,
    severity: crate::view::Severity,
    text: String,
}

/// The line that answers a command.
pub fn answer(outcome: &Outcome) -> Value {
    let view = &outcome.view;
    let text = [view.band.title.as_str(), view.band.detail.as_str()]
        .join("\n")
        .trim_end()
        .to_owned();
    let said = Said {
        code: &view.band.code,
        severity: view.band.severity,
        text,
    };
    json!({
        "screen": view.screen,
        "title": view.title,
        "say": said,
        "sound": outcome.sound,
        "view": view,
        "pending": outcome.pending,
        "photos": outcome.photos,
        "online": outcome.online,
    })
}

fn error(why: impl Into<String>) -> Value {
    json!({ "error": why.into() })
}

/// The trigger as a script pulls it: a line is a pull of its own, however fast the lines come.
#[derive(Default)]
struct Trigger {
    raw: String,
    at_ms: i64,
}

impl Trigger {
    /// The next pull, at least [`BETWEEN_MS`] after the last.
    fn pull(&mut self, raw: String, boot_ms: i64) -> RawScan {
        let at_ms = boot_ms.max(self.at_ms + BETWEEN_MS);
        (self.raw, self.at_ms) = (raw.clone(), at_ms);
        RawScan {
            raw,
            source: Source::Drive,
            at_ms,
            typed: None,
        }
    }

    fn again(&mut self, after_ms: i64) -> RawScan {
        self.at_ms += after_ms.max(0);
        RawScan {
            raw: self.raw.clone(),
            source: Source::Drive,
            at_ms: self.at_ms,
            typed: None,
        }
    }
}

/// Reads commands until `quit` or the end of the input. Sync goes on while nobody types.
pub fn drive(
    runner: &mut Runner,
    input: impl BufRead + Send + 'static,
    mut output: impl Write,
) -> std::io::Result<()> {
    let (post, lines) = mpsc::sync_channel(LINES_AHEAD);
    std::thread::Builder::new()
        .name("commands".to_owned())
        .spawn(move || {
            for line in input.lines() {
                if post.send(line).is_err() {
                    break;
                }
            }
        })?;
    let mut trigger = Trigger::default();
    loop {
        let line = match lines.recv_timeout(PUMP) {
            Ok(line) => line?,
            Err(RecvTimeoutError::Timeout) => {
                runner.pump(0);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let reply = match command(&line) {
            Ok(Command::Quit) => return Ok(()),
            Ok(Command::Nothing) => continue,
            Ok(command) => obey(runner, &mut trigger, command),
            Err(why) => error(why),
        };
        serde_json::to_writer(&mut output, &reply)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
}

fn obey(runner: &mut Runner, trigger: &mut Trigger, command: Command) -> Value {
    match command {
        Command::Scan(raw) => {
            let scan = trigger.pull(raw, runner.now().boot_ms);
            answer(&runner.update(Event::Scanned(scan)))
        }
        Command::Again(ms) => answer(&runner.update(Event::Scanned(trigger.again(ms)))),
        Command::Press(id) => answer(&runner.update(Event::Pressed(id))),
        Command::Type { id, text } => answer(&runner.update(Event::Typed { id, text })),
        Command::Offline => answer(&runner.force_offline(true)),
        Command::Online => answer(&runner.force_offline(false)),
        Command::Sync => {
            let (outcome, why) = runner.wait_for_sync(SYNC_WAIT_MS);
            let mut reply = answer(&outcome);
            if let (Some(why), Some(object)) = (why, reply.as_object_mut()) {
                object.insert("error".to_owned(), Value::String(why));
            }
            reply
        }
        Command::Wait(ms) => {
            runner.wait(ms.clamp(0, 60_000));
            answer(&runner.look())
        }
        Command::Shot(file) => match shot(&runner.look().view, Path::new(&file)) {
            Ok(()) => json!({ "shot": file }),
            Err(why) => error(why),
        },
        Command::Photo(file) => answer(&runner.photo(file.into(), PHOTO_WAIT_MS)),
        Command::Printed => {
            let outcome = runner.wait_for_print(PRINT_WAIT_MS);
            with_prints(answer(&outcome), runner)
        }
        Command::State | Command::Quit | Command::Nothing => {
            let outcome = runner.look();
            with_prints(answer(&outcome), runner)
        }
    }
}

/// The answer, and how every print job stands.
fn with_prints(mut reply: Value, runner: &mut Runner) -> Value {
    let jobs: Vec<Value> = runner
        .app()
        .prints()
        .into_iter()
        .map(|(job, stand)| {
            let say = stand.say(&job);
            json!({
                "id": job.id,
                "code": job.label.code,
                "name": job.label.name,
                "copies": job.copies,
                "state": job.progress.code(),
                "say": say.code(),
                "tries": job.tries,
                "printer": job.printer,
                "answer": job.answer,
            })
        })
        .collect();
    if let Some(object) = reply.as_object_mut() {
        object.insert("prints".to_owned(), Value::Array(jobs));
    }
    reply
}

#[cfg(feature = "ui")]
fn shot(view: &View, file: &Path) -> Result<(), String> {
    crate::ui::shot(view, file).map_err(|error| error.to_string())
}

#[cfg(not(feature = "ui"))]
fn shot(_view: &View, _file: &Path) -> Result<(), String> {
    Err("this build has no window and draws nothing (feature ui)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_a_person_types_them() {
        assert_eq!(
            command("scan 10AB\\x1d21\\u0041"),
            Ok(Command::Scan("10AB\u{1d}21A".into()))
        );
        assert_eq!(
            command("type last4 12 34"),
            Ok(Command::Type {
                id: "last4".into(),
                text: "12 34".into()
            })
        );
        assert_eq!(
            command("press choose.piece\r"),
            Ok(Command::Press("choose.piece".into()))
        );
        assert_eq!(command(""), Ok(Command::Nothing));
    }

    #[test]
    fn what_is_no_command_says_so() {
        for line in [
            "dance",
            "scan",
            "press",
            "type",
            "scan \\q",
            "scan \\x1",
            "wait soon",
        ] {
            assert!(command(line).is_err(), "{line}");
        }
        assert!(command(&format!("scan {}", "9".repeat(LINE_LIMIT))).is_err());
    }
}
