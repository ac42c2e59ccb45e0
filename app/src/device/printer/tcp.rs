//! The printer at the other end of a raw TCP connection.
//!
//! Invariant: it ends within its time-outs and reads no more than [`READS`] times.

use super::{Printer, Report, Settings, Speech, Told, status};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Network addresses of one name that are tried.
const ADDRESSES: usize = 2;
/// Answers are read in at most so many pieces.
const READS: usize = 16;
/// Bytes of an answer at most: ZPL's three lines are 82.
const ANSWER_BYTES: usize = 512;
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
