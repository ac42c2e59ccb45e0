//! The handheld's one file: what people did, what the server said, where each flow stands.
//!
//! Invariant: [`Store::write`] is the only gateway for writes. A scan's facts, their effects, the outbox rows and
//! the flow's state go in together or not at all, and are on the disk (`synchronous = full`) when it returns.
//! Absent on purpose: rules. The store does not know why a fact was made.

mod content;
mod device;
mod feed;
mod outbox;
mod overlay;
mod photo;
mod print;
mod read;
mod write;

pub use device::Device;
pub use outbox::{Outbox, Outgoing};
pub use photo::{PHOTOS_WAITING, Photos};
pub use print::{JOBS_KEPT, JOBS_WAITING, Job};
pub use read::{FlowRow, Reader};
pub use write::{By, Cx};

use overlay::{Contained, Key, Overlay};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};
use shared::facts::{Effect, Fact};
use shared::id::{FactId, GroupId};
use shared::row::{Row, RowKind, Settings};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;
use uuid::Uuid;

/// Facts that an undo can reach, and that are kept in memory for it.
const RECENT: usize = 200;
/// How long acknowledged facts are kept, milliseconds: thirty days.
pub const KEEP_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Pages that the write-ahead log may grow to before a commit itself checkpoints: 16 MB. Quiet moments do it sooner.
const CHECKPOINT_PAGES: i64 = 4000;
const MIGRATIONS: [&str; 5] = [
    include_str!("../../../migrations/device/0001_first.sql"),
    include_str!("../../../migrations/device/0002_held.sql"),
    include_str!("../../../migrations/device/0003_content.sql"),
    include_str!("../../../migrations/device/0004_photos.sql"),
    include_str!("../../../migrations/device/0005_print.sql"),
];

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the data file: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("something in the data file cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the folder {path}: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error(
        "the data file was written by a newer Beeline (schema {found}, this one knows {known}): update the app"
    )]
    Newer { found: i64, known: i64 },
    #[error("a fact that was about to be written is not sound: {0}")]
    Fact(#[from] shared::facts::FactError),
    #[error("Beeline is already running with the data in {0}")]
    InUse(PathBuf),
    #[error("{0}")]
    Rule(&'static str),
}

impl StoreError {
    /// No room: the disk or the file's limit.
    pub fn is_full(&self) -> bool {
        matches!(self, StoreError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull))
    }
}

/// A fact done lately, for undo.
#[derive(Clone, Debug)]
struct Recent {
    id: FactId,
    /// Facts of one gesture are taken back together.
    group: Option<GroupId>,
    fact: Fact,
}

pub struct Store {
    conn: Connection,
    path: PathBuf,
    /// One app a folder: the memory here would not see what another one writes.
    _lock: File,
    device: Device,
    settings: Settings,
    overlay: Overlay,
    /// Oldest first.
    recent: VecDeque<Recent>,
    next_seq: i64,
    pending: i64,
    /// The parts that were asked for last, one parent of each kind, as they were pulled: a scan in a delivery of 500
    /// lines asks for the same ones twice. Forgotten when rows arrive.
    parts: RefCell<BTreeMap<RowKind, (Uuid, Vec<Row>)>>,
    photos: Photos,
}

fn configure(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(())
}

