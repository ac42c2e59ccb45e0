//! 儲位.

use super::{Invalid, Kept, optional, text};
use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::catalogue::BinUse;
use shared::id::BinId;
use shared::row::RowKind;

/// A bin as typed or imported. Codes are compared as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BinForm {
    pub id: Option<BinId>,
    pub code: String,
    pub zone: String,
    pub aisle: String,
    pub bay: String,
    pub level: String,
    /// Walking coordinates, centimetres from the packing bench.
    pub x: i64,
    pub y: i64,
    /// Place in the walk; 0: worked out from zone, aisle, bay and level.
    pub walk: i64,
    pub used_for: BinUse,
}

pub fn save_bin(cx: &Cx<'_>, form: &BinForm) -> Result<Kept<BinId>, DbError> {
    let checked = (|| {
        Ok(BinForm {
            code: text("code", &form.code, 30)?,
            zone: optional("zone", &form.zone, 20)?,
            aisle: optional("aisle", &form.aisle, 20)?,
            bay: optional("bay", &form.bay, 20)?,
            level: optional("level", &form.level, 20)?,
            ..form.clone()
        })
    })();
    let form = match checked {
        Ok(form) => form,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let known = bin_by_code(cx, &form.code)?;
    // A code that was taken out of use may come back as a new bin: it is the same place on the shelf.
    let back = form.id.is_none() && known.is_some() && !in_use(cx, &form.code)?;
    if known.is_some() && known != form.id && !back {
        return Ok(Err(Invalid::Taken {
            field: "code",
            value: form.code,
        }));
    }
    let id = form.id.or(known).unwrap_or_else(|| cx.new_id());
    let walk = if form.walk == 0 {
        natural_walk(&form)
    } else {
        form.walk
    };
    cx.exec(
        include_str!("sql/bin_put.sql"),
        params![
            id,
            &form.code,
            &form.zone,
            &form.aisle,
            &form.bay,
            &form.level,
            form.x,
            form.y,
            walk,
            form.used_for.code(),
        ],
    )?;
    cx.touch(RowKind::Bin, id.0);
    Ok(Ok(id))
}

/// Zone by zone, aisle by aisle, up one and down the next (a serpentine), level last: the order in which a person
/// with a cart meets the bins. Parts are read as numbers where they are numbers, else by their first letters.
pub fn natural_walk(form: &BinForm) -> i64 {
    let rank = |part: &str| -> i64 {
        let digits: String = part.chars().filter(char::is_ascii_digit).take(3).collect();
        match digits.parse() {
            Ok(number) => number,
            Err(_) => part.bytes().next().map_or(0, |byte| i64::from(byte % 100)),
        }
    };
    let letters = |part: &str| {
        part.bytes()
            .take(2)
            .fold(0i64, |sum, byte| sum * 64 + i64::from(byte % 64))
    };
    let aisle = rank(&form.aisle);
    let bay = if aisle % 2 == 0 {
        rank(&form.bay)
    } else {
        999 - rank(&form.bay)
    };
    ((letters(&form.zone) * 1000 + aisle) * 1000 + bay) * 100 + rank(&form.level).min(99)
}

pub fn bin_by_code(tx: &Tx<'_>, code: &str) -> Result<Option<BinId>, DbError> {
    tx.row("select id from bin where code = ?1", params![code])?
        .map(|row| row.parse("id"))
        .transpose()
}

fn in_use(tx: &Tx<'_>, code: &str) -> Result<bool, DbError> {
    let row = tx.row("select active from bin where code = ?1", params![code])?;
    row.map_or(Ok(false), |row| row.flag("active"))
}

pub fn retire_bin(cx: &Cx<'_>, id: BinId) -> Result<(), DbError> {
    cx.exec("update bin set active = 0 where id = ?1", params![id])?;
    cx.touch(RowKind::Bin, id.0);
    Ok(())
}

fn decode(row: &Row) -> Result<BinForm, DbError> {
    Ok(BinForm {
        id: Some(row.parse("id")?),
        code: row.text("code")?,
        zone: row.text("zone")?,
        aisle: row.text("aisle")?,
        bay: row.text("bay")?,
        level: row.text("level")?,
        x: row.int("x")?,
        y: row.int("y")?,
        walk: row.int("walk")?,
        used_for: row.code("used_for", BinUse::parse)?,
    })
}

pub fn get_bin(tx: &Tx<'_>, id: BinId) -> Result<Option<BinForm>, DbError> {
    tx.row(include_str!("sql/bin_get.sql"), params![id])?
        .map(|row| decode(&row))
        .transpose()
}

/// The code on the shelf; empty for a bin that the books do not know.
pub fn bin_code(tx: &Tx<'_>, id: BinId) -> Result<String, DbError> {
    let row = tx.row("select code from bin where id = ?1", params![id])?;
    Ok(row.map(|row| row.text("code")).transpose()?.unwrap_or_default())
}

/// Bins in walking order.
pub fn bins(tx: &Tx<'_>, limit: i64) -> Result<Vec<BinForm>, DbError> {
    tx.rows(include_str!("sql/bins.sql"), params![limit])?
        .iter()
        .map(decode)
        .collect()
}
