//! Stock by item and place, its movements, the fact behind a movement, and opening stock by form.

use super::fields::Fields;
use super::setup::{Head, ListQuery, status};
use super::{Page, html, id};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::shipments::{self, Event};
use crate::domain::stock::{self, Held, Move, Opening, OpeningOutcome, Tracked};
use crate::http::{AppState, Failure, User};
use crate::intake::value::FIRST_YEAR;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::Value;
use shared::id::{FactId, ItemId};
use shared::quantity;
use shared::stock::{Condition, Lot, Place};
use time::format_description::well_known::Iso8601;

/// Balances on one page, and movements of one item.
const ROWS: i64 = 500;
const MOVES: i64 = 200;
/// Longest lot number.
const LOT_LIMIT: usize = 40;

/// A balance with what follows from it.
struct Line {
    held: Held,
    /// What a release may take: good, in a bin, not spoken for, not blocked.
    available: i64,
    /// `bin`, `tote` or `parcel`.
    kind: &'static str,
}

fn place_kind(place: Place) -> &'static str {
    match place {
        Place::Bin(_) => "bin",
        Place::Tote(_) => "tote",
        Place::Parcel(_) => "parcel",
        Place::Plate(_) => "plate",
        Place::Dock => "dock",
        Place::Opening => "opening",
        Place::Supplier => "supplier",
        Place::Customer => "customer",
        Place::Lost => "lost",
        Place::Scrap => "scrap",
        Place::Regrade => "regrade",
    }
}

impl Line {
    fn of(held: Held) -> Line {
        let free = matches!(held.place, Place::Bin(_)) && held.condition == Condition::Good && !held.blocked;
        Line {
            available: if free {
                (held.quantity - held.reserved).max(0)
            } else {
                0
            },
            kind: place_kind(held.place),
            held,
        }
    }
}

/// Sums of the lines shown.
#[derive(Default)]
struct Sums {
    quantity: i64,
    reserved: i64,
    available: i64,
}

impl Sums {
    fn of(lines: &[Line]) -> Sums {
        lines.iter().fold(Sums::default(), |sum, line| Sums {
            quantity: sum.quantity + line.held.quantity,
            reserved: sum.reserved + line.held.reserved,
            available: sum.available + line.available,
        })
    }
}

