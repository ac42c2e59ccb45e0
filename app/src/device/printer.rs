//! Label printers on the network: where one is, what is sent to it, and what it says of itself afterwards.
//!
//! The way is raw TCP (port 9100, some ZPL printers 6101): no driver, no server. What was written is **sent**. Only a
//! printer that answers the status question says more, and then it is asked on the same connection, after the label:
//! ZPL `~HS` (three lines), TSPL `ESC ! ?` (one byte). A connection that ends before an answer leaves open what arrived.
//!
//! Invariant: [`Tcp`] ends within its time-outs and reads no more than [`READS`] times. It runs on a thread of its own.
//! Absent on purpose: other ports (a handheld is no way into a network), USB and Bluetooth, a discovery of printers.

mod status;

use serde::{Deserialize, Serialize};
use shared::label::{Dpi, Fonts, ItemLabel, LabelError, item_label, raster, tspl, zpl};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv6Addr, TcpStream, ToSocketAddrs};
use std::time::Duration;
use uuid::Uuid;

/// Ports that label printers listen on; the first is meant where none is given.
pub const PORTS: [u16; 2] = [9100, 6101];
/// Longest address, characters.
pub const ADDRESS_CHARS: usize = 100;
/// Network addresses of one name that are tried.
const ADDRESSES: usize = 2;
/// Answers are read in at most so many pieces.
const READS: usize = 16;
/// Bytes of an answer at most: ZPL's three lines are 82.
const ANSWER_BYTES: usize = 512;
/// Characters of an answer that are kept.
const KEPT_CHARS: usize = 160;

/// What the printer understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    /// Zebra, and most that imitate it.
    #[default]
    Zpl,
    /// TSC, Godex in its emulation, and many Taiwanese makes.
    Tspl,
}

/// Dots per inch of the print head, as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    #[default]
    D203,
    D300,
}

impl Head {
    pub fn dpi(self) -> Dpi {
        match self {
            Head::D203 => Dpi::D203,
            Head::D300 => Dpi::D300,
        }
    }
}

/// The printer that this device sends its labels to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name or number; empty: there is no printer.
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub speech: Speech,
    #[serde(default)]
    pub head: Head,
}

impl Settings {
    pub fn is_set(&self) -> bool {
        !self.host.is_empty()
    }

    /// `192.168.1.50:9100`; empty where there is no printer.
    pub fn address(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            _ if self.host.is_empty() => String::new(),
            Ok(_) => format!("[{}]:{}", self.host, self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }
}

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    Unreadable,
    /// Not a label printer's port.
    Port(u32),
}

/// Reads `host`, `host:port`, `host port`, `[ipv6]` or `[ipv6]:port`.
pub fn address(text: &str) -> Result<(String, u16), AddressError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > ADDRESS_CHARS {
        return Err(AddressError::Unreadable);
    }
    let (host, port) = if text.parse::<Ipv6Addr>().is_ok() {
        (text, None)
    } else if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(AddressError::Unreadable)?;
        host.parse::<Ipv6Addr>().map_err(|_| AddressError::Unreadable)?;
        match rest {
            "" => (host, None),
            rest => (
                host,
                Some(rest.strip_prefix(':').ok_or(AddressError::Unreadable)?),
            ),
        }
    } else {
        // The handheld's own keyboard has no colon: a space stands for one.
        match text.split_once([':', ' ']) {
            Some((host, port)) => (named(host)?, Some(port.trim_start())),
            None => (named(text)?, None),
        }
    };
    let port = match port {
        None => PORTS[0],
        Some(port) => {
            let digits =
                !port.is_empty() && port.len() <= 9 && port.bytes().all(|byte| byte.is_ascii_digit());
            let number: u32 = port
                .parse()
                .ok()
                .filter(|_| digits)
                .ok_or(AddressError::Unreadable)?;
            let known = PORTS.into_iter().find(|known| u32::from(*known) == number);
            known.ok_or(AddressError::Port(number))?
        }
    };
    Ok((host.to_owned(), port))
}

