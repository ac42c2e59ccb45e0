//! Printing: pick lists, slips and labels of a release, manifests; PDF in the browser.
//!
//! Invariant: a label is counted when somebody asks to print it, by a form and never by a link, so that a reload of
//! the PDF counts nothing; what is wrong with a paper is shown before it is counted.

use super::fields::Fields;
use super::papers::Desk;
use super::sheet::{lay_out, paper_lang, pdf_answer};
use super::{Page, html, id};
use crate::db::{DbError, Tx};
use crate::documents::{DocumentError, MAX_LABELS, Paper, Warning};
use crate::domain::shipments::{self, ParcelFacts};
use crate::domain::waves::{self, ListView, WaveView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::id::{ManifestId, ShipmentId, WaveId};
use shared::lang::Lang;

/// Lists of a release that are worth paper.
fn live_lists(tx: &Tx<'_>, wave: WaveId) -> Result<Vec<ListView>, DbError> {
    let mut lists = waves::lists_of_wave(tx, wave)?;
    lists.retain(|list| list.state != "cancelled");
    lists.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(lists)
}

/// Parcels whose number is known; the others wait for the carrier's.
fn labelled(parcels: Vec<ParcelFacts>) -> Vec<ParcelFacts> {
    let known = |parcel: &ParcelFacts| parcel.label.as_deref().is_some_and(|label| !label.is_empty());
    parcels.into_iter().filter(known).collect()
}

fn part_of<T>(all: Vec<T>, part: usize) -> Option<Vec<T>> {
    let from = part.checked_sub(1)?.checked_mul(MAX_LABELS)?;
    let some: Vec<T> = all.into_iter().skip(from).take(MAX_LABELS).collect();
    (!some.is_empty()).then_some(some)
}

/// What a part of a PDF is called: `1–200`.
struct Part {
    number: usize,
    from: usize,
    to: usize,
}

fn parts(all: usize) -> Vec<Part> {
    (0..all.div_ceil(MAX_LABELS))
        .map(|part| Part {
            number: part + 1,
            from: part * MAX_LABELS + 1,
            to: all.min((part + 1) * MAX_LABELS),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "office/waves/print.html")]
struct Print {
    p: Page,
    wave: WaveView,
    lists: Vec<Part>,
    slips: Vec<Part>,
    labels: Vec<Part>,
    /// Parcels whose label went to paper before, and the highest count.
    reprints: (usize, i64),
    unlabelled: usize,
    /// What people should see before they print.
    warnings: Vec<String>,
    /// What cannot be printed at all.
    problems: Vec<String>,
    /// The papers are shown in the page.
    embed: bool,
    /// Warnings are to be confirmed before labels are counted; which part was asked for.
    confirm: Option<String>,
}

fn print_page(tx: &Tx<'_>, user: &User, wave: WaveId, now: i64) -> Result<Option<Print>, DbError> {
    let Some(view) = waves::wave(tx, wave)? else {
        return Ok(None);
    };
    let desk = Desk::new(tx, now)?;
    let lists = live_lists(tx, wave)?;
    let all = parcels(tx, wave)?;
    let (slips, mut papers) = (all.len(), Vec::new());
    for list in &lists {
        papers.push((list.number.clone(), desk.pick_list(tx, list, &view.note)?));
    }
    for parcel in &all {
        papers.push((parcel.number.clone(), desk.slip(tx, parcel)?));
    }
    let labels = labelled(all);
    let (mut warnings, mut problems) = check(&papers, user.lang());
    for chunk in labels.chunks(MAX_LABELS) {
        let made = chunk.iter().filter_map(|parcel| desk.label(parcel)).collect();
        let (more, wrong) = check(&[(String::new(), Paper::ParcelLabels(made))], user.lang());
        warnings.extend(more);
        problems.extend(wrong);
    }
    warnings.dedup();
    warnings.truncate(200);
    let before = labels.iter().filter(|parcel| parcel.printed > 0);
    Ok(Some(Print {
        p: Page::new(tx, user, "waves")?,
        reprints: (
            before.clone().count(),
            before.map(|parcel| parcel.printed).max().unwrap_or(0),
        ),
        lists: parts(lists.len()),
        slips: parts(slips),
        unlabelled: slips - labels.len(),
        labels: parts(labels.len()),
        wave: view,
        warnings,
        problems,
        embed: false,
        confirm: None,
    }))
}

/// What each paper's texts and barcodes say before anything is laid out.
fn check(papers: &[(String, Paper)], lang: Lang) -> (Vec<String>, Vec<String>) {
    let lang = paper_lang(lang);
    let (mut warnings, mut problems) = (Vec::new(), Vec::new());
    for (name, paper) in papers {
        match paper.check() {
            Ok(found) => warnings.extend(
                found
                    .iter()
                    .map(|warning: &Warning| format!("{name} {}", warning.say(lang)).trim().to_owned()),
            ),
            Err(error) => problems.push(format!("{name} {}", error.say(lang)).trim().to_owned()),
        }
    }
    (warnings, problems)
}

#[derive(Deserialize)]
pub struct Embed {
    #[serde(default)]
    all: String,
}

/// The release's papers with links to each part; `?all=1` shows them in the page.
pub async fn page(
    State(state): State<AppState>,
    user: User,
    Path(wave): Path<String>,
    Query(embed): Query<Embed>,
) -> Result<Html<String>, Failure> {
    let (wave, now): (WaveId, i64) = (id(&wave)?, state.store.clock().now_ms());
    let page = state
        .store
        .read(move |rx| print_page(rx, &user, wave, now))
        .await?;
    let mut page = page.ok_or(Failure::NotFound)?;
    page.embed = embed.all == "1";
    html(&page)
}

/// Counts labels and goes to their PDF: one part, or all of the release together with lists and slips.
pub async fn count(
    State(state): State<AppState>,
    user: User,
    Path(wave): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (wave, now): (WaveId, i64) = (id(&wave)?, state.store.clock().now_ms());
    let what = fields.text("part");
    let all = what == "all";
    let part = what.parse::<usize>().ok().filter(|_| !all);
    if !all && part.is_none() {
        return Err(Failure::Bad("a part that is none"));
    }
    let confirmed = fields.on("confirmed");
    let by = user.by();
    let page = state
        .store
        .write(by, move |cx| -> Result<Option<Print>, DbError> {
            let Some(mut page) = print_page(cx, &user, wave, now)? else {
                return Ok(None);
            };
            if !page.problems.is_empty() || (!page.warnings.is_empty() && !confirmed) {
                page.confirm = Some(what);
                return Ok(Some(page));
            }
            let labels = labelled(parcels(cx, wave)?);
            let ids: Vec<ShipmentId> = labels.iter().map(|parcel| parcel.id).collect();
            let ids = match part {
                None => ids,
                Some(part) => part_of(ids, part).unwrap_or_default(),
            };
            shipments::count_print(cx, &ids)?;
            Ok(Some(page))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    if page.confirm.is_some() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let to = match part {
        None => format!("/office/waves/{wave}/print?all=1"),
        Some(part) => format!("/office/waves/{wave}/labels/{part}"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// A PDF that could not be made: what is wrong and where.
#[derive(Template)]
#[template(path = "office/problem.html")]
struct Problem {
    p: Page,
    message: String,
}

/// Lays out and answers.
async fn pdf(state: AppState, user: User, papers: Vec<Paper>, name: &str) -> Result<Response, Failure> {
    let made = lay_out(&state, move |renderer, now| renderer.book(&papers, now)).await?;
    match made {
        Ok(rendered) => Ok(pdf_answer(&format!("{name}.pdf"), rendered.pdf)),
        Err(error @ (DocumentError::Barcode { .. } | DocumentError::TooMany { .. })) => {
            let message = error.say(paper_lang(user.lang()));
            let p = state.store.read(move |rx| Page::new(rx, &user, "waves")).await?;
            let page = Problem { p, message };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(
            error @ (DocumentError::Input(_) | DocumentError::Template { .. } | DocumentError::Export(_)),
        ) => Err(Failure::Inside(error.to_string())),
    }
}

/// A PDF of what the books say: the papers and the name of their file, or nothing to print.
pub(super) async fn printed(
    state: AppState,
    user: User,
    papers: impl FnOnce(&Tx<'_>, &Desk) -> Result<Option<(String, Vec<Paper>)>, DbError> + Send + 'static,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let read = state
        .store
        .read(move |rx| -> Result<_, DbError> { papers(rx, &Desk::new(rx, now)?) });
    let (name, papers) = read.await?.ok_or(Failure::NotFound)?;
    pdf(state, user, papers, &name).await
}

/// Makes the papers of some of a release's lists or parcels.
type Make<T> = fn(&Tx<'_>, &Desk, &WaveView, &[T]) -> Result<Vec<Paper>, DbError>;

/// One part of a release's papers of one kind. `all` finds what they are about, `make` their papers.
async fn printed_part<T: 'static>(
    (state, user): (AppState, User),
    (wave, part): (String, usize),
    what: &'static str,
    all: fn(&Tx<'_>, WaveId) -> Result<Vec<T>, DbError>,
    make: Make<T>,
) -> Result<Response, Failure> {
    let wave: WaveId = id(&wave)?;
    printed(state, user, move |rx, desk| {
        let (Some(view), Some(some)) = (waves::wave(rx, wave)?, part_of(all(rx, wave)?, part)) else {
            return Ok(None);
        };
        let papers = make(rx, desk, &view, &some)?;
        // Numbers of releases are ASCII.
        Ok(Some((format!("{}-{what}-{part}", view.number), papers)))
    })
    .await
}

fn parcels(tx: &Tx<'_>, wave: WaveId) -> Result<Vec<ParcelFacts>, DbError> {
    shipments::parcel_facts(tx, Some(wave), None)
}

pub async fn pick_lists(
    State(state): State<AppState>,
    user: User,
    Path(which): Path<(String, usize)>,
) -> Result<Response, Failure> {
    printed_part(
        (state, user),
        which,
        "pick-lists",
        live_lists,
        |tx, desk, wave, lists| {
            let papers = lists.iter().map(|list| desk.pick_list(tx, list, &wave.note));
            papers.collect()
        },
    )
    .await
}

pub async fn slips(
    State(state): State<AppState>,
    user: User,
    Path(which): Path<(String, usize)>,
) -> Result<Response, Failure> {
    printed_part((state, user), which, "slips", parcels, |tx, desk, _, parcels| {
        parcels.iter().map(|parcel| desk.slip(tx, parcel)).collect()
    })
    .await
}

pub async fn labels(
    State(state): State<AppState>,
    user: User,
    Path(which): Path<(String, usize)>,
) -> Result<Response, Failure> {
    let all = |tx: &Tx<'_>, wave| parcels(tx, wave).map(labelled);
    printed_part((state, user), which, "labels", all, |_, desk, _, parcels| {
        let labels = parcels.iter().filter_map(|parcel| desk.label(parcel)).collect();
        Ok(vec![Paper::ParcelLabels(labels)])
    })
    .await
}

pub async fn manifest(
    State(state): State<AppState>,
    user: User,
    Path(manifest): Path<String>,
) -> Result<Response, Failure> {
    let manifest: ManifestId = id(&manifest)?;
    printed(state, user, move |rx, desk| {
        let Some(view) = shipments::manifest(rx, manifest)? else {
            return Ok(None);
        };
        let paper = desk.manifest(rx, &view)?;
        Ok(Some((view.number, vec![paper])))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_holds_at_most_two_hundred_labels_and_no_label_is_left_out() {
        let all: Vec<usize> = (0..450).collect();
        let printed: Vec<usize> = parts(all.len())
            .iter()
            .flat_map(|part| part_of(all.clone(), part.number).unwrap_or_default())
            .collect();
        assert_eq!(printed, all);
        assert_eq!(
            parts(450).iter().map(|part| part.to).collect::<Vec<_>>(),
            [200, 400, 450]
        );
        assert!(part_of(all.clone(), 0).is_none() && part_of(all, 4).is_none());
        assert!(parts(0).is_empty());
    }
}
