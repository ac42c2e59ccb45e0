//! The list of cases, a new one, and what the shop promises.

use super::{SHOWN, said};
use crate::db::{DbError, Tx};
use crate::domain::cases::{
    self, CaseFilter, CaseView, Category, Channel, Counts, Kind, NewCase, Opened, Promise, ServiceKind,
    masked,
};
use crate::domain::settings::day;
use crate::domain::staff::{self, Member};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::setup::status;
use crate::office::{Page, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use shared::catalogue::Role;
use std::collections::BTreeMap;

/// States that may be asked for.
const STATES: [&str; 6] = ["live", "late", "open", "answered", "closed", "all"];

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Find {
    pub kind: String,
    pub state: String,
    pub channel: String,
    pub category: String,
    pub q: String,
}

impl Find {
    pub fn filter(&self) -> CaseFilter {
        CaseFilter {
            kind: Kind::parse(&self.kind),
            state: match self.state.as_str() {
                "all" => String::new(),
                "" => "live".to_owned(),
                state => state.to_owned(),
            },
            channel: Channel::parse(&self.channel),
            category: Category::parse(&self.category),
            query: self.q.chars().take(100).collect(),
        }
    }

    fn query(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "office/cases/list.html")]
struct List {
    p: Page,
    tab: &'static str,
    notice: String,
    error: String,
    find: Find,
    states: [&'static str; 6],
    channels: [&'static str; 6],
    categories: [&'static str; 6],
    cases: Vec<CaseView>,
    counts: Counts,
    now: i64,
    promise: Promise,
    shown: i64,
}

impl List {
    fn short(&self, case: &CaseView) -> String {
        let text = masked(&case.question);
        let mut short: String = text.chars().take(60).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    }

    fn clock(&self, minutes: &i64) -> String {
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn hours(&self, channel: &str) -> i64 {
        Channel::parse(channel).map_or(0, |channel| self.promise.hours_of(channel))
    }

    fn is_state(&self, state: &str) -> bool {
        self.find.state == state || self.find.state.is_empty() && state == "live"
    }
}

fn page(tx: &Tx<'_>, user: &User, find: Find, now: i64) -> Result<List, DbError> {
    let kind = match find.kind.as_str() {
        "service" => "service",
        _ => "question",
    };
    let find = Find {
        kind: kind.to_owned(),
        ..find
    };
    Ok(List {
        p: Page::new(tx, user, "cases")?,
        tab: kind,
        notice: String::new(),
        error: String::new(),
        cases: cases::list(tx, &find.filter(), now, SHOWN)?,
        counts: cases::counts(tx, now)?,
        find,
        states: STATES,
        channels: Channel::ALL.map(Channel::code),
        categories: Category::ALL.map(Category::code),
        now,
        promise: cases::promise(tx)?,
        shown: SHOWN,
    })
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(told): Query<Said>,
) -> Result<Html<String>, Failure> {
    let (now, lang) = (state.store.clock().now_ms(), user.lang());
    let page = state.store.read(move |rx| page(rx, &user, find, now)).await?;
    html(&List {
        notice: told.text(lang),
        ..page
    })
}

/// `09:30` as minutes; 24:00 is the end of the day.
fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// Hours to the first answer by channel, and when the shop is open.
pub async fn set_promise(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("promise");
    let hours: BTreeMap<String, i64> = Channel::ALL
        .iter()
        .map(|channel| {
            let name = format!("hours_{}", channel.code());
            (channel.code().to_owned(), fields.number(&name).unwrap_or(-1))
        })
        .collect();
    let days = fields.all("day");
    let promise = Promise {
        opens: minutes(fields.get("opens")).unwrap_or(-1),
        closes: minutes(fields.get("closes")).unwrap_or(-1),
        days: std::array::from_fn(|day| days.contains(&day.to_string().as_str())),
        hours,
    };
    if promise.wrong().is_empty() {
        state
            .store
            .write(user.by(), move |cx| cases::set_promise(cx, &promise))
            .await?;
        return Ok(Redirect::to("/office/cases?said=promise_set").into_response());
    }
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| page(rx, &user, Find::default(), now))
        .await?;
    let page = List {
        error: page.p.t("case.promise_wrong").to_owned(),
        promise,
        ..page
    };
    Ok((status(true), html(&page)?).into_response())
}

#[derive(Template)]
#[template(path = "office/cases/new.html")]
struct New {
    p: Page,
    tab: &'static str,
    f: Fields,
    channels: [&'static str; 6],
    categories: [&'static str; 6],
    services: [&'static str; 5],
    people: Vec<Member>,
    kind: &'static str,
}

/// Who may have a case in hand.
pub(super) fn people(tx: &Tx<'_>) -> Result<Vec<Member>, DbError> {
    let mut members = staff::members(tx)?;
    members.retain(|member| member.role >= Role::Lead);
    Ok(members)
}

fn new_page(tx: &Tx<'_>, user: &User, f: Fields) -> Result<New, DbError> {
    let kind = match f.get("kind") {
        "service" => "service",
        _ => "question",
    };
    Ok(New {
        p: Page::new(tx, user, "cases")?,
        tab: kind,
        channels: Channel::ALL.map(Channel::code),
        categories: Category::ALL.map(Category::code),
        services: ServiceKind::ALL.map(ServiceKind::code),
        people: people(tx)?,
        kind,
        f,
    })
}

/// An order, an item or a return may come with the address.
pub async fn new(State(state): State<AppState>, user: User, asked: Fields) -> Result<Html<String>, Failure> {
    let given = [
        "kind", "order", "sku", "returned", "serial", "channel", "category",
    ];
    let mut pairs: Vec<(&str, String)> = given.iter().map(|name| (*name, asked.text(name))).collect();
    pairs.push(("holder", user.member.id.hex()));
    let fields = Fields::filled(user.lang(), "case", &pairs);
    let page = state.store.read(move |rx| new_page(rx, &user, fields)).await?;
    html(&page)
}

fn read(fields: &mut Fields, utc_offset_min: i32) -> NewCase {
    let asked_at = match fields.text("asked_at").as_str() {
        "" => None,
        text => match day::moment(text, utc_offset_min) {
            Some(at) => Some(at),
            None => {
                fields.say("asked_at", "invalid.date", &[("value", text)]);
                None
            }
        },
    };
    NewCase {
        kind: Kind::parse(fields.get("kind")).unwrap_or(Kind::Question),
        channel: Channel::parse(fields.get("channel")).unwrap_or(Channel::Other),
        category: Category::parse(fields.get("category")).unwrap_or(Category::Other),
        service: ServiceKind::parse(fields.get("service")),
        alias: fields.text_within("alias", cases::WORD_LIMIT),
        order: fields.text("order"),
        sku: fields.text("sku"),
        serial: fields.text("serial"),
        returned: fields.text("returned"),
        question: fields.text("question"),
        asked_at,
        holder: fields.text("holder").parse().ok(),
    }
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("case");
    let made = state
        .store
        .write(
            user.by(),
            move |cx| -> Result<Result<uuid::Uuid, Box<New>>, DbError> {
                let offset = crate::domain::settings::shop(cx)?.utc_offset_min;
                let new = read(&mut fields, offset);
                if !fields.failed() {
                    match cases::open(cx, &new)? {
                        Opened::Done { id, .. } => return Ok(Ok(id)),
                        Opened::Wrong(invalid) => fields.refuse(&invalid),
                        Opened::Channels(channels) => fields.say(
                            "order",
                            "case.several_channels",
                            &[("channels", &channels.join("、"))],
                        ),
                    }
                }
                Ok(Err(Box::new(new_page(cx, &user, fields)?)))
            },
        )
        .await?;
    match made {
        Ok(id) => Ok(said(id, "case_opened")),
        Err(page) => Ok((status(true), html(page.as_ref())?).into_response()),
    }
}

impl List {
    fn is_cut(&self) -> bool {
        i64::try_from(self.cases.len()).unwrap_or(i64::MAX) >= self.shown
    }

    fn file(&self, out: &str) -> String {
        format!("/office/cases.{out}?{}", self.find.query())
    }
}