impl Store {
    /// Opens or creates the file in `folder`.
    pub fn open(folder: &Path) -> Result<Store, StoreError> {
        let made = |source| StoreError::Folder {
            path: folder.to_owned(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(made)?;
        let path = folder.join("beeline.sqlite");
        own(&path).map_err(made)?;
        let lock = File::options()
            .create(true)
            .append(true)
            .open(folder.join("beeline.lock"))
            .map_err(made)?;
        lock.try_lock()
            .map_err(|_| StoreError::InUse(folder.to_owned()))?;
        let conn = Connection::open(&path)?;
        configure(&conn)?;
        conn.pragma_update(None, "journal_mode", "wal")?;
        conn.pragma_update(None, "synchronous", "full")?;
        conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        conn.pragma_update(None, "cache_size", -16_000)?;
        migrate(&conn)?;
        let device = Device::load(&conn)?;
        let mut store = Store {
            conn,
            path,
            _lock: lock,
            device,
            settings: Settings::default(),
            overlay: Overlay::default(),
            recent: VecDeque::new(),
            next_seq: 1,
            pending: 0,
            parts: RefCell::default(),
            photos: Photos::default(),
        };
        store.reload()?;
        Ok(store)
    }

    /// Fills the memory from the file.
    fn reload(&mut self) -> Result<(), StoreError> {
        self.device = Device::load(&self.conn)?;
        self.overlay = Overlay::default();
        let mut statement = self.conn.prepare_cached(include_str!("sql/fact_overlay.sql"))?;
        let mut rows = statement.query(params![self.device.epoch, self.device.trimmed_seq])?;
        while let Some(row) = rows.next()? {
            let effects: Vec<Effect> =
                serde_json::from_str(row.get_ref("effects")?.as_str().unwrap_or("[]"))?;
            let key = (row.get("epoch")?, row.get("seq")?);
            let sticky = row.get_ref("state")?.as_str() == Ok("quarantined");
            effects
                .into_iter()
                .for_each(|effect| self.overlay.add(key, sticky, effect));
        }
        drop(rows);
        drop(statement);
        self.recent = self.load_recent()?;
        let last: Option<i64> = self
            .conn
            .prepare_cached(include_str!("sql/fact_last.sql"))?
            .query_row([self.device.epoch], |row| row.get("seq"))
            .optional()?;
        self.next_seq = last.unwrap_or(0).max(self.device.acked_seq) + 1;
        self.pending = self
            .conn
            .prepare_cached(include_str!("sql/fact_pending_count.sql"))?
            .query_row(params![self.device.epoch, 0], |row| row.get("n"))?;
        self.photos = Photos::load(&self.conn)?;
        self.settings = match self.reader().row(RowKind::Settings, Uuid::nil())? {
            Some(Row::Settings(settings)) => settings,
            _ => Settings::default(),
        };
        Ok(())
    }

    fn load_recent(&self) -> Result<VecDeque<Recent>, StoreError> {
        let mut recent = VecDeque::new();
        let mut statement = self.conn.prepare_cached(include_str!("sql/fact_recent.sql"))?;
        let mut rows = statement.query([RECENT as i64])?;
        while let Some(row) = rows.next()? {
            let kind: String = row.get("kind")?;
            let body: String = row.get("body")?;
            // A kind that this app does not know was written by a newer one: it cannot be undone here.
            if let Ok(fact) = Fact::decode(&kind, row.get("version")?, &body) {
                let group = row.get::<_, Option<Uuid>>("grp")?.map(GroupId);
                recent.push_front(Recent {
                    id: FactId(row.get("id")?),
                    group,
                    fact,
                });
            }
        }
        Ok(recent)
    }

    /// Everything that may be asked without changing anything.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    pub fn read<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        f(&self.reader())
    }

    /// The one gateway. Everything that `f` does is on the disk when this returns `Ok`, and nothing of it when
    /// it returns `Err`.
    pub fn write<T>(
        &mut self,
        by: &By,
        f: impl FnOnce(&mut Cx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut cx = Cx::new(self, &tx, by);
        let out = f(&mut cx)?;
        let after = cx.finish()?;
        tx.commit()?;
        after.apply(self)?;
        Ok(out)
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Facts that the server has not acknowledged.
    pub fn pending(&self) -> i64 {
        self.pending
    }

    /// Photos that the server does not have.
    pub fn photos(&self) -> &Photos {
        &self.photos
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Effects that the pulled rows do not contain yet.
    pub fn overlay_len(&self) -> usize {
        self.overlay.count()
    }

    /// What waits to be sent, as the sync thread sees it.
    pub fn outgoing(&self, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        outbox::pending(&self.conn, self.device.epoch, self.device.acked_seq, limit)
    }

    /// All facts in this file and how many different ids they have.
    pub fn facts_total(&self) -> Result<(i64, i64), StoreError> {
        let mut statement = self.conn.prepare_cached(include_str!("sql/fact_total.sql"))?;
        Ok(statement.query_row([], |row| Ok((row.get("n")?, row.get("ids")?)))?)
    }

    /// Moves the log into the file, in a quiet moment, so that no scan has to.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.conn
            .query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The most pages the file may have; beyond it every write fails as on a full disk.
    pub fn limit_pages(&self, pages: i64) -> Result<(), StoreError> {
        self.conn
            .query_row(&format!("pragma max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }
}

/// Creates the file readable by its owner alone: the token is in it.
fn own(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

fn migrate(conn: &Connection) -> Result<(), StoreError> {
    let found: i64 = conn.query_row("pragma user_version", [], |row| row.get(0))?;
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", number as i64 + 1)?;
        tx.commit()?;
    }
    Ok(())
}

/// Where the applied feed ends, read by whoever holds no store.
pub fn cursor(path: &Path) -> Result<i64, StoreError> {
    let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    configure(&conn)?;
    Ok(Device::load(&conn)?.cursor)
}
