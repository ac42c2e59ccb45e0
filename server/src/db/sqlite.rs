//! SQLite: one writer thread that commits waiting requests as a group, and a pool of readers.
//!
//! Measured (64 clients, synchronous = full): group commit writes ten times what a commit per request does.

use super::write::{By, Cx, Ids, News};
use super::{DbError, Driver, Row, Tx, Value, migrate};
use crate::clock::Clock;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::watch;

/// Requests that one commit may carry. More would make the first of them wait.
const GROUP: usize = 256;
/// Requests that may wait for the writer. Beyond it callers wait too: the bound is memory, not correctness.
const QUEUE: usize = 4096;
/// Readers kept open. More only compete for the same two or four cores.
const READERS: usize = 8;

/// Runs in the transaction; answers whether it is to be kept, and the step that tells the caller.
type Work = Box<dyn FnOnce(&dyn Driver, &Shared) -> Done + Send>;

struct Done {
    keep: bool,
    feed: Option<i64>,
    /// Told after the commit: with `None`, or with why nothing was kept after all.
    tell: Box<dyn FnOnce(Option<DbError>)>,
}

struct Shared {
    clock: Arc<dyn Clock>,
    ids: RefCell<Box<dyn Ids>>,
}

pub struct Sqlite {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    queue: Mutex<Option<SyncSender<Work>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    readers: Mutex<Vec<Connection>>,
    news: watch::Receiver<News>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Value::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Value::Blob(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
        })
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> DbError {
        DbError::Driver(error.to_string())
    }
}

impl Driver for Connection {
    fn exec(&self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        Ok(self.prepare_cached(sql)?.execute(params_from_iter(params))? as u64)
    }

    fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let mut statement = self.prepare_cached(sql)?;
        let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(params))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..names.len())
                .map(|at| {
                    Ok(match row.get_ref(at)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(value) => Value::Int(value),
                        ValueRef::Real(_) => return Err(DbError::Column(names[at].clone())),
                        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
                        ValueRef::Blob(value) => Value::Blob(value.to_vec()),
                    })
                })
                .collect::<Result<_, DbError>>()?;
            out.push(Row {
                names: Arc::clone(&names),
                values,
            });
        }
        Ok(out)
    }
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(256);
    // A plan is made once a statement. Without it SQLite looks at the values bound to some of ours (partial indexes)
    // and makes their plan again for every fact of a push: a third of its time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
         pragma trusted_schema = off; pragma cell_size_check = on; pragma journal_size_limit = 67108864;
         pragma temp_store = memory; pragma cache_size = -16000;",
    )
}

impl Sqlite {
    pub fn open(path: &Path, clock: Arc<dyn Clock>, ids: Box<dyn Ids>) -> Result<Sqlite, DbError> {
        let connection = Connection::open(path)?;
        set_up(&connection)?;
        migrate::run(&connection, clock.now_ms())?;
        let version = connection.query_row("select coalesce(max(version), 0) from feed", [], |row| {
            row.get::<_, i64>(0)
        })?;
        let (tell_news, news) = watch::channel(News {
            feed: version,
            writes: 0,
        });
        let (queue, jobs) = sync_channel(QUEUE);
        let shared = Shared {
            clock: Arc::clone(&clock),
            ids: RefCell::new(ids),
        };
        let writer = std::thread::Builder::new()
            .name("db-writer".to_owned())
            .spawn(move || write_loop(connection, &jobs, &shared, &tell_news))
            .map_err(|error| DbError::Driver(error.to_string()))?;
        Ok(Sqlite {
            path: path.to_owned(),
            clock,
            queue: Mutex::new(Some(queue)),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            news,
        })
    }

    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    pub fn news(&self) -> watch::Receiver<News> {
        self.news.clone()
    }

