//! 聯絡紀錄: agreed delivery or return, date, time, quantity, and with whom.
//!
//! Invariant: notes are added and never changed: what was agreed last stands at the top.

use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{Invalid, Kept, optional};
use crate::domain::settings::day;
use crate::params;
use shared::id::SupplierId;
use uuid::Uuid;

/// What it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum About {
    /// 交貨
    #[default]
    Delivery,
    /// 退貨
    Return,
    Other,
}

impl About {
    pub const CODES: [&'static str; 3] = ["delivery", "return", "other"];

    pub fn code(self) -> &'static str {
        match self {
            About::Delivery => "delivery",
            About::Return => "return",
            About::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<About> {
        match code {
            "delivery" => Some(About::Delivery),
            "return" => Some(About::Return),
            "other" => Some(About::Other),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactForm {
    pub about: About,
    /// The agreed day, `YYYY-MM-DD`; empty: none.
    pub day: String,
    /// As it was said: `10:00`, `上午`.
    pub clock: String,
    pub quantity: String,
    pub person: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub form: ContactForm,
    pub at: i64,
    /// Who noted it.
    pub by: String,
}

fn checked(form: &ContactForm) -> Kept<ContactForm> {
    let checked = ContactForm {
        about: form.about,
        day: optional("day", &form.day, 10)?,
        clock: optional("clock", &form.clock, 20)?,
        quantity: optional("quantity", &form.quantity, 60)?,
        person: optional("person", &form.person, 40)?,
        note: optional("note", &form.note.replace(['\r', '\n'], " "), 300)?,
    };
    if !checked.day.is_empty() && !day::is_day(&checked.day) {
        return Err(Invalid::Unknown {
            field: "day",
            value: checked.day,
        });
    }
    if checked.day.is_empty() && checked.note.is_empty() {
        return Err(Invalid::Empty("note"));
    }
    Ok(checked)
}

/// Notes what was agreed.
pub fn note_contact(cx: &Cx<'_>, supplier: SupplierId, form: &ContactForm) -> Result<Kept<()>, DbError> {
    let form = match checked(form) {
        Ok(form) => form,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/contact_put.sql"),
        params![
            id,
            supplier,
            form.about.code(),
            form.day,
            form.clock,
            form.quantity,
            form.person,
            form.note,
            cx.now,
            cx.staff()
        ],
    )?;
    Ok(Ok(()))
}

/// What was agreed with a supplier, newest first.
pub fn contacts(tx: &Tx<'_>, supplier: SupplierId, limit: i64) -> Result<Vec<Contact>, DbError> {
    tx.rows(include_str!("sql/contacts.sql"), params![supplier, limit])?
        .iter()
        .map(|row| {
            Ok(Contact {
                form: ContactForm {
                    about: row.code("about", About::parse)?,
                    day: row.text("day")?,
                    clock: row.text("clock")?,
                    quantity: row.text("quantity")?,
                    person: row.text("person")?,
                    note: row.text("note")?,
                },
                at: row.int("at")?,
                by: row.opt_text("by_name")?.unwrap_or_default(),
            })
        })
        .collect()
}
