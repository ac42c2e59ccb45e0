//! Mappings saved by name. A saved one stands before a built-in one of the same name.

use crate::db::{Cx, DbError, Tx};
use crate::intake::builtin;
use crate::intake::fields::Subject;
use crate::intake::mapping::Mapping;
use crate::params;

/// A mapping that can be chosen by name.
#[derive(Clone, Debug)]
pub struct Saved {
    pub name: String,
    pub subject: Subject,
    /// Comes with the product; cannot be deleted.
    pub builtin: bool,
}

pub fn save_mapping(cx: &Cx<'_>, mapping: &Mapping) -> Result<(), DbError> {
    let body = serde_json::to_string(mapping).map_err(|error| DbError::Driver(error.to_string()))?;
    cx.exec(
        include_str!("sql/mapping_put.sql"),
        params![&mapping.name, mapping.subject.code(), body],
    )?;
    Ok(())
}

pub fn delete_mapping(cx: &Cx<'_>, subject: Subject, name: &str) -> Result<(), DbError> {
    cx.exec(
        "delete from mapping where subject = ?1 and name = ?2",
        params![subject.code(), name],
    )?;
    Ok(())
}

pub fn mapping_named(tx: &Tx<'_>, subject: Subject, name: &str) -> Result<Option<Mapping>, DbError> {
    let row = tx.row(
        "select body from mapping where subject = ?1 and name = ?2",
        params![subject.code(), name],
    )?;
    match row {
        Some(row) => {
            let body = row.text("body")?;
            serde_json::from_str(&body)
                .map(Some)
                .map_err(|_| DbError::Decode(name.to_owned(), "a mapping"))
        }
        None => Ok(builtin::named(name).filter(|mapping| mapping.subject == subject)),
    }
}

/// Mappings for a subject: saved ones, then built-in ones.
pub fn mappings(tx: &Tx<'_>, subject: Subject) -> Result<Vec<Saved>, DbError> {
    let rows = tx.rows(
        "select name from mapping where subject = ?1 order by name",
        params![subject.code()],
    )?;
    let mut all: Vec<Saved> = rows
        .iter()
        .map(|row| {
            Ok(Saved {
                name: row.text("name")?,
                subject,
                builtin: false,
            })
        })
        .collect::<Result<_, DbError>>()?;
    for name in builtin::NAMES {
        let ours = builtin::named(name).is_some_and(|mapping| mapping.subject == subject);
        if ours && all.iter().all(|saved| saved.name != name) {
            all.push(Saved {
                name: name.to_owned(),
                subject,
                builtin: true,
            });
        }
    }
    Ok(all)
}