    /// Queues a write. `tell` is called once, after the commit or the failure.
    pub fn submit<T, E, F>(
        &self,
        by: By,
        f: F,
        tell: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), DbError>
    where
        F: FnOnce(&Cx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let work: Work = Box::new(move |driver, shared| {
            let cx = Cx::new(driver, by, shared.clock.now_ms(), &shared.ids);
            let result = f(&cx).and_then(|value| cx.finish().map(|()| value).map_err(E::from));
            Done {
                keep: result.is_ok(),
                feed: cx.feed.get(),
                tell: Box::new(move |failed| tell(failed.map_or(result, |error| Err(E::from(error))))),
            }
        });
        let queue = self
            .queue
            .lock()
            .map_err(|_| DbError::Stopped)?
            .clone()
            .ok_or(DbError::Stopped)?;
        queue.send(work).map_err(|_| DbError::Stopped)
    }

    pub fn read<T, E: From<DbError>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let connection = self.reader()?;
        connection.exec("begin", &[])?;
        let result = f(&Tx::new(&connection));
        connection.exec("rollback", &[])?;
        if let Ok(mut readers) = self.readers.lock()
            && readers.len() < READERS
        {
            readers.push(connection);
        }
        result
    }

    fn reader(&self) -> Result<Connection, DbError> {
        if let Some(connection) = self.readers.lock().map_err(|_| DbError::Stopped)?.pop() {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        set_up(&connection)?;
        connection.execute_batch("pragma query_only = on")?;
        Ok(connection)
    }

    pub fn backup(&self, file: &Path) -> Result<(), DbError> {
        if file.exists() {
            return Err(DbError::Driver(format!("{} is there already", file.display())));
        }
        // Under another name until it is whole: half a copy must not be taken for a backup.
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let target = part
            .to_str()
            .ok_or_else(|| DbError::Driver("the file's name is not UTF-8".to_owned()))?;
        // What a backup that broke off has left.
        drop(std::fs::remove_file(target));
        // `vacuum into` counts as a write, which readers are barred from; this one does not go back to the pool.
        let connection = self.reader()?;
        connection.execute_batch("pragma query_only = off")?;
        let written = connection.exec("vacuum into ?1", &[Value::from(target)]);
        let kept = written
            .and_then(|_| std::fs::rename(target, file).map_err(|error| DbError::Driver(error.to_string())));
        if kept.is_err() {
            drop(std::fs::remove_file(target));
        }
        kept
    }

    pub fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        if let Ok(mut writer) = self.writer.lock()
            && let Some(writer) = writer.take()
        {
            drop(writer.join());
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

fn write_loop(connection: Connection, jobs: &Receiver<Work>, shared: &Shared, news: &watch::Sender<News>) {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Work> = std::iter::once(first)
            .chain(jobs.try_iter().take(GROUP - 1))
            .collect();
        let (done, failed) = commit_group(&connection, group, shared);
        if failed.is_none() {
            news.send_modify(|news| {
                news.writes += 1;
                news.feed = done.iter().filter_map(|done| done.feed).fold(news.feed, i64::max);
            });
        }
        for done in done {
            // A job that failed by itself tells its own error; the others hear that the commit failed.
            (done.tell)(failed.clone().filter(|_| done.keep).map(DbError::Driver));
        }
    }
    if let Err(error) = connection.execute_batch("pragma wal_checkpoint(truncate)") {
        tracing::warn!(%error, "the write-ahead log could not be folded in; it will be at the next start");
    }
}

/// One `begin immediate`, one savepoint a job, one commit.
fn commit_group(connection: &Connection, group: Vec<Work>, shared: &Shared) -> (Vec<Done>, Option<String>) {
    let mut all = Vec::with_capacity(group.len());
    let result = (|| {
        connection.exec("begin immediate", &[])?;
        for work in group {
            connection.exec("savepoint job", &[])?;
            // A panic is our own mistake, but one request's: its caller hears of it, the writer and the others go on.
            let done = catch_unwind(AssertUnwindSafe(|| work(connection, shared)));
            if !done.as_ref().is_ok_and(|done| done.keep) {
                connection.exec("rollback to job", &[])?;
            }
            connection.exec("release job", &[])?;
            all.extend(done);
        }
        connection.exec("commit", &[])?;
        Ok::<(), DbError>(())
    })();
    match result {
        Ok(()) => (all, None),
        Err(error) => {
            tracing::error!(%error, "a group of writes was not committed");
            drop(connection.exec("rollback", &[]));
            (all, Some(error.to_string()))
        }
    }
}
