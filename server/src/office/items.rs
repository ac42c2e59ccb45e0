//! Items: list, form, labels.

use super::fields::Fields;
use super::setup::{self, Head, ListQuery, Noun, PAGE, Pager, done, flag};
use super::sheet::{Asked, paper_lang};
use super::{Page, html, id};
use crate::db::{Cx, DbError, Tx};
use crate::documents::{ItemLabel, ItemLabels, ItemLayout, Paper};
use crate::domain::catalogue::{self, ItemCard, ItemForm, Kept};
use crate::domain::stock::{self, RetireOutcome};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::catalogue::{Barcode, Item, ItemKind, Unit};
use shared::id::ItemId;
use shared::inspect::InspectGroup;
use shared::quantity;

/// Barcodes of one item, and how many empty rows the form keeps ready.
const BARCODES: usize = 50;
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "office/items/list.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    items: Vec<Item>,
    at: Pager,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let (q, number) = (query.words(), query.page());
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let offset = i64::try_from(number * PAGE).unwrap_or(0);
        let mut items = catalogue::items(rx, &q, limit, offset)?;
        let at = Pager::cut(&mut items, number);
        let head = Head::new(user.lang(), "items", &query);
        let p = Page::new(rx, &user, "setup")?;
        Ok(List {
            p,
            head,
            q,
            items,
            at,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/items/form.html")]
pub struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<ItemId>,
    kinds: [&'static str; 4],
    units: [&'static str; 3],
    /// Code and word of each 檢驗組別.
    groups: [(&'static str, &'static str); 6],
    /// Code, quantity, unit.
    rows: Vec<[String; 3]>,
}

/// The noun of these pages.
pub struct Items;

impl Noun for Items {
    const NAME: &'static str = "item";
    const LIST: &'static str = "/office/items";
    type Id = ItemId;
    type Now = ItemCard;
    type Form = ItemForm;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: ItemId) -> Result<Option<ItemCard>, DbError> {
        catalogue::item_card(tx, id)
    }

    fn filled(now: Option<&ItemCard>) -> Vec<(&'static str, String)> {
        let Some(card) = now else {
            return vec![("kind", "goods".to_owned())];
        };
        let item = &card.item;
        let rule = |pieces: i64| {
            if pieces > 0 {
                pieces.to_string()
            } else {
                String::new()
            }
        };
        let mut pairs = vec![
            ("sku", item.sku.clone()),
            ("name", item.name.clone()),
            ("name_en", item.name_en.clone()),
            ("kind", item.kind.code().to_owned()),
            ("weight_g", item.weight_g.to_string()),
            ("lot_tracked", flag(item.lot_tracked)),
            ("expiry_tracked", flag(item.expiry_tracked)),
            ("serial_tracked", flag(item.serial_tracked)),
            ("keyable", flag(item.keyable)),
            ("home", card.home.clone()),
            ("shelf_life_days", rule(item.shelf_life_days)),
            ("safety_stock", rule(card.safety_stock)),
            ("min_stock", rule(card.min_stock)),
            ("max_stock", rule(card.max_stock)),
            ("inspect_group", item.inspect_group.code().to_owned()),
        ];
        for barcode in &item.barcodes {
            pairs.push(("barcode", barcode.code.clone()));
            pairs.push(("barcode_quantity", barcode.quantity.to_string()));
            pairs.push(("barcode_unit", barcode.unit.code().to_owned()));
        }
        pairs
    }

    async fn read(
        _: &setup::Asked<'_>,
        fields: &mut Fields,
        now: Option<&ItemCard>,
    ) -> Result<ItemForm, Failure> {
        Ok(form(fields, now.map(|card| card.item.id)))
    }

    fn keep(cx: &Cx<'_>, form: &ItemForm) -> Result<Kept<()>, DbError> {
        Ok(catalogue::save_item(cx, form)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, f: Fields, now: Option<ItemCard>) -> Result<FormPage, DbError> {
        let mut rows = typed_barcodes(&f);
        let spare = ["", "1", "piece"].map(str::to_owned);
        rows.extend(std::iter::repeat_n(spare, SPARE_ROWS));
        Ok(FormPage {
            p: Page::new(tx, user, "setup")?,
            head: Head::quiet("items"),
            f,
            id: now.map(|card| card.item.id),
            kinds: ItemKind::ALL.map(ItemKind::code),
            units: Unit::ALL.map(Unit::code),
            groups: InspectGroup::ALL.map(|group| (group.code(), group.text(user.lang()))),
            rows,
        })
    }
}

fn typed_barcodes(fields: &Fields) -> Vec<[String; 3]> {
    let rows = fields.rows(["barcode", "barcode_quantity", "barcode_unit"]);
    rows.into_iter()
        .filter(|[code, quantity, _]| !code.trim().is_empty() || !matches!(quantity.trim(), "" | "1"))
        .collect()
}

fn form(fields: &mut Fields, item: Option<ItemId>) -> ItemForm {
    let weight_g = fields.whole("weight_g", 0..=1_000_000);
    let shelf_life_days = fields.whole("shelf_life_days", 0..=catalogue::MAX_SHELF_LIFE);
    let [safety_stock, min_stock, max_stock] =
        ["safety_stock", "min_stock", "max_stock"].map(|name| fields.whole(name, 0..=quantity::MAX));
    if max_stock > 0 && max_stock < min_stock {
        fields.say("max_stock", "invalid.max_below_min", &[]);
    }
    let mut barcodes = Vec::new();
    let rows = typed_barcodes(fields);
    if rows.len() > BARCODES {
        fields.say("barcode", "invalid.rows", &[("limit", &BARCODES.to_string())]);
    }
    for [code, quantity, unit] in rows {
        if code.trim().is_empty() {
            fields.say("barcode", "invalid.row_without_code", &[("value", &quantity)]);
            continue;
        }
        let pieces = if quantity.trim().is_empty() {
            "1"
        } else {
            &quantity
        };
        barcodes.push(Barcode {
            quantity: fields.whole_in("barcode_quantity", pieces, 1..=quantity::MAX),
            unit: Unit::parse(&unit).unwrap_or_default(),
            code,
        });
    }
    ItemForm {
        id: item,
        sku: fields.text("sku"),
        name: fields.text("name"),
        name_en: fields.text("name_en"),
        kind: ItemKind::parse(fields.get("kind")).unwrap_or_default(),
        barcodes,
        weight_g,
        lot_tracked: fields.on("lot_tracked"),
        expiry_tracked: fields.on("expiry_tracked"),
        serial_tracked: fields.on("serial_tracked"),
        keyable: fields.on("keyable"),
        home: fields.text("home"),
        shelf_life_days,
        safety_stock,
        min_stock,
        max_stock,
        inspect_group: InspectGroup::parse(fields.get("inspect_group")).unwrap_or_default(),
    }
}

pub async fn retire(
    State(state): State<AppState>,
    user: User,
    Path(item): Path<String>,
) -> Result<Response, Failure> {
    let item: ItemId = id(&item)?;
    let outcome = state
        .store
        .write(user.by(), move |cx| stock::retire_item(cx, item))
        .await?;
    Ok(match outcome {
        RetireOutcome::Retired => done("/office/items", "retired"),
        RetireOutcome::HoldsStock => done("/office/items", "not_retired"),
    })
}

#[derive(Template)]
#[template(path = "office/items/labels.html")]
struct LabelsPage {
    p: Page,
    head: Head,
    items: Vec<Item>,
}

async fn chosen(state: &AppState, ids: Vec<ItemId>) -> Result<Vec<Item>, Failure> {
    let read = state.store.read(move |rx| -> Result<Vec<Item>, DbError> {
        let items = ids.iter().map(|id| catalogue::get_item(rx, *id));
        items.filter_map(Result::transpose).collect()
    });
    Ok(read.await?)
}

/// Which label of each chosen item, and how many.
pub async fn labels(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut ids: Vec<ItemId> = fields.ids("id");
    ids.truncate(PAGE);
    let items = chosen(&state, ids).await?;
    if items.is_empty() {
        return Ok(Redirect::to("/office/items?done=not_chosen").into_response());
    }
    let p = state.store.read(move |rx| Page::new(rx, &user, "setup")).await?;
    let head = Head::quiet("items");
    Ok(html(&LabelsPage { p, head, items })?.into_response())
}

pub async fn labels_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("item");
    let rows = fields.rows(["id", "code", "copies"]);
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/items",
    };
    let ids = rows.iter().take(PAGE).filter_map(|[id, _, _]| id.parse().ok());
    let items = chosen(&state, ids.collect()).await?;
    let mut labels = Vec::new();
    for [id, code, copies] in rows {
        let copies = fields.whole_in("copies", &copies, 0..=500);
        let item = items.iter().find(|item| item.id.hex() == id);
        let Some(item) = item.filter(|_| copies > 0) else {
            continue;
        };
        let pieces = item.barcodes_of(&code).map(|barcode| barcode.quantity).max();
        labels.push(ItemLabel {
            sku: item.sku.clone(),
            name: item.name.clone(),
            spec: pieces
                .filter(|pieces| *pieces > 1)
                .map_or(String::new(), |pieces| format!("× {pieces}")),
            copies: u32::try_from(copies).unwrap_or(1),
            code,
        });
    }
    if fields.failed() {
        return asked.refuse(fields.error("copies")).await;
    }
    if labels.is_empty() {
        return Ok(Redirect::to("/office/items?done=not_chosen").into_response());
    }
    let layout = if fields.is("layout", "single") {
        ItemLayout::Single
    } else {
        ItemLayout::Sheet
    };
    let paper = ItemLabels {
        lang: paper_lang(user.lang()),
        layout,
        items: labels,
    };
    asked.pdf("item-labels.pdf", Paper::ItemLabels(paper)).await
}
