//! The edge: routes, who may, limits, TLS. Handlers parse, call a verb, answer; rules live in the domain.

pub mod answer;
mod csrf;
pub mod guard;
pub mod router;
mod sync_api;
pub mod tls;

pub use answer::Failure;
pub use guard::{Access, User};
pub use router::{Route, app, routes};

use crate::db::{By, Store};
use crate::documents::Renderer;
use crate::domain::{receiving, refunds, returns, waves};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What every handler may use.
#[derive(Clone)]
pub struct AppState {
    pub store: Store,
    /// One at a time: typst gains nothing from two threads.
    pub renderer: Arc<Mutex<Renderer>>,
    /// Comparing a password takes 30 ms of a core: two at a time, or a login page is a way to stop the house.
    pub hashing: Arc<tokio::sync::Semaphore>,
    pub addresses: Arc<Addresses>,
    /// True once the server is stopping: whoever waits for news is answered at once.
    pub closing: tokio::sync::watch::Sender<bool>,
    /// Files on their way in.
    pub uploads: Arc<crate::office::import::Uploads>,
}

/// Where this server can be reached.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    /// For handhelds, best first.
    pub urls: Vec<String>,
    /// SHA-256 over the key's SubjectPublicKeyInfo, hex; empty without TLS.
    pub pin: String,
    /// The certificate, for office browsers that want to trust it.
    pub certificate: String,
}

impl AppState {
    pub fn new(store: Store, addresses: Addresses) -> AppState {
        AppState {
            store,
            renderer: Arc::new(Mutex::new(Renderer::with_templates(None))),
            hashing: Arc::new(tokio::sync::Semaphore::new(2)),
            addresses: Arc::new(addresses),
            closing: tokio::sync::watch::Sender::new(false),
            uploads: Arc::default(),
        }
    }
}

/// How to listen.
#[derive(Clone, Debug, Default)]
pub struct Listen {
    /// Plain HTTP: loopback, unless asked for otherwise.
    pub http: Option<SocketAddr>,
    pub https: Option<SocketAddr>,
}

/// How long a stop waits for requests in progress.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `stop` resolves, then finishes what is in progress.
///
/// # Errors
/// An address that cannot be listened on, a key that cannot be read.
pub async fn serve(
    state: AppState,
    listen: &Listen,
    key: &tls::ServerKey,
    ready: impl FnOnce(Vec<SocketAddr>),
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let handle = axum_server::Handle::new();
    let mut servers = tokio::task::JoinSet::new();
    let mut bound = Vec::new();
    servers.spawn(keep_tidy(state.clone()));
    let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    if let Some(address) = listen.http {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        bound.push(listener.local_addr()?);
        let server = axum_server::from_tcp(listener)?.handle(handle.clone());
        servers.spawn(server.serve(service.clone()));
    }
    if let Some(address) = listen.https {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        bound.push(listener.local_addr()?);
        let config = axum_server::tls_rustls::RustlsConfig::from_config(key.config()?);
        let server = axum_server::from_tcp_rustls(listener, config)?.handle(handle.clone());
        servers.spawn(server.serve(service));
    }
    ready(bound);
    tokio::select! {
        () = stop => {
            state.closing.send_replace(true);
            handle.graceful_shutdown(Some(GRACE));
        }
        ended = servers.join_next() => {
            if let Some(Ok(Err(error))) = ended {
                return Err(error);
            }
        }
    }
    while servers.join_next().await.is_some() {}
    Ok(())
}

/// Takes what is long over off the handhelds, now and then.
async fn keep_tidy(state: AppState) -> std::io::Result<()> {
    const EVERY: Duration = Duration::from_secs(60 * 60);
    let mut closing = state.closing.subscribe();
    loop {
        while let Ok(1..) = state.store.write(By::System, waves::forget_old).await {}
        while let Ok(1..) = state.store.write(By::System, receiving::forget_old).await {}
        while let Ok(1..) = state.store.write(By::System, returns::forget_old).await {}
        while let Ok(1..) = state.store.write(By::System, refunds::forget_old).await {}
        if tokio::time::timeout(EVERY, closing.wait_for(|closing| *closing))
            .await
            .is_ok()
        {
            return Ok(());
        }
    }
}
