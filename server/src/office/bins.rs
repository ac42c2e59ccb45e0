//! 儲位: list, form, labels; the labels of totes are printed from here too.

use super::fields::Fields;
use super::setup::{self, Head, ListQuery, Noun, PAGE, Pager, done};
use super::sheet::{Asked, paper_lang};
use super::{Page, html, id};
use crate::db::{Cx, DbError, Tx};
use crate::documents::{BinLabel, BinLabels, MAX_STICKERS, Paper, ToteLabel, ToteLabels};
use crate::domain::catalogue::{self, BinForm, Kept};
use crate::domain::stock::{self, RetireOutcome};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::catalogue::BinUse;
use shared::id::BinId;
use std::collections::BTreeSet;

/// Bins a warehouse may have in these lists.
const BINS: i64 = 50_000;
/// Furthest walking coordinate, centimetres: a kilometre.
const FAR: i64 = 100_000;

#[derive(Template)]
#[template(path = "office/bins/list.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    zone: String,
    zones: Vec<String>,
    bins: Vec<(String, BinForm)>,
    total: usize,
    at: Pager,
    totes: Fields,
}

fn wanted(bin: &BinForm, words: &str, zone: &str) -> bool {
    (zone.is_empty() || bin.zone == zone) && bin.code.to_lowercase().contains(&words.to_lowercase())
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let (q, number) = (query.words(), query.page());
        let all = catalogue::bins(rx, BINS)?;
        let zones: BTreeSet<String> = all.iter().map(|bin| bin.zone.clone()).collect();
        let matching: Vec<BinForm> = all
            .into_iter()
            .filter(|bin| wanted(bin, &q, &query.zone))
            .collect();
        let total = matching.len();
        let mut bins: Vec<(String, BinForm)> = matching
            .into_iter()
            .skip(number * PAGE)
            .take(PAGE + 1)
            .map(|bin| (bin.id.map_or(String::new(), |id| id.hex()), bin))
            .collect();
        let at = Pager::cut(&mut bins, number);
        let first = [("first", "T-001".to_owned()), ("count", "20".to_owned())];
        Ok(List {
            head: Head::new(user.lang(), "bins", &query),
            p: Page::new(rx, &user, "setup")?,
            zone: query.zone.clone(),
            zones: zones.into_iter().filter(|zone| !zone.is_empty()).collect(),
            totes: Fields::filled(user.lang(), "tote", &first),
            q,
            bins,
            total,
            at,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/bins/form.html")]
pub struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<BinId>,
    uses: [&'static str; 3],
}

/// The noun of these pages.
pub struct Bins;

impl Noun for Bins {
    const NAME: &'static str = "bin";
    const LIST: &'static str = "/office/bins";
    type Id = BinId;
    type Now = BinForm;
    type Form = BinForm;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: BinId) -> Result<Option<BinForm>, DbError> {
        catalogue::get_bin(tx, id)
    }

    fn filled(now: Option<&BinForm>) -> Vec<(&'static str, String)> {
        let Some(bin) = now else { return Vec::new() };
        // A walk that was worked out is worked out again when the bin moves; one that was typed stays.
        let walk = if bin.walk == catalogue::natural_walk(bin) {
            String::new()
        } else {
            bin.walk.to_string()
        };
        vec![
            ("code", bin.code.clone()),
            ("zone", bin.zone.clone()),
            ("aisle", bin.aisle.clone()),
            ("bay", bin.bay.clone()),
            ("level", bin.level.clone()),
            ("x", bin.x.to_string()),
            ("y", bin.y.to_string()),
            ("walk", walk),
            ("used_for", bin.used_for.code().to_owned()),
        ]
    }

    async fn read(
        _: &setup::Asked<'_>,
        fields: &mut Fields,
        now: Option<&BinForm>,
    ) -> Result<BinForm, Failure> {
        Ok(BinForm {
            id: now.and_then(|bin| bin.id),
            code: fields.text("code"),
            zone: fields.text("zone"),
            aisle: fields.text("aisle"),
            bay: fields.text("bay"),
            level: fields.text("level"),
            x: coordinate(fields, "x"),
            y: coordinate(fields, "y"),
            walk: fields.whole("walk", 0..=i64::from(u32::MAX) * 100_000),
            used_for: BinUse::parse(fields.get("used_for")).unwrap_or_default(),
        })
    }

    fn keep(cx: &Cx<'_>, form: &BinForm) -> Result<Kept<()>, DbError> {
        Ok(catalogue::save_bin(cx, form)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, f: Fields, now: Option<BinForm>) -> Result<FormPage, DbError> {
        Ok(FormPage {
            p: Page::new(tx, user, "setup")?,
            head: Head::quiet("bins"),
            f,
            id: now.and_then(|bin| bin.id),
            uses: BinUse::ALL.map(BinUse::code),
        })
    }
}

/// A coordinate; unlike other numbers it may be left of or behind the bench, and empty is 0.
fn coordinate(fields: &mut Fields, name: &str) -> i64 {
    if fields.get(name).trim().is_empty() {
        return 0;
    }
    fields.whole(name, -FAR..=FAR)
}

pub async fn retire(
    State(state): State<AppState>,
    user: User,
    Path(bin): Path<String>,
) -> Result<Response, Failure> {
    let bin: BinId = id(&bin)?;
    let outcome = state
        .store
        .write(user.by(), move |cx| stock::retire_bin(cx, bin))
        .await?;
    Ok(match outcome {
        RetireOutcome::Retired => done("/office/bins", "retired"),
        RetireOutcome::HoldsStock => done("/office/bins", "not_retired"),
    })
}

/// Labels of the chosen bins, else of all that the list shows.
pub async fn labels_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("bin");
    let chosen: BTreeSet<String> = fields.all("id").into_iter().map(str::to_owned).collect();
    let (words, zone) = (fields.get("q").trim().to_owned(), fields.get("zone").to_owned());
    let all = state.store.read(|rx| catalogue::bins(rx, BINS)).await?;
    let bins: Vec<BinLabel> = all
        .into_iter()
        .filter(|bin| match chosen.is_empty() {
            true => wanted(bin, &words, &zone),
            false => bin.id.is_some_and(|id| chosen.contains(&id.hex())),
        })
        .map(|bin| BinLabel {
            code: bin.code,
            zone: bin.zone,
            note: String::new(),
        })
        .collect();
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/bins",
    };
    if bins.is_empty() {
        return Ok(Redirect::to("/office/bins?done=not_chosen").into_response());
    }
    let part = fields.whole("part", 0..=1_000);
    if bins.len() > MAX_STICKERS && part == 0 {
        return asked.parts(bins.len()).await;
    }
    let at = usize::try_from(part - 1).unwrap_or(0);
    let bins = bins
        .into_iter()
        .skip(at * MAX_STICKERS)
        .take(MAX_STICKERS)
        .collect();
    let lang = paper_lang(user.lang());
    asked
        .pdf("bin-labels.pdf", Paper::BinLabels(BinLabels { lang, bins }))
        .await
}

/// `T-001`, 3 → `T-001`, `T-002`, `T-003`. `None` where the first has no number at its end.
fn series(first: &str, count: usize) -> Option<Vec<String>> {
    let digits = first.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = first.split_at(first.len() - digits);
    let from: u64 = number.parse().ok()?;
    let codes = (0..count as u64).map(|at| format!("{prefix}{:0digits$}", from.saturating_add(at)));
    Some(codes.collect())
}

pub async fn totes_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("tote");
    let count = fields.whole("count", 1..=MAX_STICKERS as i64);
    let first: String = fields.get("first").trim().to_owned();
    let codes = series(&first, usize::try_from(count).unwrap_or(1)).filter(|_| first.len() <= 40);
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/bins",
    };
    let codes = match codes {
        Some(codes) if !fields.failed() => codes,
        Some(_) => return asked.refuse(fields.error("count")).await,
        None => {
            fields.say("first", "invalid.series", &[("value", &first)]);
            return asked.refuse(fields.error("first")).await;
        }
    };
    let totes = codes.into_iter().map(|code| ToteLabel {
        code,
        note: String::new(),
    });
    let paper = ToteLabels {
        lang: paper_lang(user.lang()),
        totes: totes.collect(),
    };
    asked.pdf("tote-labels.pdf", Paper::ToteLabels(paper)).await
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn a_series_keeps_its_leading_zeros_and_grows_past_them() {
        assert_eq!(
            series("T-001", 2),
            Some(vec!["T-001".to_owned(), "T-002".to_owned()])
        );
        assert_eq!(series("9", 2), Some(vec!["9".to_owned(), "10".to_owned()]));
        assert_eq!(series("籃7", 1), Some(vec!["籃7".to_owned()]));
        assert_eq!(series("T", 1), None);
        assert_eq!(series("99999999999999999999999", 1), None);
    }
}
