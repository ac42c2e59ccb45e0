//! Brings a database's schema up to date. Migrations are only ever added; one that changed after it was applied
//! is refused, because then no one knows what the tables look like.

use super::DbError;
use crate::hex;
use include_dir::{Dir, include_dir};
use rusqlite::Connection;

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../migrations/server/sqlite");

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

impl Migration {
    /// Over the text with unified line ends: a checkout on another system must not look like a change.
    fn hash(&self) -> String {
        hex::sha256(self.text.replace("\r\n", "\n").as_bytes())
    }
}

/// `NNNN_name.sql`, in order of their numbers.
fn migrations() -> Vec<Migration> {
    let mut all: Vec<Migration> = MIGRATIONS
        .files()
        .filter_map(|file| {
            let (number, name) = file.path().file_stem()?.to_str()?.split_once('_')?;
            Some(Migration {
                number: number.parse().ok()?,
                name,
                text: file.contents_utf8()?,
            })
        })
        .collect();
    all.sort_by_key(|migration| migration.number);
    all
}

pub fn run(connection: &Connection, now: i64) -> Result<(), DbError> {
    connection.execute_batch(
        "create table if not exists schema_migration (
             number integer primary key, name text not null, sha256 text not null, applied_at integer not null
         ) strict",
    )?;
    let all = migrations();
    let known = all.last().map_or(0, |migration| migration.number);
    let found: i64 = connection.query_row(
        "select coalesce(max(number), 0) from schema_migration",
        [],
        |row| row.get(0),
    )?;
    if found > known {
        return Err(DbError::TooNew { found, known });
    }
    for migration in all {
        let applied = connection
            .prepare("select sha256 from schema_migration where number = ?1")?
            .query_map([migration.number], |row| row.get::<_, String>(0))?
            .next()
            .transpose()?;
        match applied {
            Some(hash) if hash == migration.hash() => {}
            Some(_) => {
                return Err(DbError::Changed {
                    number: migration.number,
                    name: migration.name.to_owned(),
                });
            }
            None => apply(connection, &migration, now)?,
        }
    }
    Ok(())
}

fn apply(connection: &Connection, migration: &Migration, now: i64) -> Result<(), DbError> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(migration.text)?;
    transaction.execute(
        "insert into schema_migration (number, name, sha256, applied_at) values (?1, ?2, ?3, ?4)",
        (migration.number, migration.name, migration.hash(), now),
    )?;
    Ok(transaction.commit()?)
}
