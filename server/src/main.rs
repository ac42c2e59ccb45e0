//! `beeline-server`: serves; its subcommands do what an office does before there is an office.

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use server::cli;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Beeline (嗶倉): the sync server and the office's pages.
#[derive(Parser)]
#[command(version, about)]
struct Options {
    /// Where the database lives.
    #[arg(long, env = "BEELINE_DATA", default_value = "beeline-data", global = true)]
    data: PathBuf,
    /// Plain HTTP for browsers on this machine; `off` for none. Another address than loopback must be asked for here.
    #[arg(long, env = "BEELINE_HTTP", default_value = "127.0.0.1:8080")]
    http: String,
    /// HTTPS for handhelds and the office's browsers; `off` for none.
    #[arg(long, env = "BEELINE_HTTPS", default_value = "0.0.0.0:8443")]
    https: String,
    /// Stop when standard input closes: whoever started us is gone.
    #[arg(long, hide = true)]
    with_parent: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Import a file through a saved or built-in mapping.
    Import {
        /// items, bundles, bins, stock, staff, suppliers, supplier_items, purchases, returns or orders
        what: String,
        file: PathBuf,
        /// Name of the mapping: see the import page, or shopify, shopee, online-retail,
        /// items, bundles, bins, stock, staff, suppliers, supplier_items, purchases, returns, online-retail-returns.
        #[arg(long)]
        mapping: String,
        /// Password of a protected workbook.
        #[arg(long)]
        password: Option<String>,
        /// Create the items that orders name and that are not known.
        #[arg(long)]
        create_items: bool,
        /// Only say what would come in.
        #[arg(long)]
        dry_run: bool,
    },
    /// Print a pairing code and its QR, good for one handheld and ten minutes.
    Invite,
    /// People.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Fold the ledger again and compare it with the books.
    Check,
    /// Print what a raw scan means, as JSON. `\x1d` and `\u001d` stand for GS.
    Scan { raw: String },
    /// Write a complete copy of the database, key included, to FILE.
    Backup { file: PathBuf },
    /// Fill an empty database with the demonstration warehouse.
    #[command(hide = true)]
    SeedDemo {
        /// Release the first orders too, so that a handheld has work at once.
        #[arg(long)]
        released: bool,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add a person. The password, where there is a login, is read from standard input or BEELINE_PASSWORD.
    Add {
        name: String,
        #[arg(long)]
        badge: String,
        #[arg(long)]
        pin: String,
        /// worker, lead, office or admin
        #[arg(long, default_value = "worker")]
        role: String,
        /// Login for the office's pages.
        #[arg(long)]
        login: Option<String>,
    },
}

fn address(text: &str) -> Result<Option<SocketAddr>> {
    if text == "off" {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .with_context(|| format!("'{text}' is not an address like 127.0.0.1:8080"))
}

fn main() -> ExitCode {
    match start(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beeline-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(options: &Options) -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BEELINE_LOG").unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    if let Some(Command::Scan { raw }) = &options.command {
        println!("{}", cli::scan(raw));
        return Ok(());
    }
    let store = match &options.command {
        Some(Command::Check | Command::Backup { .. }) => cli::open_existing(&options.data)?,
        Some(_) | None => cli::open(&options.data)?,
    };
    let outcome = run(&store, options);
    store.close();
    outcome
}

fn run(store: &server::db::Store, options: &Options) -> Result<()> {
    let listen = server::http::Listen {
        http: address(&options.http)?,
        https: address(&options.https)?,
    };
    match &options.command {
        None => cli::serve(store, &listen, options.with_parent),
        Some(Command::Import {
            what,
            file,
            mapping,
            password,
            create_items,
            dry_run,
        }) => {
            let order = cli::ImportOrder {
                what,
                file,
                mapping,
                password: password.as_deref(),
                create_items: *create_items,
                dry_run: *dry_run,
            };
            cli::import(store, &order)
        }
        Some(Command::Invite) => cli::invite(store, &listen),
        Some(Command::User {
            command:
                UserCommand::Add {
                    name,
                    badge,
                    pin,
                    role,
                    login,
                },
        }) => cli::add_user(store, name, badge, pin, role, login.as_deref()),
        Some(Command::Check) => {
            if !cli::check(store)? {
                bail!("the books disagree");
            }
            Ok(())
        }
        Some(Command::Backup { file }) => cli::backup(store, file),
        Some(Command::SeedDemo { released }) => cli::seed_demo(store, *released),
        Some(Command::Scan { .. }) => Ok(()),
    }
}
