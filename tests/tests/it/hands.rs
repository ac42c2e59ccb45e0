//! A worker's hands on the handheld without a window: `beeline --drive` as a child process.

use crate::world::{World, binary};
use serde_json::Value;
use server::domain::waves::LineView;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Hands {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    data: PathBuf,
}

impl Hands {
    /// A handheld with its own data folder, paired with the world's server.
    pub fn paired(world: &World, name: &str) -> Hands {
        let data = world.folder.path().join(name);
        let mut hands = Hands::start(data, &["--pair", &world.invite()]);
        let answer = hands.tell("sync");
        assert_eq!(answer["online"], true, "{answer}");
        hands
    }

    fn start(data: PathBuf, more: &[&str]) -> Hands {
        let mut child = Command::new(binary("beeline"))
            .arg("--data")
            .arg(&data)
            .args(more)
            .arg("--drive")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the handheld starts");
        let to = child.stdin.take().expect("piped");
        let from = BufReader::new(child.stdout.take().expect("piped"));
        Hands {
            child,
            to,
            from,
            data,
        }
    }

    /// The battery falls out and is put back: same data, new process.
    pub fn power_cut(mut self) -> Hands {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
        Hands::start(self.data.clone(), &[])
    }

    pub fn tell(&mut self, command: &str) -> Value {
        writeln!(self.to, "{command}").expect("it listens");
        let mut line = String::new();
        self.from.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{command}: {error}: {line}"))
    }

    /// A scan that must be right.
    pub fn scan(&mut self, raw: &str) -> Value {
        let answer = self.tell(&format!("scan {raw}"));
        let severity = answer["say"]["severity"].as_str().unwrap_or_default().to_owned();
        assert!(
            !["stopped", "careful"].contains(&severity.as_str()),
            "{raw}: {answer}"
        );
        answer
    }

    /// A scan that must be stopped, with this code.
    pub fn wrong(&mut self, raw: &str, code: &str) {
        let answer = self.tell(&format!("scan {raw}"));
        assert_eq!(answer["say"]["code"], code, "{raw}: {answer}");
    }

    pub fn sign_in(&mut self, badge: &str, pin: &str) {
        self.scan(badge);
        for digit in pin.chars() {
            self.tell(&format!("press pad.{digit}"));
        }
        let answer = self.tell("press pad.ok");
        assert_ne!(answer["screen"], "sign_in", "{answer}");
    }

    /// Picks a list from beginning to end, one scan a piece.
    pub fn pick(&mut self, number: &str, tote: &str, lines: &[LineView]) {
        self.scan(number);
        self.scan(tote);
        let mut at = "";
        for line in lines {
            if line.bin != at {
                self.scan(&line.bin);
                at = &line.bin;
            }
            for _ in 0..line.quantity {
                self.scan(&line.barcode);
            }
        }
    }

    pub fn pending(&mut self) -> i64 {
        self.tell("state")["pending"].as_i64().expect("a number")
    }

    /// Everything is at the server.
    pub fn sync(&mut self) {
        let answer = self.tell("sync");
        assert!(
            answer.get("error").is_none() && answer["pending"] == 0,
            "{answer}"
        );
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
