//! A delivery announced by hand: supplier, day, and the items with their pieces.

use crate::db::{DbError, Tx};
use crate::domain::catalogue;
use crate::domain::receiving::{self, AnnouncedLine, Announcement, SupplierName};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::status;
use crate::office::{Page, amounts, html};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use shared::id::SupplierId;
use shared::quantity;

/// Empty rows that the form keeps ready.
const SPARE_ROWS: usize = 8;

#[derive(Template)]
#[template(path = "office/deliveries/new.html")]
struct New {
    p: Page,
    f: Fields,
    suppliers: Vec<SupplierName>,
    /// Item's code, pieces, price, name.
    rows: Vec<[String; 4]>,
}

fn typed_rows(fields: &Fields) -> Vec<[String; 3]> {
    let rows = fields.rows(["sku", "quantity", "unit_price"]);
    rows.into_iter()
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .collect()
}

fn page(tx: &Tx<'_>, user: &User, fields: Fields) -> Result<New, DbError> {
    let mut rows = Vec::new();
    for [sku, quantity, price] in typed_rows(&fields) {
        let item = catalogue::item_by_code(tx, sku.trim())?;
        let item = item.map(|id| catalogue::get_item(tx, id)).transpose()?.flatten();
        rows.push([sku, quantity, price, item.map_or(String::new(), |item| item.name)]);
    }
    rows.extend(std::iter::repeat_n(Default::default(), SPARE_ROWS));
    Ok(New {
        p: Page::new(tx, user, "deliveries")?,
        suppliers: receiving::suppliers(tx)?,
        f: fields,
        rows,
    })
}

pub async fn new(State(state): State<AppState>, user: User, asked: Fields) -> Result<Response, Failure> {
    let fields = Fields::filled(user.lang(), "delivery", &[("supplier", asked.text("supplier"))]);
    let page = state.store.read(move |rx| page(rx, &user, fields)).await?;
    Ok(html(&page)?.into_response())
}

/// The rows' items and numbers; what is wrong is said beside the table.
fn read_lines(tx: &Tx<'_>, fields: &mut Fields) -> Result<Vec<AnnouncedLine>, DbError> {
    let mut lines = Vec::new();
    for [sku, pieces, price] in typed_rows(fields) {
        let item = catalogue::item_by_code(tx, sku.trim())?;
        if item.is_none() {
            fields.say("sku", "invalid.unknown", &[("value", &sku)]);
        }
        if pieces.trim().is_empty() {
            fields.say("quantity", "invalid.empty", &[]);
        }
        let pieces = fields.whole_in("quantity", &pieces, 1..=quantity::MAX);
        lines.push(AnnouncedLine {
            item,
            quantity: pieces,
            unit_price: amounts::read(fields, "unit_price", &price),
            ..AnnouncedLine::default()
        });
    }
    Ok(lines)
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("delivery");
    let made = state
        .store
        .write(
            user.by(),
            move |cx| -> Result<Result<String, Box<New>>, DbError> {
                let lines = read_lines(cx, &mut fields)?;
                let supplier: Option<SupplierId> = fields.text("supplier").parse().ok();
                if !fields.failed() {
                    let form = Announcement {
                        supplier,
                        purchase_no: fields.text("purchase_no"),
                        note_no: fields.text("note_no"),
                        due: fields.text("due"),
                        remark: fields.text("remark"),
                        lines,
                        ..Announcement::default()
                    };
                    match receiving::announce(cx, &form)? {
                        Ok(made) => return Ok(Ok(made.delivery.to_string())),
                        Err(invalid) => fields.refuse(&invalid),
                    }
                }
                Ok(Err(Box::new(page(cx, &user, fields)?)))
            },
        )
        .await?;
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/office/deliveries/{id}?said=announced")).into_response()),
        Err(page) => Ok((status(true), html(page.as_ref())?).into_response()),
    }
}
