//! One delivery, live: what was ordered, what came, where it went, who did it; and the office's answers.

use crate::db::{DbError, Tx};
use crate::domain::attachments::FileHead;
use crate::domain::discrepancies::Answer;
use crate::domain::payables::{self, Match, VoucherForm, VoucherKind, VoucherView};
use crate::domain::photos::{self, Named};
use crate::domain::receiving::{
    self, CancelOutcome, DeliveryView, LineView, Offered, Part, ReceiptView, SupplierName,
};
use crate::domain::shipments;
use crate::domain::stock::Answered;
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::manifests::drawable;
use crate::office::notice::Said;
use crate::office::setup::status;
use crate::office::story::{self, Step};
use crate::office::{Page, amounts, html, id, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use shared::facts::Fact;
use shared::id::{DeliveryId, DiscrepancyId, SupplierId};
use shared::lang::Lang;
use shared::stock::Condition;

/// Facts of a delivery that are shown.
const STEPS: i64 = 1_000;
/// Counts with photos that are shown; the story below has the others.
const DAMAGES: usize = 100;

/// A line with what was counted of it and where it went.
pub(super) struct Counted {
    pub line: LineView,
    pub lots: Vec<String>,
    pub bins: Vec<String>,
}

/// Pieces that are not good, with photos.
struct Shown {
    at: i64,
    staff: String,
    device: String,
    /// Item, pieces, lot.
    what: String,
    reason: &'static str,
    photos: Vec<Named>,
}

#[derive(Template)]
#[template(path = "office/deliveries/detail.html")]
pub(super) struct Detail {
    p: Page,
    notice: String,
    error: String,
    d: DeliveryView,
    lines: Vec<Counted>,
    damages: Vec<Shown>,
    signature: String,
    steps: Vec<Step>,
    suppliers: Vec<SupplierName>,
    /// Naming a blind delivery.
    named: Fields,
    money: Match,
    vouchers: Vec<(VoucherView, Vec<FileHead>)>,
    files: Vec<FileHead>,
    /// A voucher's form.
    f: Fields,
    kinds: Vec<&'static str>,
    forms: Vec<&'static str>,
    /// Expected deliveries that a blind one may be.
    offered: Vec<Offered>,
    /// Blind deliveries that turned out to be this one.
    parts: Vec<Part>,
}

impl Detail {
    fn lang(&self) -> Lang {
        self.p.lang
    }

    fn typed(&self, minor: &i64) -> String {
        amounts::typed(*minor)
    }
}

/// `T8 2027-08-31 × 6`, and what of it is held or not good.
fn lot_text(lang: Lang, row: &ReceiptView) -> String {
    let mut parts = Vec::new();
    if !row.lot.number.is_empty() {
        parts.push(row.lot.number.clone());
    }
    if !row.lot.expiry.is_empty() {
        parts.push(row.lot.expiry.clone());
    }
    match (row.condition, row.damage) {
        (Condition::Good, _) => {}
        (_, Some(damage)) => parts.push(damage.text(lang).to_owned()),
        // They are among the good ones of the line above.
        (Condition::Hold, None) => {
            let of_these = texts::text(lang, "delivery.of_these");
            parts.push(format!("{of_these} {}", Condition::Hold.text(lang)));
        }
        (condition, None) => parts.push(condition.text(lang).to_owned()),
    }
    parts.push(format!("× {}", row.quantity));
    parts.join(" ")
}

pub(super) fn counted(tx: &Tx<'_>, delivery: DeliveryId, lang: Lang) -> Result<Vec<Counted>, DbError> {
    let receipts = receiving::receipts(tx, delivery)?;
    let stowed = receiving::stowed(tx, delivery)?;
    Ok(receiving::lines(tx, delivery)?
        .into_iter()
        .map(|line| {
            let own = receipts.iter().filter(|row| row.line == line.id);
            // A line of plain good pieces needs no word about lots.
            let lots = own
                .filter(|row| row.condition != Condition::Good || !row.lot.is_none())
                .map(|row| lot_text(lang, row))
                .collect();
            let bins = stowed
                .iter()
                .filter(|(item, _, _)| *item == line.item)
                .map(|(_, bin, quantity)| format!("{bin} × {quantity}"))
                .collect();
            Counted { line, lots, bins }
        })
        .collect())
}

/// What was counted as not good and photographed, as it was done.
fn damages(tx: &Tx<'_>, delivery: DeliveryId, lang: Lang) -> Result<Vec<Shown>, DbError> {
    let mut damages = Vec::new();
    let mut named = photos::of_task(tx, &receiving::task(delivery))?;
    for part in receiving::parts(tx, delivery)? {
        named.extend(photos::of_task(tx, &receiving::task(part.id))?);
    }
    for of_fact in named.chunk_by(|(one, _), (other, _)| one == other).take(DAMAGES) {
        let Some(event) = shipments::story_of_fact(tx, of_fact[0].0)? else {
            continue;
        };
        let Some(Fact::Received(fact)) = &event.what else {
            continue;
        };
        let what = format!(
            "{} {} × {} {}",
            event.sku, event.item_name, fact.quantity, fact.lot.number
        );
        damages.push(Shown {
            at: event.at,
            staff: event.staff,
            device: event.device,
            what: what.trim().to_owned(),
            reason: fact.damage.map_or("", |reason| reason.text(lang)),
            photos: of_fact.iter().map(|(_, photo)| *photo).collect(),
        });
    }
    Ok(damages)
}

/// The page, with the forms as they were typed where they failed.
pub(super) fn page(
    tx: &Tx<'_>,
    user: &User,
    delivery: DeliveryId,
    typed: Option<Fields>,
) -> Result<Option<Detail>, DbError> {
    let Some(d) = receiving::delivery(tx, delivery)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "deliveries")?;
    let parts = receiving::parts(tx, delivery)?;
    let mut events = shipments::story_of_task(tx, &receiving::task(delivery), STEPS)?;
    for part in &parts {
        events.extend(shipments::story_of_task(tx, &receiving::task(part.id), STEPS)?);
    }
    events.sort_by_key(|event| event.at);
    let money = payables::match_of(tx, delivery)?;
    let mut vouchers = Vec::new();
    for voucher in payables::vouchers_of_delivery(tx, delivery)? {
        let files = payables::attachments(tx, Some(voucher.id), None)?;
        vouchers.push((voucher, files));
    }
    let named = [
        (
            "supplier",
            d.supplier.map(|id| id.to_string()).unwrap_or_default(),
        ),
        ("purchase_no", d.purchase_no.clone()),
        ("note_no", d.note_no.clone()),
    ];
    let rest = money.receipt.minus(money.invoiced);
    let fresh = [
        ("kind", "invoice".to_owned()),
        ("form", payables::usual_form(tx, d.supplier)?.code().to_owned()),
        ("net", amounts::typed(rest.net.max(0))),
        ("tax", amounts::typed(rest.tax.max(0))),
    ];
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        lines: counted(tx, delivery, p.lang)?,
        damages: damages(tx, delivery, p.lang)?,
        signature: if drawable(&d.signature) {
            d.signature.clone()
        } else {
            String::new()
        },
        steps: story::steps(tx, &p, events)?,
        suppliers: receiving::suppliers(tx)?,
        named: Fields::filled(p.lang, "delivery", &named),
        money,
        vouchers,
        files: payables::attachments(tx, None, Some(delivery))?,
        f: typed.unwrap_or_else(|| Fields::filled(p.lang, "voucher", &fresh)),
        kinds: VoucherKind::ALL.map(VoucherKind::code).to_vec(),
        forms: VoucherForm::ALL.map(VoucherForm::code).to_vec(),
        offered: if d.blind && d.merged.is_none() {
            receiving::offered(tx, delivery)?
        } else {
            Vec::new()
        },
        parts,
        d,
        p,
    }))
}

