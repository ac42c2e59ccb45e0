//! 退貨單 on paper.

use super::id;
use crate::db::{DbError, Tx};
use crate::documents::{Paper, SalesReturnFinding, SalesReturnLine, SalesReturnPaper};
use crate::domain::orders::mask_name;
use crate::domain::returns::{self, FindingView, ReturnView};
use crate::domain::settings::{self, holidays::holidays};
use crate::http::{AppState, Failure, User};
use crate::office::papers::Desk;
use crate::office::sheet::Asked;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use shared::id::ReturnId;
use shared::lang::Lang;

fn joined(parts: &[&str], between: &str) -> String {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    filled.join(between)
}

fn finding(one: &FindingView, lang: Lang) -> SalesReturnFinding {
    let (between, comma) = match lang {
        Lang::ZhTw => ("；", "、"),
        Lang::En => ("; ", ", "),
    };
    let answers: Vec<String> = one
        .answers
        .iter()
        .map(|answer| format!("{} {}", answer.question.text(lang), answer.finding.text(lang)))
        .collect();
    let why = one.finding.map_or("", |why| why.text(lang));
    SalesReturnFinding {
        sku: one.sku.clone(),
        lot: joined(&[&one.lot.number, &one.lot.expiry, &one.serial], " "),
        quantity: one.quantity,
        grade: one.grade.text(lang).to_owned(),
        disposition: one.disposition.text(lang).to_owned(),
        found: joined(&[why, &answers.join(comma), &one.remark], between),
        plate: one.plate.clone(),
        by: joined(&[&one.staff, &one.second], "＋"),
    }
}

fn made(tx: &Tx<'_>, v: &ReturnView, now: i64) -> Result<SalesReturnPaper, DbError> {
    let desk = Desk::new(tx, now)?;
    let (lang, shop) = (desk.text_lang(), settings::shop(tx)?);
    let last = v.last_days(&shop, &holidays(tx)?);
    let head = &v.head;
    let reason = head.reason.map_or("", |one| one.text(lang));
    let note = match (reason.is_empty(), v.reason_note.is_empty()) {
        (false, false) => format!("{reason}（{}）", v.reason_note),
        _ => joined(&[reason, &v.reason_note], ""),
    };
    let carrier = v
        .pickup
        .as_ref()
        .map_or("", |pickup| pickup.carrier_name.as_str());
    let stands = v.findings.iter().filter(|one| !one.undone);
    let mut inspectors: Vec<&str> = stands.clone().map(|one| one.staff.as_str()).collect();
    inspectors.sort_unstable();
    inspectors.dedup();
    Ok(SalesReturnPaper {
        lang: desk.lang(),
        company: desk.company(),
        number: head.number.clone(),
        date: match head.noticed_on.as_str() {
            "" => desk.date(head.created_at),
            noticed => noticed.to_owned(),
        },
        printed_at: desk.minute(now),
        source: head.source.text(lang).to_owned(),
        platform: head.channel.clone(),
        order_no: head.order_no.clone(),
        platform_no: head.platform_no.clone(),
        shipment_no: v.shipment_number.clone(),
        left_on: v.handed_at.map_or_else(String::new, |at| desk.date(at)),
        received_on: head.received_on.clone(),
        customer: mask_name(&v.recipient),
        reason: note,
        liable: v.liable.map_or("", |one| one.text(lang)).to_owned(),
        way_back: joined(&[carrier, &head.codes], " "),
        arrived: head
            .arrived_at
            .map_or_else(String::new, |at| format!("{} {}", desk.minute(at), v.arrived_by)),
        withdraw_by: last.withdraw,
        fetch_by: last.fetch,
        pay_back_by: last.pay_back,
        decision: head.decision.map_or_else(String::new, |one| {
            joined(&[one.text(lang), &v.decision_note], "　")
        }),
        note: v.note.clone(),
        made_by: v.created_by.clone(),
        inspected_by: inspectors.join("、"),
        decided_by: v.decided_by.clone(),
        lines: v
            .lines
            .iter()
            .map(|line| SalesReturnLine {
                sku: line.sku.clone(),
                name: line.name.clone(),
                bought: line.bought.map_or_else(String::new, |n| n.to_string()),
                declared: line.declared,
                found: line.found,
                missing: line.missing,
            })
            .collect(),
        findings: stands.map(|one| finding(one, lang)).collect(),
    })
}

pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: ReturnId = id(&wanted)?;
    let now = state.store.clock().now_ms();
    let paper = state
        .store
        .read(move |rx| -> Result<Option<SalesReturnPaper>, DbError> {
            match returns::get(rx, wanted)? {
                Some(view) => made(rx, &view, now).map(Some),
                None => Ok(None),
            }
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/sales-returns",
    };
    let name = format!("{}.pdf", paper.number);
    asked.pdf(&name, Paper::SalesReturn(paper)).await
}
