//! Handhelds: invited by QR, enrolled once, heard from, revoked.

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::settings;
use crate::domain::settings::day::DAY_MS;
use crate::hex;
use crate::params;
use shared::enrol::{CODE_TTL_MS, EnrolRequest, Enrolled};
use shared::id::{DeviceId, StaffId};
use shared::refusal::Refusal;
use shared::row::RowKind;
use uuid::Uuid;

/// How long handhelds still hold work that is over, so that "already done" can be said, milliseconds.
pub const REMEMBERED_MS: i64 = 3 * DAY_MS;
/// A device not heard from for this long is silent, milliseconds: it asks again every 25 s at the latest.
pub const SILENT_MS: i64 = 40_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceState {
    Active,
    /// May push what it holds, gets nothing new.
    Draining,
    Revoked,
}

impl DeviceState {
    pub fn parse(code: &str) -> Option<DeviceState> {
        match code {
            "active" => Some(DeviceState::Active),
            "draining" => Some(DeviceState::Draining),
            "revoked" => Some(DeviceState::Revoked),
            _ => None,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            DeviceState::Active => "active",
            DeviceState::Draining => "draining",
            DeviceState::Revoked => "revoked",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Device {
    pub id: DeviceId,
    /// Short name: `H3`.
    pub label: String,
    pub name: String,
    pub state: DeviceState,
    pub epoch: i64,
    pub acked_seq: i64,
    /// What it said it still holds.
    pub pending: i64,
    pub app_version: String,
    /// Its wall clock minus ours, milliseconds.
    pub clock_skew: i64,
    pub enrolled_at: i64,
    pub seen_at: i64,
    /// It stands on a returns bench, and holds the parcels that left.
    pub bench: bool,
}

fn decode(row: &Row) -> Result<Device, DbError> {
    Ok(Device {
        id: row.parse("id")?,
        label: row.text("label")?,
        name: row.text("name")?,
        state: row.code("state", DeviceState::parse)?,
        epoch: row.int("epoch")?,
        acked_seq: row.int("acked_seq")?,
        pending: row.int("pending")?,
        app_version: row.text("app_version")?,
        clock_skew: row.int("clock_skew")?,
        enrolled_at: row.int("enrolled_at")?,
        seen_at: row.int("seen_at")?,
        bench: row.flag("bench")?,
    })
}

fn hash(secret: &str) -> String {
    hex::sha256(secret.as_bytes())
}

/// A one-time pairing code of 128 bits, good for ten minutes. Only its hash is kept.
pub fn invite(cx: &Cx<'_>) -> Result<String, DbError> {
    let code = cx.secret::<16>();
    cx.exec(
        "insert into invitation (code_hash, created_by, created_at) values (?1, ?2, ?3)",
        params![hash(&code), cx.staff(), cx.now],
    )?;
    Ok(code)
}

/// Turns an invitation into a device.
pub fn enrol(cx: &Cx<'_>, request: &EnrolRequest) -> Result<Result<Enrolled, Refusal>, DbError> {
    let code_hash = hash(&request.code);
    let Some(row) = cx.row(
        "select created_at, used_at from invitation where code_hash = ?1",
        params![&code_hash],
    )?
    else {
        return Ok(Err(Refusal::PairingCodeUnknown));
    };
    if row.opt_int("used_at")?.is_some() {
        return Ok(Err(Refusal::PairingCodeUsed));
    }
    if cx.now > row.int("created_at")? + CODE_TTL_MS {
        return Ok(Err(Refusal::PairingCodeExpired));
    }
    let device: DeviceId = cx.new_id();
    let label = format!("H{}", cx.next_number("device")?);
    let token = cx.secret::<32>();
    let name: String = request
        .name
        .chars()
        .filter(|c| !c.is_control())
        .take(60)
        .collect();
    let app_version: String = request
        .app_version
        .chars()
        .filter(|c| !c.is_control())
        .take(20)
        .collect();
    cx.exec(
        include_str!("sql/enrol.sql"),
        params![device, &label, name, hash(&token), app_version, cx.now],
    )?;
    cx.exec(
        "update invitation set used_at = ?2, device = ?3 where code_hash = ?1",
        params![code_hash, cx.now, device],
    )?;
    let shop = settings::shop(cx)?;
    Ok(Ok(Enrolled {
        device,
        label,
        epoch: 1,
        token,
        server_epoch: settings::server_epoch(cx)?,
        site_name: shop.name,
        training: shop.training,
    }))
}

pub fn by_token(tx: &Tx<'_>, token: &str) -> Result<Option<Device>, DbError> {
    tx.row(include_str!("sql/by_token.sql"), params![hash(token)])?
        .map(|row| decode(&row))
        .transpose()
}

pub fn list(tx: &Tx<'_>) -> Result<Vec<Device>, DbError> {
    tx.rows(include_str!("sql/list.sql"), params![])?
        .iter()
        .map(decode)
        .collect()
}

pub fn get(tx: &Tx<'_>, id: DeviceId) -> Result<Option<Device>, DbError> {
    tx.row(include_str!("sql/get.sql"), params![id])?
        .map(|row| decode(&row))
        .transpose()
}

/// A device that may push what it holds but gets nothing new (`Draining`), or that is turned away (`Revoked`).
pub fn set_state(cx: &Cx<'_>, id: DeviceId, state: DeviceState) -> Result<(), DbError> {
    cx.exec(
        "update device set state = ?2 where id = ?1",
        params![id, state.code()],
    )?;
    Ok(())
}

/// Whether a device stands on a returns bench. The parcels that left go to handhelds under new versions, so that a bench gets
/// them all, and another loses them.
pub fn set_bench(cx: &Cx<'_>, id: DeviceId, bench: bool) -> Result<(), DbError> {
    cx.exec("update device set bench = ?2 where id = ?1", params![id, bench])?;
    for row in cx.rows(
        "select id from feed where kind = ?1 order by id",
        params![RowKind::Sent.code()],
    )? {
        cx.touch(RowKind::Sent, row.parse::<Uuid>("id")?);
    }
    Ok(())
}

/// What an exchange tells of a device, beside that it took place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heard {
    /// Facts that it still holds.
    pub pending: Option<i64>,
    /// Its wall clock minus ours, milliseconds.
    pub clock_skew: Option<i64>,
    /// Feed version up to which it has everything.
    pub cursor: Option<i64>,
}

/// Notes an exchange.
pub fn heard(cx: &Cx<'_>, id: DeviceId, heard: Heard) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/heard.sql"),
        params![id, cx.now, heard.pending, heard.clock_skew, heard.cursor],
    )?;
    Ok(())
}

pub fn set_acked(cx: &Cx<'_>, id: DeviceId, seq: i64) -> Result<(), DbError> {
    cx.exec("update device set acked_seq = ?2 where id = ?1", params![id, seq])?;
    Ok(())
}

/// Who last signed in on it.
pub fn last_staff(tx: &Tx<'_>, id: DeviceId) -> Result<Option<StaffId>, DbError> {
    tx.row(include_str!("sql/last_staff.sql"), params![id])?
        .map(|row| row.parse("staff"))
        .transpose()
}
