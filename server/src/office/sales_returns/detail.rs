//! 退貨單 on the screen: what was declared, found and decided, where the pieces stand, and until when the law gives time.

use super::super::notice::Said;
use super::{Choice, Fields, Page, html, id, liables, read_head, reasons, texts};
use crate::db::{DbError, Tx};
use crate::domain::catalogue;
use crate::domain::returns::{
    self, Decided, Decision, FindingView, HOWS, LastDays, Late, Matched, Owner, PARCELS, Pickup, ReturnView,
    SLOTS, STATES, Step,
};
use crate::domain::settings::{day, holidays::holidays};
use crate::http::{AppState, Failure, User};
use crate::office::after::{self, After};
use crate::office::setup::status;
use crate::office::story::{self, Step as StoryStep};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::id::{CarrierId, OrderId, ReturnId};
use shared::lang::Lang;

/// Facts in the story.
const STORY: i64 = 500;

#[derive(Template)]
#[template(path = "office/sales_returns/detail.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    v: ReturnView,
    /// `None`: nobody knows yet whose it is.
    after: Option<After>,
    /// Masked.
    recipient: String,
    last: LastDays,
    late: Vec<Late>,
    in_time: Option<bool>,
    /// Years of which holidays are known.
    years: String,
    today: String,
    /// The reader inspected it, and cannot decide.
    inspector: bool,
    owner: String,
    owners: Vec<Owner>,
    steps: Vec<StoryStep>,
    carriers: Vec<(String, String)>,
    reasons: Vec<Choice>,
    liables: Vec<Choice>,
    decisions: Vec<Choice>,
    hows: [&'static str; 2],
    slots: [&'static str; 4],
    states: [&'static str; 5],
    /// Corrections.
    f: Fields,
    /// The decision.
    d: Fields,
    /// The pickup.
    u: Fields,
}

impl Detail {
    fn lang(&self) -> Lang {
        self.p.lang
    }

    /// `外箱 完好、配件 缺少或損壞`
    fn answers(&self, one: &FindingView) -> String {
        let lang = self.p.lang;
        let answers = one
            .answers
            .iter()
            .map(|answer| format!("{} {}", answer.question.text(lang), answer.finding.text(lang)));
        answers.collect::<Vec<_>>().join(match lang {
            Lang::ZhTw => "、",
            Lang::En => ", ",
        })
    }

    fn blind(&self) -> bool {
        self.v.head.order.is_none() && self.v.main.is_none() && self.p.may("office")
    }

    fn can_decide(&self) -> bool {
        self.v.head.state == "done"
            && self.v.head.decision.is_none()
            && self.v.main.is_none()
            && self.p.may("office")
    }

    fn gone(&self, day: &str) -> bool {
        !day.is_empty() && day < self.today.as_str()
    }

    fn is_refused(&self, code: &&str) -> bool {
        self.d.is("decision", code)
    }
}

/// Which of the page's three forms came back.
enum Typed {
    Head(Fields),
    Decision(Fields),
    Pickup(Fields),
}

fn filled(user: &User, v: &ReturnView) -> (Fields, Fields) {
    let head = [
        ("reason", v.head.reason.map_or("", |one| one.code()).to_owned()),
        ("reason_note", v.reason_note.clone()),
        ("liable", v.liable.map_or("", |one| one.code()).to_owned()),
        ("platform_no", v.head.platform_no.clone()),
        ("codes", v.codes.join(" ")),
        ("received_on", v.head.received_on.clone()),
        ("noticed_on", v.head.noticed_on.clone()),
        ("sent_on", v.head.sent_on.clone()),
        ("note", v.note.clone()),
    ];
    let pickup = v.pickup.clone().unwrap_or_else(|| Pickup {
        how: "courier".to_owned(),
        slot: "any".to_owned(),
        state: "asked".to_owned(),
        parcels: 1,
        ..Pickup::default()
    });
    let pickup = [
        ("how", pickup.how),
        ("carrier", pickup.carrier.map_or(String::new(), |id| id.hex())),
        ("day", pickup.day),
        ("slot", pickup.slot),
        ("parcels", pickup.parcels.to_string()),
        ("pickup_state", pickup.state),
        ("pickup_note", pickup.note),
    ];
    (
        Fields::filled(user.lang(), "sales_return", &head),
        Fields::filled(user.lang(), "sales_return", &pickup),
    )
}

fn page(
    tx: &Tx<'_>,
    user: &User,
    wanted: ReturnId,
    now: i64,
    owner: Option<String>,
) -> Result<Option<Detail>, DbError> {
    let Some(v) = returns::get(tx, wanted)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "sales_returns")?;
    let holidays = holidays(tx)?;
    let today = day::date(now, p.shop.utc_offset_min);
    let last = v.last_days(&p.shop, &holidays);
    let (f, u) = filled(user, &v);
    let blind = v.head.order.is_none() && v.main.is_none();
    let owner = owner.unwrap_or_default();
    let lang = p.lang;
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        after: after::of_return(tx, &v.head)?,
        recipient: crate::domain::orders::mask_name(&v.recipient),
        late: v.head.late(&last, &today),
        in_time: returns::in_time(&v.head.known(&p.shop), &v.head.sent_on, &last),
        years: holidays.years().into_iter().collect::<Vec<_>>().join("、"),
        inspector: returns::has_inspected(tx, wanted, user.member.id)?,
        owners: if blind && p.may("office") {
            returns::owners(tx, wanted, &owner)?
        } else {
            Vec::new()
        },
        steps: story::steps(tx, &p, returns::story(tx, wanted, STORY)?)?,
        carriers: catalogue::carriers(tx)?
            .into_iter()
            .map(|(carrier, _)| (carrier.id.hex(), carrier.name))
            .collect(),
        reasons: reasons(lang),
        liables: liables(lang),
        decisions: Decision::ALL.map(|one| (one.code(), one.text(lang))).to_vec(),
        hows: HOWS,
        slots: SLOTS,
        states: STATES,
        d: Fields::filled(lang, "sales_return", &[]),
        f,
        u,
        last,
        today,
        owner,
        v,
        p,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    axum::extract::Query(told): axum::extract::Query<Said>,
    asked: Fields,
) -> Result<Html<String>, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let (lang, now) = (user.lang(), state.store.clock().now_ms());
    let owner = Some(asked.text("owner"));
    let page = state
        .store
        .read(move |rx| page(rx, &user, wanted, now, owner))
        .await?;
    html(&Detail {
        notice: told.text(lang),
        ..page.ok_or(Failure::NotFound)?
    })
}

