//! Staff files (人員): one row a person, known by the badge.
//!
//! Invariant: a badge stands once; rows that repeat one are all held, because whose it is only a person knows. A PIN is
//! text: its leading zeros count. It is never quoted in a message and never kept with the bad rows.
//!
//! Deliberately absent: passwords. A login from a file cannot sign in until the office sets its password.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake};
use super::mapping::{Mapping, Reader};
use super::row::What;
use shared::catalogue::Role;
use shared::lang::Lang;
use std::collections::{BTreeSet, HashMap};

/// Digits of a PIN: what a handheld can key.
pub use crate::domain::staff::PIN_DIGITS;
use crate::domain::staff::pin_ok;

/// People in one file: hashing a PIN takes about 30 ms, so this many take fifteen seconds.
pub const MAX_PEOPLE: usize = 500;

/// A person as the file has them. It holds a PIN, so it can neither be printed nor serialised.
#[derive(Clone)]
pub struct StaffDraft {
    pub name: String,
    pub badge: String,
    /// `None`: as before.
    pub pin: Option<String>,
    pub role: Role,
    /// Empty: as before.
    pub login: String,
    /// `None`: as before.
    pub lang: Option<Lang>,
    /// Row number in the file.
    pub row: u32,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<StaffDraft> {
    let reader = Reader::new(sheet, mapping);
    let mut out = Intake::of(sheet);
    let mut badges: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in sheet.rows() {
        let badge = reader.get(row, Field::Badge);
        badges.entry(badge).or_default().push(sheet.row_number(row));
    }
    for row in sheet.rows() {
        let badge = reader.get(row, Field::Badge);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: badge,
            problems: Vec::new(),
        };
        let draft = person(&mut cells, row);
        let other = badges[badge].iter().copied().find(|&other| other != draft.row);
        if let Some(first_row) = other.filter(|_| !badge.is_empty()) {
            cells.hold(
                row,
                What::Repeated {
                    field: Field::Badge,
                    first_row,
                },
            );
        }
        let problems = cells.problems;
        out.add(draft.role.map(|role| draft.with(role)), problems);
    }
    out
}

/// A row before it is known to be whole.
struct Person {
    name: String,
    badge: String,
    pin: Option<String>,
    role: Option<Role>,
    login: String,
    lang: Option<Lang>,
    row: u32,
}

impl Person {
    fn with(self, role: Role) -> StaffDraft {
        StaffDraft {
            name: self.name,
            badge: self.badge,
            pin: self.pin,
            role,
            login: self.login,
            lang: self.lang,
            row: self.row,
        }
    }
}

/// A person without a role has a problem that holds the row.
fn person(cells: &mut Cells<'_, '_>, row: usize) -> Person {
    let name = cells.required(row, Field::StaffName).to_owned();
    let badge = cells.required(row, Field::Badge).to_owned();
    let pin = cells.raw(row, Field::Pin).to_owned();
    if !pin.is_empty() && !pin_ok(&pin) {
        cells.hold(row, What::BadPin);
    }
    cells.required(row, Field::Role);
    Person {
        name,
        badge,
        pin: Some(pin).filter(|pin| !pin.is_empty()),
        role: cells.word(row, Field::Role, role_word),
        login: cells.text(row, Field::Login).to_owned(),
        lang: cells.word(row, Field::Language, lang_word),
        row: cells.sheet.row_number(row),
    }
}

fn role_word(word: &str) -> Option<Role> {
    match word {
        "作業員" | "倉管" => Some(Role::Worker),
        "組長" => Some(Role::Lead),
        "行政" => Some(Role::Office),
        "管理員" => Some(Role::Admin),
        code => Role::parse(code),
    }
}

fn lang_word(word: &str) -> Option<Lang> {
    match word {
        "zh-tw" | "zh_tw" | "zh" | "中文" | "繁體中文" => Some(Lang::ZhTw),
        "en" | "english" | "英文" | "英語" => Some(Lang::En),
        _ => None,
    }
}

/// The columns of refused rows that are kept for mending: those with a meaning here, but never the PIN's. A column
/// that is not mapped may be anything, a password too.
pub fn columns_to_keep(sheet: &Sheet, mapping: &Mapping) -> BTreeSet<usize> {
    let secret = mapping.columns_of(sheet, Field::Pin);
    mapping
        .subject
        .fields()
        .iter()
        .flat_map(|spec| mapping.columns_of(sheet, spec.field))
        .filter(|column| !secret.contains(column))
        .collect()
}
