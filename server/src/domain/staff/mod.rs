//! People: badge, PIN and role for the handheld; login and password for the office.

mod secret;
mod session;

pub use secret::{hash_secret, verify_secret};
pub use session::{
    LoginOutcome, SessionInfo, end_session, hash_token, login, password_of, seen, session, wait_for,
};

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{Invalid, Kept, text};
use crate::params;
use shared::catalogue::Role;
use shared::id::StaffId;
use shared::lang::Lang;
use shared::row::RowKind;

/// A person as typed. Hashes are made before the write: they take 30 ms.
#[derive(Clone, Debug)]
pub struct StaffForm {
    pub id: Option<StaffId>,
    pub name: String,
    pub badge: String,
    pub role: Role,
    /// `None`: as before.
    pub pin_hash: Option<String>,
    /// Empty: no office login.
    pub login: String,
    pub password_hash: Option<String>,
    pub lang: Lang,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub id: StaffId,
    pub name: String,
    pub badge: String,
    pub role: Role,
    pub login: Option<String>,
    pub lang: Lang,
    pub active: bool,
}

/// Fewest and most digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;
/// Fewest characters of an office password.
pub const PASSWORD_MIN: usize = 8;

/// Whether this may be a PIN: it is keyed with gloves on, so digits only.
pub fn pin_ok(pin: &str) -> bool {
    PIN_DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit())
}

pub fn password_ok(password: &str) -> bool {
    (PASSWORD_MIN..=200).contains(&password.chars().count())
}

/// Whether the shop would be without an administrator if this person was none any more. One who can sign in to the
/// office is only replaced by another who can.
fn last_admin(tx: &Tx<'_>, member: &Member) -> Result<bool, DbError> {
    if !member.active || member.role != Role::Admin {
        return Ok(false);
    }
    let signs_in = match &member.login {
        Some(login) => password_of(tx, login)?.is_some(),
        None => false,
    };
    let others = tx.number(include_str!("sql/other_admins.sql"), params![member.id, signs_in])?;
    Ok(others == 0)
}

/// A new password ends the person's other sessions.
pub fn save(cx: &Cx<'_>, form: &StaffForm) -> Result<Kept<StaffId>, DbError> {
    let (name, badge) = match (text("name", &form.name, 40), text("badge", &form.badge, 40)) {
        (Ok(name), Ok(badge)) => (name, badge),
        (Err(invalid), _) | (_, Err(invalid)) => return Ok(Err(invalid)),
    };
    let login = Some(form.login.trim().to_owned()).filter(|login| !login.is_empty());
    for (field, value) in [("badge", Some(badge.clone())), ("login", login.clone())] {
        let Some(value) = value else { continue };
        let taken = cx.row(include_str!("sql/taken.sql"), params![field, &value])?;
        if let Some(row) = taken
            && Some(row.parse::<StaffId>("id")?) != form.id
        {
            return Ok(Err(Invalid::Taken { field, value }));
        }
    }
    if form.id.is_none() && form.pin_hash.is_none() {
        return Ok(Err(Invalid::Empty("pin")));
    }
    let before = form.id.map(|id| get(cx, id)).transpose()?.flatten();
    if let Some(before) = before
        && (form.role != Role::Admin || (before.login.is_some() && login.is_none()))
        && last_admin(cx, &before)?
    {
        return Ok(Err(Invalid::LastAdmin));
    }
    let id = form.id.unwrap_or_else(|| cx.new_id());
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            name,
            badge,
            form.pin_hash.clone(),
            form.role.code(),
            login,
            form.password_hash.clone(),
            form.lang.code(),
            cx.now,
        ],
    )?;
    if form.password_hash.is_some() && cx.staff() != Some(id) {
        cx.exec("delete from web_session where staff = ?1", params![id])?;
    }
    cx.touch(RowKind::Staff, id.0);
    Ok(Ok(id))
}

/// A person who left: no sign-in anywhere, their facts stay. The last administrator cannot leave.
pub fn retire(cx: &Cx<'_>, id: StaffId) -> Result<Kept<()>, DbError> {
    if let Some(member) = get(cx, id)?
        && last_admin(cx, &member)?
    {
        return Ok(Err(Invalid::LastAdmin));
    }
    cx.exec("update staff set active = 0 where id = ?1", params![id])?;
    cx.exec("delete from web_session where staff = ?1", params![id])?;
    cx.touch(RowKind::Staff, id.0);
    Ok(Ok(()))
}

/// Clears the count of wrong PINs on every handheld.
pub fn unlock(cx: &Cx<'_>, id: StaffId) -> Result<(), DbError> {
    cx.exec(
        "update staff set unlocks = unlocks + 1 where id = ?1",
        params![id],
    )?;
    cx.touch(RowKind::Staff, id.0);
    Ok(())
}

pub fn set_lang(cx: &Cx<'_>, id: StaffId, lang: Lang) -> Result<(), DbError> {
    cx.exec(
        "update staff set lang = ?2 where id = ?1",
        params![id, lang.code()],
    )?;
    Ok(())
}

fn decode(row: &Row) -> Result<Member, DbError> {
    Ok(Member {
        id: row.parse("id")?,
        name: row.text("name")?,
        badge: row.text("badge")?,
        role: row.code("role", Role::parse)?,
        login: row.opt_text("login")?,
        lang: row.code("lang", Lang::parse)?,
        active: row.flag("active")?,
    })
}

pub fn members(tx: &Tx<'_>) -> Result<Vec<Member>, DbError> {
    tx.rows(include_str!("sql/members.sql"), params![])?
        .iter()
        .map(decode)
        .collect()
}

pub fn get(tx: &Tx<'_>, id: StaffId) -> Result<Option<Member>, DbError> {
    tx.row(include_str!("sql/get.sql"), params![id])?
        .map(|row| decode(&row))
        .transpose()
}

/// The person with this badge, also one who left.
pub fn by_badge(tx: &Tx<'_>, badge: &str) -> Result<Option<Member>, DbError> {
    tx.row(include_str!("sql/by_badge.sql"), params![badge])?
        .map(|row| decode(&row))
        .transpose()
}
