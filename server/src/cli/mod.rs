//! What the command line does: thin, over the same verbs as the pages.

mod demo;
mod import;

pub use demo::seed_demo;
pub use import::{ImportOrder, import};

use crate::clock::{Clock, SystemClock};
use crate::db::{By, DbError, RandomIds, Store};
use crate::domain::staff::{StaffForm, hash_secret};
use crate::domain::{devices, settings, staff, stock};
use crate::http::{self, Addresses, AppState, Listen, tls::ServerKey};
use anyhow::{Context, Result, anyhow, bail};
use shared::catalogue::Role;
use shared::enrol::Invitation;
use shared::lang::Lang;
use std::io::{BufRead, IsTerminal, Write};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

/// Opens or creates the database in the data folder.
pub fn open(data: &Path) -> Result<Store> {
    std::fs::create_dir_all(data).with_context(|| format!("the folder {} cannot be made", data.display()))?;
    let file = data.join("beeline.db");
    Store::open(&file, Arc::new(SystemClock), Box::new(RandomIds))
        .with_context(|| format!("the database {} cannot be opened", file.display()))
}

/// Opens a database that is there: of a folder that was mistyped nobody wants to hear that all is well.
pub fn open_existing(data: &Path) -> Result<Store> {
    let file = data.join("beeline.db");
    if !file.is_file() {
        bail!(
            "there is no database {}: name its folder with --data",
            file.display()
        );
    }
    open(data)
}

pub fn scan(raw: &str) -> String {
    let unescaped = unescape(raw);
    let now = SystemClock.now_ms();
    let today = time::OffsetDateTime::from_unix_timestamp(now / 1000)
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
        .date();
    let options = shared::scan::Options::new(today);
    serde_json::to_string_pretty(&shared::scan::scan_json(&unescaped, &options)).unwrap_or_default()
}

/// `\x1d`, `\u001d` and `\\` as a shell user writes them.
fn unescape(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = match rest.chars().next() {
            Some('x') => 2,
            Some('u') => 4,
            _ => 0,
        };
        let code = rest
            .get(1..=digits)
            .filter(|_| digits > 0)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(character) => {
                out.push(character);
                rest = &rest[digits + 1..];
            }
            None => {
                out.push('\\');
                rest = rest.strip_prefix('\\').unwrap_or(rest);
            }
        }
    }
    out + rest
}

/// Our address in the LAN: the one that a packet to the outside would leave from; none is sent.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket
        .local_addr()
        .ok()
        .map(|address| address.ip())
        .filter(|ip| !ip.is_unspecified())
}

/// The server's key, with a certificate for where it can be reached.
fn server_key(store: &Store, listen: &Listen) -> Result<ServerKey> {
    let named = listen
        .https
        .map(|address| address.ip())
        .filter(|ip| !ip.is_unspecified());
    let names: Vec<String> = [lan_address(), named]
        .into_iter()
        .flatten()
        .map(|ip| ip.to_string())
        .collect();
    Ok(ServerKey::load(store, &names)?)
}

/// Where handhelds can reach us.
fn addresses(listen: &Listen, key: &ServerKey) -> Addresses {
    let url = |scheme: &str, address: SocketAddr, ip: IpAddr| {
        format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
    };
    let mut urls = Vec::new();
    if let Some(address) = listen.https {
        let ip = if address.ip().is_unspecified() {
            lan_address()
        } else {
            Some(address.ip())
        };
        urls.extend(ip.map(|ip| url("https", address, ip)));
    }
    if let Some(address) = listen.http {
        urls.push(url("http", address, address.ip()));
    }
    Addresses {
        urls,
        pin: key.pin.clone(),
        certificate: key.certificate_pem.clone(),
    }
}

pub fn serve(store: &Store, listen: &Listen, with_parent: bool) -> Result<()> {
    let replayed = crate::sync::replay(store)?;
    if replayed > 0 {
        tracing::info!(replayed, "facts came out of quarantine");
    }
    let key = server_key(store, listen)?;
    let state = AppState::new(store.clone(), addresses(listen, &key));
    let runtime = tokio::runtime::Runtime::new().context("no runtime")?;
    runtime.block_on(async {
        let ready = |bound: Vec<SocketAddr>| {
            for address in &bound {
                tracing::info!(%address, "listening");
            }
            // For whoever started us and waits: one line, then nothing more on standard output.
            println!("ready");
            drop(std::io::stdout().flush());
        };
        http::serve(state, listen, &key, ready, stop(with_parent))
            .await
            .context("the server could not go on")
    })?;
    tracing::info!("stopped");
    Ok(())
}

