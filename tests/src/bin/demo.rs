//! `cargo demo`: the whole product on one machine, with a demonstration warehouse.
//!
//! It builds the two real binaries once and runs them; it uses the standard library alone, so that it starts at
//! once. The server and the handheld hold the other end of a pipe to this process as their standard input and stop
//! when it closes: however this process ends, they end too, cleanly.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, IsTerminal};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

const LOGIN: &str = "admin";
const PASSWORD: &str = "beeline-demo";

struct Demo {
    server: PathBuf,
    handheld: PathBuf,
    data: PathBuf,
    port: u16,
    lan: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("demo: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("no workspace")?
        .to_owned();
    let demo = Demo::prepare(&root)?;
    let mut server = demo.start_server()?;
    demo.greet()?;
    let mut window = demo.start_handheld()?;
    // Held until the end: `wait` would close it first, and the server would take that for our end.
    let hold = server.stdin.take();
    let ended = server.wait().map_err(|error| error.to_string())?;
    drop(hold);
    if let Some(window) = &mut window {
        drop(window.kill());
        drop(window.wait());
    }
    if ended.success() {
        Ok(())
    } else {
        Err(format!("the server ended: {ended}"))
    }
}

impl Demo {
    fn prepare(root: &Path) -> Result<Demo, String> {
        let mut data = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), PathBuf::from)
            .join("demo");
        let mut lan = false;
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--data" => data = arguments.next().ok_or("--data wants a folder")?.into(),
                "--lan" => lan = true,
                "--" => {}
                _ => return Err(format!("'{argument}' is not known: --data DIR, --lan")),
            }
        }
        build(root)?;
        fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
        let beside = env::current_exe().map_err(|error| error.to_string())?;
        let folder = beside.parent().ok_or("no folder of binaries")?;
        let port = port(&data)?;
        Ok(Demo {
            server: folder.join("beeline-server"),
            handheld: folder.join("beeline"),
            data,
            port,
            lan,
        })
    }

    fn server_command(&self) -> Command {
        let mut command = Command::new(&self.server);
        let https = if self.lan {
            format!("0.0.0.0:{}", self.port + 1)
        } else {
            "off".to_owned()
        };
        command.arg("--data").arg(self.data.join("server"));
        command.args(["--http", &format!("127.0.0.1:{}", self.port), "--https", &https]);
        command
    }

    /// Fills the database the first time, then serves; returns when it answers.
    fn start_server(&self) -> Result<Child, String> {
        let seeded = self
            .server_command()
            .args(["seed-demo", "--released"])
            .status()
            .map_err(|error| error.to_string())?;
        if !seeded.success() {
            return Err(format!(
                "the demonstration warehouse in {} could not be made",
                self.data.display()
            ));
        }
        let mut server = self
            .server_command()
            .arg("--with-parent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.server.display()))?;
        let mut line = String::new();
        if let Some(out) = server.stdout.take() {
            drop(BufReader::new(out).read_line(&mut line));
        }
        if line.trim() != "ready" {
            drop(server.kill());
            return Err("the server did not start: see above".to_owned());
        }
        Ok(server)
    }

    /// A pairing code: the QR as text, and the invitation's JSON.
    fn invite(&self) -> Result<(String, String), String> {
        let output = self
            .server_command()
            .arg("invite")
            .output()
            .map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let at = text.find('{').ok_or("the server gave no pairing code")?;
        Ok((text[..at].to_owned(), text[at..].trim().to_owned()))
    }

    fn greet(&self) -> Result<(), String> {
        let (qr, json) = self.invite()?;
        println!("{qr}");
        println!(
            "配對碼（十分鐘有效，可再配對一台）Pairing code, ten minutes, one more handheld:\n  {json}\n"
        );
        println!("辦公室 Office     http://127.0.0.1:{}/", self.port);
        println!("登入 Login       {LOGIN} / {PASSWORD}");
        println!("員工證 Badges     STAFF-002（PIN 1111）、STAFF-003（2222）、STAFF-004 組長 lead（3333）");
        println!("資料 Data        {}", self.data.display());
        println!(
            "Ctrl-C 結束；再次執行會接續同一份資料。 Ctrl-C ends it; the next start goes on with the same data.\n"
        );
        Ok(())
    }

    /// The handheld's window, paired the first time. Without a display: says how to go on.
    fn start_handheld(&self) -> Result<Option<Child>, String> {
        let data = self.data.join("handheld");
        let invitation = self.data.join("invitation.json");
        let paired = data.exists();
        if !paired {
            fs::write(&invitation, self.invite()?.1).map_err(|error| error.to_string())?;
        }
        let display = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()));
        if !display {
            println!(
                "沒有螢幕，手持視窗不會開啟；可用命令列操作： No display: drive the handheld from a terminal:\n"
            );
            let pair = if paired {
                String::new()
            } else {
                format!(" --pair {}", invitation.display())
            };
            println!(
                "  {} --data {}{pair} --drive",
                self.handheld.display(),
                data.display()
            );
            println!("  scan STAFF-002 ⏎ type pin 1111 ⏎ state ⏎ quit\n");
            return Ok(None);
        }
        let mut command = Command::new(&self.handheld);
        command
            .arg("--data")
            .arg(&data)
            .args(["--practice", "--with-parent"]);
        if !paired {
            command.arg("--pair").arg(&invitation);
        }
        let window = command.stdin(Stdio::piped()).spawn();
        window
            .map(Some)
            .map_err(|error| format!("{}: {error}", self.handheld.display()))
    }
}

/// Builds everything once. Quiet when there is nothing to do.
fn build(root: &Path) -> Result<(), String> {
    if std::io::stderr().is_terminal() {
        eprintln!("正在建置，第一次約需十五分鐘。 Building; the first time takes about fifteen minutes.");
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked", "--workspace"])
        .current_dir(root)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if built.success() {
        Ok(())
    } else {
        Err("the build failed: see above".to_owned())
    }
}

/// The port of the first start, kept because the handheld was paired with it.
fn port(data: &Path) -> Result<u16, String> {
    let kept = data.join("port");
    if let Some(port) = fs::read_to_string(&kept)
        .ok()
        .and_then(|text| text.trim().parse().ok())
    {
        return match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => Ok(port),
            Err(_) => Err(format!(
                "port {port} is taken: is a demo running already? (--data DIR starts another)"
            )),
        };
    }
    let free = (8080..8180)
        .step_by(2)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    let port = free.ok_or("no free port between 8080 and 8180")?;
    fs::write(&kept, port.to_string()).map_err(|error| error.to_string())?;
    Ok(port)
}