fn named(host: &str) -> Result<&str, AddressError> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ends = |c: char| c.is_ascii_alphanumeric();
    if host.chars().all(sound) && host.starts_with(ends) && host.ends_with(ends) {
        Ok(host)
    } else {
        Err(AddressError::Unreadable)
    }
}

/// A job on its way to the thread that prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub job: Uuid,
    pub label: ItemLabel,
    pub copies: u32,
    pub to: Settings,
}

/// What came of sending a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Everything was sent, and the printer says that nothing is wrong with it.
    Ready,
    /// Everything was sent; the printer says why it does not print now.
    PaperOut,
    RibbonOut,
    HeadOpen,
    Paused,
    /// Another trouble: a jam, a head too hot.
    Trouble,
    /// Everything was sent, and the printer says nothing, or nothing that can be read.
    Silent,
    /// No connection: nothing was sent.
    Unreachable,
    /// The connection ended in the middle: nobody knows what arrived.
    HungUp,
    /// The code cannot be a barcode on this label: nothing was sent.
    NoLabel,
    /// This build has no fonts: nothing was sent.
    NoFonts,
}

impl Report {
    /// Whether something may have reached the printer.
    pub fn may_have_arrived(self) -> bool {
        match self {
            Report::Unreachable | Report::NoLabel | Report::NoFonts => false,
            Report::Ready
            | Report::PaperOut
            | Report::RibbonOut
            | Report::HeadOpen
            | Report::Paused
            | Report::Trouble
            | Report::Silent
            | Report::HungUp => true,
        }
    }
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not sent, or on its way.
    Waiting,
    /// Sent, and nothing good was heard.
    Sent,
    /// Sent, and the printer is well.
    Confirmed,
    Failed,
}

impl Progress {
    pub const ALL: [Progress; 4] = [
        Progress::Waiting,
        Progress::Sent,
        Progress::Confirmed,
        Progress::Failed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Progress::Waiting => "waiting",
            Progress::Sent => "sent",
            Progress::Confirmed => "confirmed",
            Progress::Failed => "failed",
        }
    }

    pub fn parse(code: &str) -> Option<Progress> {
        Progress::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl Report {
    pub const ALL: [Report; 11] = [
        Report::Ready,
        Report::PaperOut,
        Report::RibbonOut,
        Report::HeadOpen,
        Report::Paused,
        Report::Trouble,
        Report::Silent,
        Report::Unreachable,
        Report::HungUp,
        Report::NoLabel,
        Report::NoFonts,
    ];

    /// Stable: it is kept with the job.
    pub fn code(self) -> &'static str {
        match self {
            Report::Ready => "ready",
            Report::PaperOut => "paper_out",
            Report::RibbonOut => "ribbon_out",
            Report::HeadOpen => "head_open",
            Report::Paused => "paused",
            Report::Trouble => "trouble",
            Report::Silent => "silent",
            Report::Unreachable => "unreachable",
            Report::HungUp => "hung_up",
            Report::NoLabel => "no_label",
            Report::NoFonts => "no_fonts",
        }
    }

    pub fn parse(code: &str) -> Option<Report> {
        Report::ALL.into_iter().find(|report| report.code() == code)
    }

    /// A printer without paper holds the label and prints it later: sent, not failed, or it would be printed twice.
    pub fn progress(self) -> Progress {
        match self {
            Report::Ready => Progress::Confirmed,
            Report::PaperOut
            | Report::RibbonOut
            | Report::HeadOpen
            | Report::Paused
            | Report::Trouble
            | Report::Silent => Progress::Sent,
            Report::Unreachable | Report::HungUp | Report::NoLabel | Report::NoFonts => Progress::Failed,
        }
    }
}

/// A report with what was heard, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub report: Report,
    /// The printer's answer or the system's error; empty where there is none.
    pub answer: String,
}

impl Told {
    pub fn new(report: Report, answer: impl Into<String>) -> Told {
        Told {
            report,
            answer: answer.into().chars().take(KEPT_CHARS).collect(),
        }
    }
}

