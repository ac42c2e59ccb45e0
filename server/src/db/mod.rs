//! The only files that name a database driver.
//!
//! [`Store::read`] and [`Store::write`] are the one gateway: a closure gets a transaction, and no connection escapes.
//! Invariant: what `write` returned has been committed with a full sync; what it did not return was rolled back whole.
//! Absent on purpose: async. Domain code is synchronous; only the gateway's caller waits.

mod migrate;
mod sqlite;
mod value;
mod write;

pub use value::{Row, Value};
pub use write::{By, Cx, Ids, News, RandomIds};

use crate::clock::Clock;
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum DbError {
    #[error("the database says: {0}")]
    Driver(String),
    #[error("the column '{0}' is not in this row, or is of another type")]
    Column(String),
    #[error(
        "the database was written by a newer version of Beeline ({found}, this one knows {known}): update the server"
    )]
    TooNew { found: i64, known: i64 },
    #[error("migration {number} '{name}' is not the one that was applied: its text has changed")]
    Changed { number: i64, name: String },
    #[error("the database's writer has stopped")]
    Stopped,
    #[error("'{0}' in the database cannot be read as {1}")]
    Decode(String, &'static str),
}

/// What a driver must be able to do inside a transaction. SQLite now; PostgreSQL fits the same seam.
pub trait Driver {
    fn exec(&self, sql: &str, params: &[Value]) -> Result<u64, DbError>;
    fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError>;
}

/// A transaction: read, and inside [`Cx`] also write. Parameters are written `?1`, `?2`; columns are read by name.
pub struct Tx<'a> {
    driver: &'a dyn Driver,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(driver: &'a dyn Driver) -> Tx<'a> {
        Tx { driver }
    }

    pub fn exec(&self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.driver.exec(sql, params)
    }

    pub fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.driver.rows(sql, params)
    }

    pub fn row(&self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The integer column `n` of the one row: counts and sums.
    pub fn number(&self, sql: &str, params: &[Value]) -> Result<i64, DbError> {
        self.row(sql, params)?
            .map_or(Ok(0), |row| Ok(row.opt_int("n")?.unwrap_or(0)))
    }

    /// Runs `f` under a savepoint: an `Err` leaves no trace of it. What may fail stands in one of these.
    pub fn savepoint<T, E: From<DbError>>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.exec("savepoint inner_work", &[])?;
        match f() {
            Ok(value) => {
                self.exec("release inner_work", &[])?;
                Ok(value)
            }
            Err(error) => {
                self.exec("rollback to inner_work", &[])?;
                self.exec("release inner_work", &[])?;
                Err(error)
            }
        }
    }
}

/// Parameters of a statement, in order.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}

/// One database, one writer, a pool of readers.
#[derive(Clone)]
pub struct Store {
    inner: Arc<sqlite::Sqlite>,
}

impl Store {
    /// Opens or creates the database at `path` and brings its schema up to date.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, ids: Box<dyn Ids>) -> Result<Store, DbError> {
        Ok(Store {
            inner: Arc::new(sqlite::Sqlite::open(path, clock, ids)?),
        })
    }

    /// A consistent snapshot to read from.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || inner.read(f))
            .await
            .unwrap_or_else(|_| Err(E::from(DbError::Stopped)))
    }

    /// One transaction; `Ok` only after it is on the disk.
    pub async fn write<T, E, F>(&self, by: By, f: F) -> Result<T, E>
    where
        F: FnOnce(&Cx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (done, answer) = tokio::sync::oneshot::channel();
        self.inner.submit(by, f, move |result| drop(done.send(result)))?;
        answer.await.unwrap_or_else(|_| Err(E::from(DbError::Stopped)))
    }

    /// [`Store::read`] for command lines and tests, which have no runtime.
    pub fn read_now<T, E: From<DbError>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.inner.read(f)
    }

    /// [`Store::write`] for command lines and tests, which have no runtime.
    pub fn write_now<T, E, F>(&self, by: By, f: F) -> Result<T, E>
    where
        F: FnOnce(&Cx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (done, answer) = std::sync::mpsc::channel();
        self.inner.submit(by, f, move |result| drop(done.send(result)))?;
        answer.recv().unwrap_or_else(|_| Err(E::from(DbError::Stopped)))
    }

    /// The feed's version and the office's news, watched by long polls and pages.
    pub fn news(&self) -> tokio::sync::watch::Receiver<News> {
        self.inner.news()
    }

    pub fn clock(&self) -> Arc<dyn Clock> {
        self.inner.clock()
    }

    /// Writes a complete copy to `file`, which must not exist. Readers and the writer go on meanwhile.
    pub fn backup(&self, file: &Path) -> Result<(), DbError> {
        self.inner.backup(file)
    }

    /// Finishes what is queued, folds the write-ahead log into the file and stops the writer.
    pub fn close(&self) {
        self.inner.close();
    }
}