/// Resolves on Ctrl-C or SIGTERM; with a parent, also when standard input closes.
async fn stop(with_parent: bool) {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    let orphaned = async {
        if !with_parent {
            std::future::pending::<()>().await;
        }
        let (gone, hear) = tokio::sync::oneshot::channel();
        // A thread of its own: a runtime waits for its blocking tasks, and this one may never end.
        std::thread::spawn(move || {
            drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
            _ = gone.send(());
        });
        drop(hear.await);
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
        () = orphaned => {}
    }
}

/// The invitation that an office page or a terminal shows as a QR.
pub fn invitation(store: &Store, code: String, addresses: &Addresses) -> Result<Invitation> {
    let shop = store.read_now(settings::shop)?;
    Ok(Invitation {
        v: 1,
        urls: addresses.urls.clone(),
        pin: addresses.pin.clone(),
        code,
        training: shop.training,
    })
}

pub fn invite(store: &Store, listen: &Listen) -> Result<()> {
    let key = server_key(store, listen)?;
    let code = store.write_now(By::System, devices::invite)?;
    let invitation = invitation(store, code, &addresses(listen, &key))?;
    let json = serde_json::to_string(&invitation)?;
    let qr = qrcode::QrCode::with_error_correction_level(&json, qrcode::EcLevel::L)?;
    println!(
        "{}",
        qr.render::<qrcode::render::unicode::Dense1x2>()
            .quiet_zone(true)
            .build()
    );
    println!("{json}");
    Ok(())
}

pub fn add_user(
    store: &Store,
    name: &str,
    badge: &str,
    pin: &str,
    role: &str,
    login: Option<&str>,
) -> Result<()> {
    let role =
        Role::parse(role).ok_or_else(|| anyhow!("'{role}' is no role: worker, lead, office or admin"))?;
    if !staff::pin_ok(pin) {
        bail!("a PIN has four to eight digits");
    }
    let password = match login {
        None => None,
        Some(_) => Some(read_password()?),
    };
    let form = StaffForm {
        id: None,
        name: name.to_owned(),
        badge: badge.to_owned(),
        role,
        pin_hash: Some(hash_secret(pin)?),
        login: login.unwrap_or_default().to_owned(),
        password_hash: password.map(|password| hash_secret(&password)).transpose()?,
        lang: Lang::ZhTw,
    };
    match store.write_now(By::System, move |cx| staff::save(cx, &form))? {
        Ok(id) => println!("{id}"),
        Err(invalid) => bail!("{invalid}"),
    }
    Ok(())
}

/// From BEELINE_PASSWORD or one line of standard input; at least eight characters.
fn read_password() -> Result<String> {
    let password = match std::env::var("BEELINE_PASSWORD") {
        Ok(password) => password,
        Err(_) => {
            if std::io::stdin().is_terminal() {
                eprint!("Password: ");
            }
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    if !staff::password_ok(&password) {
        bail!("a password has at least eight characters");
    }
    Ok(password)
}

/// Prints what disagrees; answers whether all agree.
pub fn check(store: &Store) -> Result<bool> {
    let differences = store.read_now(stock::recount::check)?;
    let facts = store.read_now(|rx| rx.number("select count(*) as n from fact", crate::params![]))?;
    let movements = store.read_now(|rx| rx.number("select count(*) as n from movement", crate::params![]))?;
    println!("{}", serde_json::to_string_pretty(&differences)?);
    println!(
        "{facts} facts, {movements} movements: {}",
        if differences.is_empty() {
            "all agree"
        } else {
            "THEY DISAGREE"
        }
    );
    Ok(differences.is_empty())
}

pub fn backup(store: &Store, file: &Path) -> Result<()> {
    if file.exists() {
        bail!("{} is there already: name a new file", file.display());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder
        && !folder.is_dir()
    {
        bail!("there is no folder {}", folder.display());
    }
    store
        .backup(file)
        .map_err(|error: DbError| anyhow!("{} could not be written: {error}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn a_shell_user_can_write_a_group_separator() {
        assert_eq!(unescape(r"]C110A\x1d17271231"), "]C110A\u{1d}17271231");
        assert_eq!(unescape(r"a\u001db\\c\q\x"), "a\u{1d}b\\c\\q\\x");
        assert_eq!(unescape("plain"), "plain");
    }
}
