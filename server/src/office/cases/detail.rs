//! One case: what was asked, what was answered, what is still to be done.

use super::list::people;
use crate::db::{DbError, Tx};
use crate::domain::attachments::FileHead;
use crate::domain::cases::{self, CaseView, Category, Entry, Faq, ServiceKind, State as CaseState, masked};
use crate::domain::staff::Member;
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::{Page, html, id, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;
use shared::catalogue::Role;
use shared::money;
use uuid::Uuid;

/// Common answers beside a case.
const OFFERED: i64 = 12;

#[derive(Template)]
#[template(path = "office/cases/detail.html")]
pub(super) struct Detail {
    p: Page,
    tab: &'static str,
    notice: String,
    error: String,
    c: CaseView,
    entries: Vec<Entry>,
    files: Vec<FileHead>,
    faqs: Vec<Faq>,
    /// Words that the common answers were searched for.
    faq: String,
    people: Vec<Member>,
    services: [&'static str; 5],
    categories: [&'static str; 6],
    /// The form that came back, or what is kept.
    f: Fields,
    /// Telephone numbers and mail addresses are shown.
    full: bool,
    now: i64,
}

impl Detail {
    /// The same with why something could not be done.
    pub(super) fn refusing(self, error: String) -> Detail {
        Detail { error, ..self }
    }

    fn text(&self, text: &str) -> String {
        match self.full {
            true => text.to_owned(),
            false => masked(text),
        }
    }

    fn open(&self) -> bool {
        self.c.state != CaseState::Closed
    }

    fn is_holder(&self, member: &Member) -> bool {
        self.c.holder == Some(member.id)
    }

    fn entry(&self, entry: &Entry) -> String {
        let key = match (entry.what.as_str(), entry.faq) {
            ("reply", true) => "faq",
            (what, _) => what,
        };
        texts::text(self.p.lang, &format!("case.did.{key}")).to_owned()
    }

    /// The answer that was given last, for a common answer to be made of it.
    fn answer(&self) -> String {
        masked(&self.c.answer)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    full: String,
    faq: String,
}

fn filled(user: &User, case: &CaseView) -> Fields {
    let pairs = [
        ("service", case.service.map_or("", ServiceKind::code).to_owned()),
        ("serial", case.serial.clone()),
        ("work", case.work.clone()),
        ("cost", case.cost.map(money::plain).unwrap_or_default()),
        ("way_out", case.way_out.clone()),
        ("way_back", case.way_back.clone()),
        ("done_on", case.done_on.clone()),
        (
            "satisfaction",
            case.satisfaction
                .map(|stars| stars.to_string())
                .unwrap_or_default(),
        ),
    ];
    Fields::filled(user.lang(), "case", &pairs)
}

pub(super) fn page(
    tx: &Tx<'_>,
    user: &User,
    wanted: Uuid,
    look: &Look,
    typed: Option<Fields>,
    now: i64,
) -> Result<Option<Detail>, DbError> {
    let Some(case) = cases::find(tx, wanted)? else {
        return Ok(None);
    };
    // Where nobody has searched, those of the same kind.
    let category = Some(case.category).filter(|category| look.faq.is_empty() && *category != Category::Other);
    Ok(Some(Detail {
        p: Page::new(tx, user, "cases")?,
        tab: case.kind.code(),
        notice: String::new(),
        error: String::new(),
        entries: cases::entries(tx, wanted)?,
        files: cases::files(tx, wanted)?,
        faqs: cases::faq_list(tx, &look.faq, category, OFFERED)?,
        faq: look.faq.clone(),
        people: people(tx)?,
        services: ServiceKind::ALL.map(ServiceKind::code),
        categories: Category::ALL.map(Category::code),
        f: typed.unwrap_or_else(|| filled(user, &case)),
        full: !look.full.is_empty() && user.may(Role::Office),
        now,
        c: case,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    Query(look): Query<Look>,
    Query(told): Query<Said>,
) -> Result<Html<String>, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let (lang, now) = (user.lang(), state.store.clock().now_ms());
    let page = state
        .store
        .read(move |rx| page(rx, &user, wanted, &look, None, now))
        .await?;
    html(&Detail {
        notice: told.text(lang),
        ..page.ok_or(Failure::NotFound)?
    })
}