/// Something that takes a printer's program and hears what the printer says.
pub trait Printer {
    fn print(&self, program: &[u8], to: &Settings) -> Told;
}

/// Makes the label and has it printed.
pub fn perform(order: &Order, fonts: Option<Fonts<'_>>, printer: &dyn Printer) -> Told {
    let Some(fonts) = fonts else {
        return Told::new(Report::NoFonts, "");
    };
    match program(order, &fonts) {
        Ok(program) => printer.print(&program, &order.to),
        Err(error) => Told::new(Report::NoLabel, error.to_string()),
    }
}

fn program(order: &Order, fonts: &Fonts<'_>) -> Result<Vec<u8>, LabelError> {
    let dpi = order.to.head.dpi();
    let raster = raster(&item_label(&order.label, dpi, fonts)?, fonts)?;
    Ok(match order.to.speech {
        Speech::Zpl => zpl::program(&raster, order.copies),
        Speech::Tspl => tspl::program(&raster, dpi, order.copies),
    })
}

/// The fonts that this build has; `None` without its window.
#[cfg(feature = "ui")]
pub fn fonts() -> Option<Fonts<'static>> {
    Some(crate::ui::fonts::label_fonts())
}

/// The fonts are nine megabytes: a build without a window does not carry them.
#[cfg(not(feature = "ui"))]
pub fn fonts() -> Option<Fonts<'static>> {
    None
}

/// The real one.
#[derive(Clone, Copy, Debug)]
pub struct Tcp {
    pub connect: Duration,
    /// For the label as a whole to leave this device's buffers, a piece at a time.
    pub write: Duration,
    /// For each piece of the answer.
    pub answer: Duration,
}

impl Default for Tcp {
    fn default() -> Tcp {
        Tcp {
            connect: Duration::from_secs(4),
            write: Duration::from_secs(10),
            answer: Duration::from_secs(3),
        }
    }
}

impl Tcp {
    fn connected(&self, to: &Settings) -> std::io::Result<TcpStream> {
        let mut last = std::io::Error::from(ErrorKind::AddrNotAvailable);
        for address in (to.host.as_str(), to.port).to_socket_addrs()?.take(ADDRESSES) {
            match TcpStream::connect_timeout(&address, self.connect) {
                Ok(stream) => {
                    stream.set_write_timeout(Some(self.write))?;
                    stream.set_read_timeout(Some(self.answer))?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Printer for Tcp {
    fn print(&self, program: &[u8], to: &Settings) -> Told {
        let mut stream = match self.connected(to) {
            Ok(stream) => stream,
            Err(error) => return Told::new(Report::Unreachable, error.to_string()),
        };
        let written = stream
            .write_all(program)
            .and_then(|()| stream.write_all(status::question(to.speech)))
            .and_then(|()| stream.flush());
        if let Err(error) = written {
            return Told::new(Report::HungUp, error.to_string());
        }
        heard(&mut stream, to.speech)
    }
}

/// Reads until the answer is complete, the printer is silent, or it hangs up.
fn heard(stream: &mut impl Read, speech: Speech) -> Told {
    let mut answer = Vec::new();
    let mut piece = [0; 128];
    for _ in 0..READS {
        match stream.read(&mut piece) {
            Ok(0) if answer.is_empty() => return Told::new(Report::HungUp, ""),
            Ok(0) => break,
            Ok(count) => {
                let room = ANSWER_BYTES - answer.len();
                answer.extend_from_slice(&piece[..count.min(room)]);
                if let Some(report) = status::read(&answer, speech) {
                    return Told::new(report, visible(&answer));
                }
                if answer.len() == ANSWER_BYTES {
                    break;
                }
            }
            // Both names are in use for a time-out.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if answer.is_empty() => return Told::new(Report::HungUp, error.to_string()),
            Err(_) => break,
        }
    }
    Told::new(Report::Silent, visible(&answer))
}

fn visible(answer: &[u8]) -> String {
    let mut shown = String::with_capacity(answer.len());
    for c in String::from_utf8_lossy(answer).chars() {
        if c.is_control() {
            shown.push_str(&format!("<{:02X}>", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests;