impl Detail {
    /// What could not be done, on top of the page.
    pub(super) fn failing(mut self, error: String) -> Detail {
        self.error = error;
        self
    }

    pub(super) fn answer(&self, failed: bool) -> Result<Response, Failure> {
        Ok((status(failed), html(self)?).into_response())
    }
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    Query(said): Query<Said>,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let lang = user.lang();
    let page = state
        .store
        .read(move |rx| page(rx, &user, delivery, None))
        .await?
        .ok_or(Failure::NotFound)?;
    Detail {
        notice: said.text(lang),
        ..page
    }
    .answer(false)
}

/// Back to the page with words about what was done.
pub(super) fn said(delivery: DeliveryId, code: &str) -> Response {
    Redirect::to(&format!("/office/deliveries/{delivery}?said={code}")).into_response()
}

/// Shows the page with what could not be done.
pub(super) async fn refused(
    state: &AppState,
    user: User,
    delivery: DeliveryId,
    error: &str,
) -> Result<Response, Failure> {
    let error = error.to_owned();
    let page = state
        .store
        .read(move |rx| page(rx, &user, delivery, None))
        .await?
        .ok_or(Failure::NotFound)?;
    page.failing(error).answer(true)
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let by = user.by();
    match state
        .store
        .write(by, move |cx| receiving::cancel(cx, delivery))
        .await?
    {
        CancelOutcome::Cancelled => Ok(said(delivery, "delivery_cancelled")),
        CancelOutcome::NotFound => Err(Failure::NotFound),
        CancelOutcome::TooLate => {
            let error = texts::text(user.lang(), "delivery.cancel_late");
            refused(&state, user, delivery, error).await
        }
    }
}

pub async fn identify(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let mut fields = fields.of("delivery");
    let supplier = fields.text("supplier").parse::<SupplierId>().ok();
    if supplier.is_none() {
        fields.say("supplier", "invalid.empty", &[]);
    }
    if let Some(supplier) = supplier {
        let (order, note) = (fields.text("purchase_no"), fields.text("note_no"));
        let kept = state
            .store
            .write(user.by(), move |cx| {
                receiving::identify(cx, delivery, supplier, &order, &note)
            })
            .await?;
        match kept {
            Ok(()) => return Ok(said(delivery, "identified")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    let page = state
        .store
        .read(move |rx| page(rx, &user, delivery, None))
        .await?
        .ok_or(Failure::NotFound)?;
    Detail {
        named: fields,
        ..page
    }
    .answer(true)
}

/// Keeps or sends back what is over on a line.
pub async fn over(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let delivery: DeliveryId = id(&delivery)?;
    let question: DiscrepancyId = id(fields.get("question"))?;
    let answer = Answer::parse(fields.get("answer")).ok_or(Failure::Bad("an answer that is none"))?;
    let done = state
        .store
        .write(user.by(), move |cx| {
            receiving::answer(cx, question, answer, None, "")
        })
        .await?;
    let error = match done {
        Answered::Done(_) => return Ok(said(delivery, "answered")),
        Answered::NotFound | Answered::ClosedBefore => "answer.closed_before",
        Answered::NotAnAnswer | Answered::NumberNeeded => "answer.not_possible",
    };
    let error = texts::text(user.lang(), error);
    refused(&state, user, delivery, error).await
}
