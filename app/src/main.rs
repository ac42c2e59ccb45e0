//! `beeline`: the handheld, with its window or, with `--drive`, without one.

use app::app::Random;
use app::device::camera;
use app::device::clock::System;
use app::device::enrol;
use app::device::sound::{Player, Recorder, Speaker};
use app::drive::drive;
use app::run::Runner;
use clap::Parser;
use shared::lang::Lang;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Beeline's handheld app.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Where this device keeps its data.
    #[arg(long, env = "BEELINE_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Pair with a server: the invitation's JSON, or a file that holds it.
    #[arg(long, value_name = "INVITATION")]
    pair: Option<String>,
    /// No window: commands on standard input, screens as JSON lines on standard output.
    #[arg(long)]
    drive: bool,
    /// A second window with barcodes to click; only where the warehouse is for training.
    #[arg(long)]
    practice: bool,
    /// zh-TW or en.
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Let the system's input method into text fields. On X11 it hears scans too: switched on, it swallows them.
    #[arg(long)]
    input_method: bool,
    /// Takes photos: a program and its arguments with {file} for what it writes; empty for none. Kept for good.
    #[arg(long, value_name = "COMMAND")]
    camera: Option<String>,
    /// Where photos are chosen from: the camera app's folder, a card; empty for none. Kept for good.
    #[arg(long, value_name = "DIR")]
    pictures: Option<String>,
    /// End when standard input closes: whoever started us is gone.
    #[arg(long, hide = true, conflicts_with = "drive")]
    with_parent: bool,
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BEELINE_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beeline: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let folder = options.data.clone().unwrap_or_else(default_folder);
    start_right(&folder, options)?;
    let mut speaker: Box<dyn Speaker> = Box::new(Recorder::default());
    let mut silent = false;
    if !options.drive {
        let player = Player::new(folder.join("sounds"));
        silent = player.silent();
        speaker = Box::new(player);
    }
    let mut runner = Runner::new(&folder, Arc::new(System), random(), speaker)?;
    if let Some(lang) = &options.lang {
        let lang =
            Lang::parse(lang).ok_or_else(|| anyhow::anyhow!("'{lang}' is not spoken here: zh-TW or en"))?;
        runner.speak(lang)?;
    }
    if let Some(command) = &options.camera
        && !command.is_empty()
        && !camera::Settings::is_command(command)
    {
        anyhow::bail!("--camera needs {{file}} for what it writes: libcamera-still -n -o {{file}}");
    }
    if options.camera.is_some() || options.pictures.is_some() {
        runner.set_camera(options.camera.clone(), options.pictures.clone())?;
    }
    if silent {
        runner.no_sound();
    }
    if let Some(pair) = &options.pair {
        let text = if pair.trim_start().starts_with('{') {
            pair.clone()
        } else {
            std::fs::read_to_string(pair)?
        };
        let invitation = enrol::invitation(text.trim())
            .ok_or_else(|| anyhow::anyhow!("this is no invitation: its JSON, or a file that holds it"))?;
        if let Err(why) = runner.pair(invitation) {
            eprintln!("beeline: not paired: {why}");
        }
    }
    if options.drive {
        return Ok(drive(
            &mut runner,
            std::io::BufReader::new(std::io::stdin()),
            std::io::stdout().lock(),
        )?);
    }
    if options.with_parent {
        std::thread::spawn(|| {
            _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            // What beeped is on the disk; there is nothing to finish.
            std::process::exit(0);
        });
    }
    window(runner, options.practice)
}

/// Before any thread: where fonts or keys are not right, this starts the program again. `--drive` goes on without a
/// font; only `shot` will say no.
#[cfg(feature = "ui")]
fn start_right(folder: &std::path::Path, options: &Options) -> anyhow::Result<()> {
    match app::ui::start::ensure(folder, options.input_method || options.drive) {
        Err(error) if !options.drive => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(not(feature = "ui"))]
fn start_right(_folder: &std::path::Path, _options: &Options) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(feature = "ui")]
fn window(runner: Runner, practice: bool) -> anyhow::Result<()> {
    app::window::run(runner, practice)
}

#[cfg(not(feature = "ui"))]
fn window(_runner: Runner, _practice: bool) -> anyhow::Result<()> {
    anyhow::bail!("this build has no window (feature ui): use --drive")
}

/// `$XDG_DATA_HOME/beeline`, or its usual place.
fn default_folder() -> PathBuf {
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local").join("share")));
    base.unwrap_or_else(|| PathBuf::from(".")).join("beeline")
}

/// The system's randomness.
fn random() -> Random {
    Box::new(|| {
        let mut bytes = [0; 10];
        getrandom::fill(&mut bytes).expect("the system gives random bytes: no id can be made without them");
        bytes
    })
}
