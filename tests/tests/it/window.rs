//! The handheld's window under a real X server: barcodes are typed at a scanner's speed, whatever has the focus.
//!
//! What counts is read from the handheld's own database and from the pixels of the answer band.

use crate::world::{World, binary};
use rusqlite::{Connection, OpenFlags};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// How long a machine under load may take to show the next step.
const PATIENCE: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_millis(50);

struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// An X server of our own on a free display, told through a pipe which one it took.
    fn start() -> Display {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1200x1000x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed: tests/run installs it");
        let mut line = String::new();
        BufReader::new(server.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("a display");
        Display {
            server,
            name: format!(":{}", line.trim()),
        }
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// What a scanner does: the characters a few milliseconds apart, then Enter.
    fn scan(&self, code: &str) {
        self.xdotool(&["type", "--delay", "6", code]);
        self.xdotool(&["key", "Return"]);
    }

    /// The colour of a pixel of a window.
    fn pixel(&self, window: &str, x: usize, y: usize) -> [u8; 3] {
        let output = Command::new("import")
            .args(["-window", window, "png:-"])
            .env("DISPLAY", &self.name)
            .output();
        let png = output
            .expect("imagemagick is installed: tests/run installs it")
            .stdout;
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .expect("a picture");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut bytes).expect("a frame");
        let each = info.buffer_size() / (info.width as usize * info.height as usize);
        let deep = if info.bit_depth == png::BitDepth::Sixteen {
            2
        } else {
            1
        };
        let at = (y * info.width as usize + x) * each;
        [bytes[at], bytes[at + deep], bytes[at + 2 * deep]]
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

struct Handheld {
    child: Child,
    data: PathBuf,
}

impl Drop for Handheld {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Handheld {
    fn facts(&self, kind: &str) -> i64 {
        let file = self.data.join("beeline.sqlite");
        let Ok(db) = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
            return 0;
        };
        let count = db.query_row("select count(*) from fact where kind = ?1", [kind], |row| {
            row.get(0)
        });
        count.unwrap_or(0)
    }

    fn wait_for(&self, kind: &str, count: i64) {
        let mut waited = Duration::ZERO;
        while self.facts(kind) < count {
            assert!(waited < PATIENCE, "{} of {count} {kind}", self.facts(kind));
            sleep(STEP);
            waited += STEP;
        }
        assert_eq!(self.facts(kind), count, "{kind}");
    }
}

fn reddish([r, g, b]: [u8; 3]) -> bool {
    r > g.saturating_add(60) && r > b.saturating_add(60)
}

fn greenish([r, g, b]: [u8; 3]) -> bool {
    g > r.saturating_add(30) && g > b.saturating_add(20)
}

#[test]
fn a_scanner_that_types_is_heard_whatever_has_the_focus() {
    let mut world = World::demo();
    let lists = world.release(2);
    let lines = world.lines(lists[1].0);
    world.start_server();
    let display = Display::start();
    let data = world.folder.path().join("window");
    let child = Command::new(binary("beeline"))
        .arg("--data")
        .arg(&data)
        .args(["--pair", &world.invite()])
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .spawn()
        .expect("the handheld starts");
    let handheld = Handheld { child, data };
    let window = display.xdotool(&[
        "search",
        "--sync",
        "--onlyvisible",
        "--pid",
        &handheld.child.id().to_string(),
    ]);
    let window = window.lines().next().expect("a window").to_owned();
    display.xdotool(&["windowfocus", "--sync", &window]);

    // Badge by scanner, PIN by keys. The first badges may come before the first pull does.
    let mut tries = 0;
    while handheld.facts("signed_in") == 0 {
        tries += 1;
        assert!(tries < 40, "nobody could sign in");
        display.scan("STAFF-002");
        sleep(Duration::from_millis(300));
        for key in ["1", "1", "1", "1", "Return"] {
            display.xdotool(&["key", "--delay", "120", key]);
            sleep(Duration::from_millis(120));
        }
    }
    let band = |want: fn([u8; 3]) -> bool, what: &str| {
        let mut waited = Duration::ZERO;
        while !want(display.pixel(&window, 10, 130)) {
            assert!(
                waited < PATIENCE,
                "the band is not {what}: {:?}",
                display.pixel(&window, 10, 130)
            );
            sleep(STEP);
            waited += STEP;
        }
    };

    display.scan(&lists[1].1);
    display.scan("T-009");
    handheld.wait_for("tote_attached", 1);
    band(greenish, "green");
    display.scan("WRONG-PLACE");
    handheld.wait_for("misscanned", 1);
    band(reddish, "red");
    display.scan(&lines[0].bin);
    band(greenish, "green");

    // An overlay lies on top: 更多, at the lower right.
    let size = display.xdotool(&["getwindowgeometry", "--shell", &window]);
    let side = |name: &str| -> i32 {
        let line = size
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .expect("a size");
        line.parse().expect("a number")
    };
    let (width, height) = (side("WIDTH="), side("HEIGHT="));
    let at = [(width - 50).to_string(), (height - 40).to_string()];
    display.xdotool(&["mousemove", "--window", &window, &at[0], &at[1], "click", "1"]);
    sleep(Duration::from_millis(300));
    display.scan(&lines[0].barcode);
    handheld.wait_for("picked", 1);

    // The window loses the focus and gets it back.
    display.xdotool(&["windowunmap", "--sync", &window]);
    display.xdotool(&["windowmap", "--sync", &window]);
    display.xdotool(&["windowfocus", "--sync", &window]);
    let (mut picked, mut at) = (1, lines[0].bin.clone());
    for line in &lines {
        if line.bin != at {
            display.scan(&line.bin);
            at.clone_from(&line.bin);
        }
        let done = if picked == 1 && line.seq == 1 { 1 } else { 0 };
        for _ in done..line.quantity {
            display.scan(&line.barcode);
            picked += 1;
            handheld.wait_for("picked", picked);
            // The same code at once would be one trigger pull read twice.
            sleep(Duration::from_millis(450));
        }
    }
    band(greenish, "green");
    let wanted: i64 = lines.iter().map(|line| line.quantity).sum();
    assert_eq!(picked, wanted);
}
