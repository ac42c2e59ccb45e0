//! 1,000 parcel labels to PDF, beside ReportLab with the same label: `cargo bench --workspace --bench labels`.
//!
//! Plain timing, one thread. `-- 5000` takes another number of labels. Wanted: at least 8 × ReportLab, under 200 MB.
//! Then 10,000 labels in one run, with the memory that they take: what grows with the number of labels shows there.

use std::process::Command;
use std::time::Instant;

use server::documents::{Lang, Paper, ParcelLabel, Recipient, Renderer, Sender, Temperature};
use time::macros::datetime;

const MADE_AT: time::OffsetDateTime = datetime!(2026-09-29 10:15:00 +8);

/// The label `reportlab_label.py` draws too: the same words, Code 128, SSCC and QR.
fn label(i: usize) -> ParcelLabel {
    let body = format!("34711234{i:09}");
    let check = shared::scan::check_digit::mod10(&body).expect("digits have a check digit");
    ParcelLabel {
        lang: Lang::ZhTw,
        number: format!("L20260929-{i:06}"),
        sscc: Some(format!("{body}{check}")),
        qr: Some(format!("L20260929-{i:06}")),
        recipient: Recipient {
            name: "王曉明".into(),
            phone: "0912-345-678".into(),
            postcode: "106".into(),
            address: format!(
                "台北市大安區忠孝東路四段 123 巷 45 弄 {} 號 7 樓之 8",
                i % 300 + 1
            ),
            ..Recipient::default()
        },
        sender: Sender {
            name: "蜂潮生活選物有限公司".into(),
            phone: "02-2345-6789".into(),
            address: "235 新北市中和區建一路 176 號 12 樓之 1".into(),
        },
        carrier: "黑貓宅急便".into(),
        order_no: format!("26092908{i:05}"),
        platform: "蝦皮購物".into(),
        parcel: 1,
        parcels: 2,
        cod: Some(1_280),
        temperature: Temperature::Chilled,
        weight: "1.25 kg".into(),
        date: "2026/09/29".into(),
        note: "易碎，請輕放。".into(),
        reprint: None,
    }
}

/// Labels of the long run: a big day of a big shop.
const MANY: usize = 10_000;

/// Seconds that `work` takes.
#[allow(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let out = work();
    (start.elapsed().as_secs_f64(), out)
}

/// Peak resident memory so far, MB.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(1_000);
    let labels: Vec<_> = (0..count).map(label).collect();
    let (start, renderer) = seconds(Renderer::default);
    println!("renderer ready in {:.0} ms", start * 1e3);
    let (first, _) = seconds(|| renderer.pdf(&Paper::ParcelLabels(vec![label(0)]), MADE_AT));
    println!("first label {:.1} ms", first * 1e3);

    let ours = run(&renderer, &labels)?;
    let single = labels
        .iter()
        .take(100)
        .cloned()
        .map(|l| Paper::ParcelLabels(vec![l]));
    let (time, made) = seconds(|| {
        single
            .map(|paper| renderer.pdf(&paper, MADE_AT))
            .collect::<Result<Vec<_>, _>>()
    });
    let made = made?;
    println!(
        "{} labels, a PDF each: {:.0} labels/s",
        made.len(),
        made.len() as f64 / time
    );
    say_peak();
    reportlab(count, ours);
    if count < MANY {
        let labels: Vec<_> = (0..MANY).map(label).collect();
        run(&renderer, &labels)?;
        say_peak();
    }
    Ok(())
}

/// All labels in parts, as the office gets them; answers labels a second.
fn run(renderer: &Renderer, labels: &[ParcelLabel]) -> Result<f64, Box<dyn std::error::Error>> {
    let (time, parts) = seconds(|| renderer.labels_pdf(labels, MADE_AT));
    let parts = parts?;
    let rate = labels.len() as f64 / time;
    let bytes: usize = parts.iter().map(|part| part.pdf.len()).sum();
    println!(
        "{} labels in {} PDFs: {time:.2} s, {rate:.0} labels/s, {} kB",
        labels.len(),
        parts.len(),
        bytes / 1024
    );
    Ok(rate)
}

/// The most memory that was ever used so far: it only grows.
fn say_peak() {
    match peak_mb() {
        Some(mb) => println!("peak memory {mb:.0} MB (wanted: under 200)"),
        None => println!("peak memory unknown: no /proc/self/status"),
    }
}

/// Runs ReportLab over the same labels, if python3 has it.
fn reportlab(count: usize, ours: f64) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/reportlab_label.py");
    let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fonts");
    let output = Command::new("python3")
        .args([folder, fonts, &count.to_string()])
        .output();
    let text = output
        .as_ref()
        .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
        .unwrap_or_default();
    match text.parse::<f64>() {
        Ok(theirs) => println!(
            "reportlab {theirs:.1} labels/s: ours is {:.1} × as fast (wanted: 8)",
            ours / theirs
        ),
        Err(_) => println!("reportlab not installed"),
    }
}
