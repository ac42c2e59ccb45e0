//! A person at the office's screen: Chromium without a window, driven by what can be read and pressed.
//!
//! Invariant: nothing here waits for a time, only for something to be seen, and one browser runs at a time: two
//! Chromiums on two cores starve each other. Deliberately absent: page objects; a test names what is on the page.

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long a machine under load may take to show the next page.
const PATIENCE: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(50);

/// Patience with a real browser is real time.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// chromedriver on a port of its own choice.
struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    fn start() -> Driver {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: tests/run installs it");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let Some(port) = port else {
            _ = child.kill();
            panic!("chromedriver did not say its port: {:?}", child.wait());
        };
        // A pipe that nobody reads would stop it some day.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { child, port }
    }

    /// What fantoccini has no word for.
    fn ask(&self, method: &str, path: &str, body: &str) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        )?;
        // It keeps the connection open whatever it was told: the length says where the answer ends.
        let (mut answer, mut length) = (BufReader::new(stream), 0);
        loop {
            let mut line = String::new();
            answer.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().unwrap_or(0);
                }
                None if line.trim_end().is_empty() => break,
                Some(_) | None => {}
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

impl Drop for Driver {
    /// Asked to shut down it takes its browsers along; killed at once it would leave them behind.
    fn drop(&mut self) {
        _ = self.ask("GET", "/shutdown", "");
        let since = now();
        while since.elapsed() < Duration::from_secs(5) && matches!(self.child.try_wait(), Ok(None)) {
            sleep(STEP);
        }
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

pub struct Browser {
    client: Client,
    session: String,
    runtime: Runtime,
    base: String,
    // Dropped in this order: the browser goes before its profile, and the next one starts after both.
    driver: Driver,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// A fresh browser for the server at `base`.
    pub fn open(base: String) -> Browser {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = TempDir::new().expect("a folder");
        let driver = Driver::start();
        let user_data = format!("--user-data-dir={}", profile.path().display());
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-quic", "--disable-component-update", "--disable-sync",
                "--window-size=1280,800", "--hide-scrollbars", user_data,
            ] },
        });
        let capabilities = capabilities.as_object().expect("an object").clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let url = format!("http://127.0.0.1:{}", driver.port);
        let (client, session) = runtime.block_on(async {
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&url)
                .await
                .expect("Chromium starts");
            let session = client.session_id().await.expect("it lives").expect("a session");
            (client, session)
        });
        Browser {
            client,
            session,
            runtime,
            base,
            driver,
            _profile: profile,
            _turn: turn,
        }
    }

    pub fn goto(&self, path: &str) {
        let url = format!("{}{path}", self.base);
        self.runtime.block_on(self.client.goto(&url)).expect("a page");
    }

    /// Path and query of the page.
    pub fn path(&self) -> String {
        let url = self.runtime.block_on(self.client.current_url()).expect("a page");
        url.as_str()
            .strip_prefix(&self.base)
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script in the page; `Null` while the page is changing.
    pub fn script(&self, script: &str) -> Value {
        self.runtime
            .block_on(self.client.execute(script, Vec::new()))
            .unwrap_or(Value::Null)
    }

    /// All that can be read on the page.
    pub fn text(&self) -> String {
        let text = self.script("return document.body.innerText");
        text.as_str().unwrap_or_default().to_owned()
    }

    pub fn text_of(&self, css: &str) -> String {
        self.with(Locator::Css(css), async |element| element.text().await)
    }

    /// Waits until `seen` says so, at most for `patience`.
    pub fn wait(&self, what: &str, patience: Duration, seen: impl Fn() -> bool) {
        let since = now();
        while !seen() {
            assert!(
                since.elapsed() < patience,
                "{what} was not seen on {}:\n{}",
                self.path(),
                self.text()
            );
            sleep(STEP);
        }
    }

    /// Waits until the page says this.
    pub fn sees(&self, text: &str) {
        self.wait(text, PATIENCE, || self.text().contains(text));
    }

    pub fn sees_not(&self, text: &str) {
        let all = self.text();
        assert!(
            !all.is_empty() && !all.contains(text),
            "{text} is on the page:\n{all}"
        );
    }

    /// Does something with an element, again while the page under it is being replaced.
    fn with<T>(&self, locator: Locator<'_>, act: impl AsyncFn(Element) -> Result<T, CmdError>) -> T {
        let since = now();
        loop {
            let done = self.runtime.block_on(async {
                let element = self.client.find(locator).await?;
                act(element).await
            });
            match done {
                Ok(value) => return value,
                Err(error) if since.elapsed() < PATIENCE => _ = error,
                Err(error) => panic!("{locator:?} on {}: {error}\n{}", self.path(), self.text()),
            }
            sleep(STEP);
        }
    }

    /// Types into a field over what is there; into a file field: chooses a file.
    pub fn fill(&self, name: &str, text: &str) {
        self.with(Locator::Css(&field(name)), async |element| {
            if element.attr("type").await?.as_deref() != Some("file") {
                element.clear().await?;
            }
            element.send_keys(text).await
        });
    }

    /// Sets what is chosen from a list or a calendar.
    pub fn choose(&self, name: &str, value: &str) {
        let script = format!(
            "const field = document.querySelector(\"{}\"); field.value = '{value}'; return field.value",
            field(name)
        );
        self.wait(&format!("{value} in {name}"), PATIENCE, || {
            self.script(&script) == value
        });
    }

    /// The cells of the first row that says this, each in one line.
    pub fn row(&self, words: &str) -> Vec<String> {
        let script = format!(
            "const row = [...document.querySelectorAll('main tr')].find((row) => row.innerText.includes('{words}'));
             return row ? [...row.cells].map((cell) => cell.innerText.replace(/\\s+/g, ' ').trim()) : []"
        );
        self.wait(&format!("a row with {words}"), PATIENCE, || {
            self.script(&script)
                .as_array()
                .is_some_and(|cells| !cells.is_empty())
        });
        let cells = self.script(&script);
        let cells = cells.as_array().cloned().unwrap_or_default();
        let text = |cell: &Value| cell.as_str().unwrap_or_default().to_owned();
        cells.iter().map(text).collect()
    }

    /// The Enter key in a field.
    pub fn enter(&self, name: &str) {
        self.with(Locator::Css(&field(name)), async |element| {
            element.send_keys("\u{e007}").await
        });
    }

    pub fn value(&self, name: &str) -> String {
        let value = self.with(Locator::Css(&field(name)), async |element| {
            element.prop("value").await
        });
        value.unwrap_or_default()
    }

    pub fn tick(&self, css: &str) {
        self.with(Locator::Css(css), async |element| {
            element.click().await?;
            let on = element.is_selected().await?;
            assert!(on, "{css} is not ticked");
            Ok(())
        });
    }

    /// Presses the button or link with these words, or else the first whose words begin so; then another page is
    /// there.
    pub fn press(&self, words: &str) {
        let all = "//*[self::button or self::a]";
        let exact = format!("{all}[normalize-space(.) = '{words}']");
        let xpath = format!("{exact} | {all}[starts-with(normalize-space(.), '{words}')][not({exact})]");
        self.press_at(Locator::XPath(&xpath));
    }

    /// Sends a form with this button, and says yes where the page asks whether that is meant.
    pub fn send(&self, button: &str) {
        self.script("window.confirm = () => true");
        self.press_at(Locator::Css(button));
    }

    fn press_at(&self, locator: Locator<'_>) {
        self.script("window.beforeThePress = true");
        self.with(locator, async |element| element.click().await);
        self.wait(&format!("the page behind {locator:?}"), PATIENCE, || {
            self.script("return !window.beforeThePress && document.readyState === 'complete'") == true
        });
    }

    /// Fetches an address of the server as this page does, with its cookie: status, content type and bytes.
    pub fn fetch(&self, path: &str) -> (i64, String, Vec<u8>) {
        let script = "const [path, done] = arguments;
            fetch(path).then(async (answer) => {
                const bytes = new Uint8Array(await answer.arrayBuffer());
                const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
                done([answer.status, answer.headers.get('content-type'), hex]);
            }, (error) => done([0, String(error), '']));";
        let answer = self
            .runtime
            .block_on(self.client.execute_async(script, vec![json!(path)]))
            .expect("an answer");
        let digits = answer[2].as_str().expect("hex").as_bytes();
        let bytes = digits.chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).expect("hex");
            u8::from_str_radix(pair, 16).expect("hex")
        });
        (
            answer[0].as_i64().expect("a status"),
            answer[1].as_str().unwrap_or_default().to_owned(),
            bytes.collect(),
        )
    }

    /// A picture of what is on the screen, 1280 × 800 (a headless window keeps some of its height for itself).
    pub fn picture(&self, file: &Path) {
        let png = self.runtime.block_on(async {
            let frame = "return outerHeight - innerHeight";
            let frame = self
                .client
                .execute(frame, Vec::new())
                .await?
                .as_u64()
                .unwrap_or(0);
            let frame = u32::try_from(frame).unwrap_or(0);
            self.client.set_window_size(1280, 800 + frame).await?;
            self.client.screenshot().await
        });
        std::fs::write(file, png.expect("a picture")).expect("it can be written");
    }

    /// A picture of the whole page, however long, for eyes: where `BEELINE_LOOK` names a folder.
    pub fn look(&self, name: &str) {
        let Some(folder) = std::env::var_os("BEELINE_LOOK") else {
            return;
        };
        let height = self.script("return document.documentElement.scrollHeight + 20");
        let height = u32::try_from(height.as_u64().unwrap_or(800)).unwrap_or(800);
        let png = self.runtime.block_on(async {
            self.client.set_window_size(1280, height.max(800)).await?;
            self.client.screenshot().await
        });
        let file = Path::new(&folder).join(format!("{name}.png"));
        std::fs::write(file, png.expect("a picture")).expect("it can be written");
    }

    /// What the browser's console complained of. A form that is answered with what is wrong in it is no complaint.
    pub fn complaints(&self) -> Vec<String> {
        let path = format!("/session/{}/se/log", self.session);
        let answer = self
            .driver
            .ask("POST", &path, r#"{"type":"browser"}"#)
            .expect("the driver answers");
        let log = answer["value"].as_array().expect("a log").clone();
        log.iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .filter(|message| !message.contains("status of 422"))
            .collect()
    }
}

fn field(name: &str) -> String {
    format!("input[name='{name}']:not([type=hidden]), textarea[name='{name}'], select[name='{name}']")
}
