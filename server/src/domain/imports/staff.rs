//! People from a file. The badge is the key; what a row leaves empty stays as it was.
//!
//! Invariant: a file neither readmits a person who left nor takes the importing administrator's own role away, nor the
//! last administrator's.
//! Deliberately absent: passwords, so a new login signs in only after the office has set one; and telling an unchanged
//! PIN from a new one, which its hash does not allow.

use super::{Became, ImportError, Order, Report, in_batches, reason};
use crate::db::{Cx, DbError, Store};
use crate::domain::staff::{self, StaffForm};
use crate::intake::file::Sheet;
use crate::intake::problem::FileProblem;
use crate::intake::staff::{MAX_PEOPLE, StaffDraft, drafts};
use shared::catalogue::Role;
use shared::lang::Lang;

/// Stands for a hash in a dry run, which is taken back: nothing is hashed for it, and no PIN fits it.
const NOT_HASHED: &str = "!";

pub fn run(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    if sheet.len() > MAX_PEOPLE {
        return Err(ImportError::File(FileProblem::TooManyPeople {
            count: sheet.len(),
            limit: MAX_PEOPLE,
        }));
    }
    let intake = drafts(sheet, &order.mapping);
    report.problems(&intake.problems, order.lang);
    let all = intake.drafts.len();
    let mut people = Vec::with_capacity(all);
    // Here and not in the transaction: 30 ms each.
    for (done, draft) in intake.drafts.into_iter().enumerate() {
        let pin_hash = match &draft.pin {
            None => None,
            Some(_) if order.dry_run => Some(NOT_HASHED.to_owned()),
            Some(pin) => Some(staff::hash_secret(pin)?),
        };
        people.push((draft, pin_hash));
        progress(done + 1, all);
    }
    let lang = order.lang;
    let keep = move |cx: &Cx<'_>, (draft, pin_hash): &(StaffDraft, Option<String>)| {
        keep_one(cx, draft, pin_hash.clone(), lang)
    };
    Ok(in_batches(store, order, people, report, &|_, _| {}, keep)?)
}

fn keep_one(
    cx: &Cx<'_>,
    draft: &StaffDraft,
    pin_hash: Option<String>,
    lang: Lang,
) -> Result<Became, DbError> {
    let refuse = |zh: &str, en: &str| Ok(reason::refused(&[draft.row], &draft.badge, lang, zh, en));
    let known = staff::by_badge(cx, &draft.badge)?;
    match &known {
        None if pin_hash.is_none() => {
            return refuse("新的人員要有 PIN 碼", "a new person needs a PIN");
        }
        Some(member) if !member.active => {
            return refuse(
                "這個識別證的人已停用；要恢復請到人員頁",
                "this badge's person has left; bring them back on the staff page",
            );
        }
        Some(member) if cx.staff() == Some(member.id) && draft.role != Role::Admin => {
            return refuse(
                "不能用檔案拿掉自己的管理員角色",
                "you cannot take your own administrator role away",
            );
        }
        Some(_) | None => {}
    }
    let before = known.as_ref();
    let old_login = || before.and_then(|member| member.login.clone()).unwrap_or_default();
    let form = StaffForm {
        id: before.map(|member| member.id),
        name: draft.name.clone(),
        badge: draft.badge.clone(),
        role: draft.role,
        pin_hash,
        login: Some(draft.login.clone())
            .filter(|login| !login.is_empty())
            .unwrap_or_else(old_login),
        password_hash: None,
        lang: draft
            .lang
            .or(before.map(|member| member.lang))
            .unwrap_or_default(),
    };
    Ok(match staff::save(cx, &form)? {
        Ok(_) if before.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(invalid) => reason::invalid(&[draft.row], &draft.badge, lang, &invalid),
    })
}