fn said(wanted: ReturnId, code: &str) -> Response {
    Redirect::to(&format!("/office/sales-returns/{wanted}?said={code}")).into_response()
}

/// The page again, with what was typed and why it was not done.
async fn again(
    state: AppState,
    user: User,
    wanted: ReturnId,
    typed: Option<Typed>,
    error: &str,
) -> Result<Response, Failure> {
    let error = match error {
        "" => String::new(),
        key => texts::text(user.lang(), key).to_owned(),
    };
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| page(rx, &user, wanted, now, None))
        .await?;
    let mut page = Detail {
        error,
        ..page.ok_or(Failure::NotFound)?
    };
    match typed {
        Some(Typed::Head(fields)) => page.f = fields,
        Some(Typed::Decision(fields)) => page.d = fields,
        Some(Typed::Pickup(fields)) => page.u = fields,
        None => {}
    }
    Ok((status(true), html(&page)?).into_response())
}

pub async fn correct(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let mut fields = fields.of("sales_return");
    let head = read_head(&mut fields);
    if !fields.failed() {
        let step = state
            .store
            .write(user.by(), move |cx| returns::correct(cx, wanted, &head))
            .await?;
        match step {
            Step::Done => return Ok(said(wanted, "sr_saved")),
            Step::NotFound => return Err(Failure::NotFound),
            Step::TooLate => return again(state, user, wanted, None, "sr.too_late").await,
            Step::Wrong(invalid) => fields.refuse(&invalid),
        }
    }
    again(state, user, wanted, Some(Typed::Head(fields)), "").await
}

/// What a step without a form came to.
async fn stepped(
    state: AppState,
    user: User,
    wanted: ReturnId,
    step: Step,
    done: &str,
) -> Result<Response, Failure> {
    match step {
        Step::Done => Ok(said(wanted, done)),
        Step::NotFound => Err(Failure::NotFound),
        Step::TooLate | Step::Wrong(_) => again(state, user, wanted, None, "sr.too_late").await,
    }
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let step = state
        .store
        .write(user.by(), move |cx| returns::cancel(cx, wanted))
        .await?;
    stepped(state, user, wanted, step, "sr_cancelled").await
}

pub async fn unmatch(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let step = state
        .store
        .write(user.by(), move |cx| returns::unmatch(cx, wanted))
        .await?;
    stepped(state, user, wanted, step, "sr_unmatched").await
}

pub async fn match_order(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let order: OrderId = id(fields.get("order"))?;
    let matched = state
        .store
        .write(user.by(), move |cx| returns::match_order(cx, wanted, order))
        .await?;
    match matched {
        Matched::Own => Ok(said(wanted, "sr_matched")),
        Matched::Into(main) => Ok(said(main, "sr_merged")),
        Matched::NotFound => Err(Failure::NotFound),
        Matched::TooLate => again(state, user, wanted, None, "sr.too_late").await,
    }
}

pub async fn decide(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let mut fields = fields.of("sales_return");
    let decision = Decision::parse(fields.get("decision")).ok_or(Failure::Bad("a decision that is none"))?;
    let note = fields.text("decision_note");
    let decided = state
        .store
        .write(user.by(), move |cx| returns::decide(cx, wanted, decision, &note))
        .await?;
    let error = match decided {
        Decided::Done => return Ok(said(wanted, "sr_decided")),
        Decided::NotFound => return Err(Failure::NotFound),
        Decided::NotInspected => "sr.not_inspected",
        Decided::Nobodys => "sr.nobodys",
        Decided::Inspector => "sr.inspector",
        Decided::Before => "sr.decided_before",
        Decided::Wrong(invalid) => {
            fields.refuse(&invalid);
            ""
        }
    };
    again(state, user, wanted, Some(Typed::Decision(fields)), error).await
}

pub async fn pickup(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let mut fields = fields.of("sales_return");
    let asked = Pickup {
        how: fields.text("how"),
        carrier: fields.text("carrier").parse::<CarrierId>().ok(),
        carrier_name: String::new(),
        day: fields.day("day"),
        slot: fields.text("slot"),
        parcels: fields.whole("parcels", 1..=PARCELS),
        note: fields.text("pickup_note"),
        state: fields.text("pickup_state"),
        asked_at: 0,
    };
    if !fields.failed() {
        let step = state
            .store
            .write(user.by(), move |cx| returns::arrange(cx, wanted, &asked))
            .await?;
        match step {
            Step::Done => return Ok(said(wanted, "sr_saved")),
            Step::NotFound => return Err(Failure::NotFound),
            Step::TooLate => return again(state, user, wanted, None, "sr.too_late").await,
            Step::Wrong(invalid) => fields.refuse(&invalid),
        }
    }
    again(state, user, wanted, Some(Typed::Pickup(fields)), "").await
}