#[derive(Template)]
#[template(path = "office/stock/list.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    lines: Vec<Line>,
    sums: Sums,
    more: bool,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let q = query.words();
        let mut held = stock::held(rx, None, &q.to_lowercase(), ROWS + 1)?;
        let limit = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let more = held.len() > limit;
        held.truncate(limit);
        let lines: Vec<Line> = held.into_iter().map(Line::of).collect();
        Ok(List {
            head: Head::new(user.lang(), "stock", &query),
            p: Page::new(rx, &user, "stock")?,
            sums: Sums::of(&lines),
            q,
            lines,
            more,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/stock/item.html")]
struct ItemPage {
    p: Page,
    head: Head,
    sku: String,
    name: String,
    lines: Vec<Line>,
    sums: Sums,
    moves: Vec<Moved>,
}

/// A movement with the titles of its two places.
pub(super) struct Moved {
    pub(super) step: Move,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    /// What posted it, where no fact did.
    pub(super) source: &'static str,
}

impl Moved {
    pub(super) fn of(step: Move) -> Moved {
        Moved {
            from: place_kind(step.from),
            to: place_kind(step.to),
            source: match step.source.split(':').next() {
                Some("over") => "over",
                Some("accept") => "accept",
                Some("hold") => "hold",
                Some("supplier_return") => "supplier_return",
                Some("opening") => "opening",
                Some("adjust") => "adjust",
                Some("count") => "count",
                Some("office") => "office",
                Some(_) | None => "other",
            },
            step,
        }
    }

    /// Where more is said of it: its fact, or the document that posted it; empty for neither.
    pub(super) fn href(&self) -> String {
        let document = self.step.source.split_once(':');
        match (self.step.fact, document) {
            (Some(fact), _) => format!("/office/stock/fact/{fact}"),
            (None, Some(("supplier_return", id))) => format!("/office/returns/{id}"),
            (None, Some(("count", id))) => format!("/office/counts/visits/{id}"),
            (None, Some(_) | None) => String::new(),
        }
    }
}

pub async fn item(
    State(state): State<AppState>,
    user: User,
    Path(item): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let item: ItemId = id(&item)?;
    let page = state.store.read(move |rx| -> Result<Option<ItemPage>, DbError> {
        let lines: Vec<Line> = stock::held(rx, Some(item), "", ROWS)?
            .into_iter()
            .map(Line::of)
            .collect();
        // An item out of use has no row any more, but it may still have stock to look at.
        let (sku, name) = match (catalogue::get_item(rx, item)?, lines.first()) {
            (Some(item), _) => (item.sku, item.name),
            (None, Some(line)) => (line.held.sku.clone(), line.held.name.clone()),
            (None, None) => return Ok(None),
        };
        let moves = stock::movements_of(rx, item, MOVES)?;
        Ok(Some(ItemPage {
            head: Head::new(user.lang(), "stock", &query),
            p: Page::new(rx, &user, "stock")?,
            sums: Sums::of(&lines),
            sku,
            name,
            lines,
            moves: moves.into_iter().map(Moved::of).collect(),
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

#[derive(Template)]
#[template(path = "office/stock/fact.html")]
struct FactPage {
    p: Page,
    event: Event,
    /// Field of the body and what the scanner read.
    raws: Vec<(String, String)>,
}

/// What the scanner read, control characters made visible: `␝` for GS.
fn raws(body: &str) -> Vec<(String, String)> {
    let visible = |raw: &str| -> String {
        raw.chars()
            .map(|c| match u32::from(c) {
                code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('␀'),
                0x7f => '␡',
                _ => c,
            })
            .collect()
    };
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(body) else {
        return Vec::new();
    };
    fields
        .iter()
        .filter(|(name, _)| name.ends_with("raw"))
        .filter_map(|(name, value)| Some((name.clone(), visible(value.as_str()?))))
        .collect()
}

pub async fn fact(
    State(state): State<AppState>,
    user: User,
    Path(fact): Path<String>,
) -> Result<Html<String>, Failure> {
    let fact: FactId = id(&fact)?;
    let page = state.store.read(move |rx| -> Result<Option<FactPage>, DbError> {
        let Some(event) = shipments::story_of_fact(rx, fact)? else {
            return Ok(None);
        };
        Ok(Some(FactPage {
            p: Page::new(rx, &user, "stock")?,
            raws: raws(&event.body),
            event,
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

#[derive(Template)]
#[template(path = "office/stock/open.html")]
struct OpenPage {
    p: Page,
    f: Fields,
    conditions: [&'static str; 6],
}

async fn show(state: &AppState, user: User, fields: Fields) -> Result<Response, Failure> {
    let p = state.store.read(move |rx| Page::new(rx, &user, "stock")).await?;
    let status = status(fields.failed());
    let page = OpenPage {
        p,
        f: fields,
        conditions: Condition::ALL.map(Condition::code),
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn open(State(state): State<AppState>, user: User, asked: Fields) -> Result<Response, Failure> {
    let pairs = [
        ("condition", "good".to_owned()),
        ("sku", asked.text("sku")),
        ("bin", asked.text("bin")),
    ];
    let fields = Fields::filled(user.lang(), "opening", &pairs);
    show(&state, user, fields).await
}

/// What was typed, before the database was asked for SKU and bin.
struct Typed {
    sku: String,
    bin: String,
    lot: Lot,
    condition: Condition,
    quantity: i64,
    serial: String,
}

fn read(fields: &mut Fields) -> Typed {
    if fields.get("quantity").trim().is_empty() {
        fields.say("quantity", "invalid.empty", &[]);
    }
    let quantity = fields.whole("quantity", 1..=quantity::MAX);
    let lot = fields.get("lot").trim().to_owned();
    let length = lot.chars().count();
    if length > LOT_LIMIT {
        let (length, limit) = (length.to_string(), LOT_LIMIT.to_string());
        fields.say(
            "lot",
            "invalid.too_long",
            &[("length", &length), ("limit", &limit)],
        );
    }
    if lot.chars().any(char::is_control) {
        fields.say("lot", "invalid.control", &[]);
    }
    let serial = fields.get("serial").trim().to_owned();
    if serial.chars().count() > LOT_LIMIT || serial.chars().any(char::is_control) {
        fields.say("serial", "invalid.short_text", &[]);
    }
    let expiry = fields.get("expiry").trim().to_owned();
    let date = time::Date::parse(&expiry, &Iso8601::DATE);
    if !expiry.is_empty() && !date.is_ok_and(|date| date.year() >= i32::from(FIRST_YEAR)) {
        fields.say("expiry", "invalid.date", &[("value", &expiry)]);
    }
    Typed {
        sku: fields.get("sku").trim().to_owned(),
        bin: fields.get("bin").trim().to_owned(),
        lot: Lot { number: lot, expiry },
        serial,
        condition: Condition::parse(fields.get("condition")).unwrap_or_default(),
        quantity,
    }
}

/// Both unknown codes are said at once.
fn keep(cx: &Cx<'_>, typed: Typed) -> Result<Result<ItemId, Vec<Invalid>>, DbError> {
    let item = match catalogue::item_by_sku(cx, &typed.sku)? {
        Some(item) if catalogue::get_item(cx, item)?.is_some() => Some(item),
        Some(_) | None => None,
    };
    let bin = match catalogue::bin_by_code(cx, &typed.bin)? {
        Some(bin) if catalogue::get_bin(cx, bin)?.is_some() => Some(bin),
        Some(_) | None => None,
    };
    let (Some(item), Some(bin)) = (item, bin) else {
        let missing = [
            ("sku", typed.sku, item.is_none()),
            ("bin", typed.bin, bin.is_none()),
        ];
        let wrong = missing.into_iter().filter(|(_, _, missing)| *missing);
        let wrong = wrong.map(|(field, value, _)| match value.is_empty() {
            true => Invalid::Empty(field),
            false => Invalid::Unknown { field, value },
        });
        return Ok(Err(wrong.collect()));
    };
    let opening = Opening {
        item,
        bin,
        lot: typed.lot,
        condition: typed.condition,
        quantity: typed.quantity,
        serial: typed.serial,
    };
    Ok(match stock::open_stock(cx, &opening)? {
        OpeningOutcome::Posted => Ok(item),
        OpeningOutcome::Refused(error) => Err(vec![Invalid::Quantity {
            field: "quantity",
            error,
        }]),
        OpeningOutcome::Missing(what) => {
            let field = |what| match what {
                Tracked::Lot => "lot",
                Tracked::Expiry => "expiry",
                Tracked::Serial => "serial",
            };
            Err(what
                .into_iter()
                .map(|what| Invalid::Untracked(field(what)))
                .collect())
        }
        OpeningOutcome::OnePiece => Err(vec![Invalid::OnePiece]),
        OpeningOutcome::SerialKnown => Err(vec![Invalid::Taken {
            field: "serial",
            value: opening.serial,
        }]),
    })
}

pub async fn open_post(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("opening");
    let typed = read(&mut fields);
    if !fields.failed() {
        match state.store.write(user.by(), move |cx| keep(cx, typed)).await? {
            Ok(item) => return Ok(Redirect::to(&format!("/office/stock/{item}?done=opened")).into_response()),
            Err(wrong) => wrong.iter().for_each(|invalid| fields.refuse(invalid)),
        }
    }
    show(&state, user, fields).await
}

#[cfg(test)]
mod tests {
    use super::raws;

    #[test]
    fn raw_scans_are_shown_with_their_control_characters_visible() {
        let body = r#"{"bin_raw":"A1-01-1","quantity":1,"raw":"]C110A\u001d21B"}"#;
        let shown = raws(body);
        assert_eq!(shown[0], ("bin_raw".to_owned(), "A1-01-1".to_owned()));
        assert_eq!(shown[1], ("raw".to_owned(), "]C110A␝21B".to_owned()));
        assert!(raws("no json").is_empty());
    }
}
