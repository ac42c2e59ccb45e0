//! Suppliers and orders as files: suppliers as they can be taken in again, orders line by line with what came.

use crate::db::{DbError, Tx};
use crate::domain::purchasing::{self, PurchaseFilter, PurchaseLine, PurchaseView, SupplierCard, Supply};
use crate::domain::settings::{self, Shop, day};
use crate::http::{AppState, Failure, User};
use crate::intake::fields::{Field, Subject};
use crate::intake::suppliers::TEXTS as FILE_TEXTS;
use crate::office::setup::ListQuery;
use crate::office::table::{Cell, Columns, FileOut, Sheet};
use crate::office::texts;
use axum::extract::{Query, State};
use axum::response::Response;
use shared::lang::Lang;

/// Suppliers in a file, and orders.
const SUPPLIERS: i64 = 20_000;
const ORDERS: i64 = 5_000;

/// A supplier's cell under a field of the file.
fn cell(card: &SupplierCard, field: Field, lang: Lang) -> Cell {
    let word = |zh: &str, code: &str| match lang {
        Lang::ZhTw => Cell::text(zh),
        Lang::En => Cell::text(code),
    };
    let yes = match (card.tax_included, lang) {
        (true, Lang::ZhTw) => "是",
        (false, Lang::ZhTw) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    };
    match field {
        Field::SupplierCode => Cell::text(&card.code),
        Field::Terms => word(card.terms.zh(), card.terms.code()),
        Field::TermDays => Cell::number(card.term_days),
        Field::ClosingDay => Cell::number(card.closing_day),
        Field::PayBy => word(card.pay_by.zh(), card.pay_by.code()),
        Field::FeeBy => word(card.fee_by.zh(), card.fee_by.code()),
        Field::InvoiceKind => word(card.invoice_kind.zh(), card.invoice_kind.code()),
        Field::TaxKind => word(card.tax_kind.zh(), card.tax_kind.code()),
        Field::TaxIncluded => Cell::text(yes),
        Field::LeadDays => Cell::number(card.lead_days),
        Field::MinQuantity => Cell::number(card.min_quantity),
        Field::MinAmount => Cell::money(card.min_amount),
        Field::Inspection => word(card.inspection.text(Lang::ZhTw), card.inspection.code()),
        _ => {
            let named = FILE_TEXTS.iter().find(|(of, _)| *of == field);
            Cell::text(named.map(|(_, name)| card.text(name)).unwrap_or_default())
        }
    }
}

/// A field's title as a file that is taken in again has it.
fn title(field: Field, lang: Lang) -> &'static str {
    match lang {
        Lang::ZhTw => field.title(lang),
        Lang::En => field.key(),
    }
}

fn supplier_sheet(cards: &[SupplierCard], lang: Lang) -> Sheet {
    let mut columns = Columns::new();
    for spec in Subject::Suppliers.fields() {
        let field = spec.field;
        let cell = move |card: &SupplierCard| cell(card, field, lang);
        columns = match field {
            Field::MinAmount => columns.money(title(field, lang), cell),
            _ => columns.text(title(field, lang), cell),
        };
    }
    columns.sheet("", "", cards)
}

fn cards(tx: &Tx<'_>) -> Result<Vec<SupplierCard>, DbError> {
    let heads = purchasing::suppliers(tx, "", SUPPLIERS, 0)?;
    let cards = heads.iter().map(|head| purchasing::get_supplier(tx, head.id));
    cards.filter_map(Result::transpose).collect()
}

/// All suppliers as a file that can be taken in again; leading zeros kept.
pub async fn export(State(state): State<AppState>, user: User, out: FileOut) -> Result<Response, Failure> {
    let cards = state.store.read(cards).await?;
    out.answer("suppliers", supplier_sheet(&cards, user.lang())).await
}

fn supply_sheet(rows: &[(SupplierCard, Supply)], lang: Lang) -> Sheet {
    let amount = |price: i64| match price {
        0 => Cell::text(""),
        price => Cell::money(price),
    };
    let yes = match lang {
        Lang::ZhTw => "是",
        Lang::En => "yes",
    };
    Columns::new()
        .text(
            title(Field::SupplierCode, lang),
            |(card, _): &(SupplierCard, Supply)| Cell::text(&card.code),
        )
        .text(title(Field::Sku, lang), |(_, supply)| Cell::text(&supply.sku))
        .text(title(Field::SupplierSku, lang), |(_, supply)| {
            Cell::text(&supply.code)
        })
        .money(title(Field::UnitPrice, lang), |(_, supply)| amount(supply.price))
        .number(title(Field::MinQuantity, lang), |(_, supply)| {
            Cell::number(supply.min_quantity)
        })
        .number(title(Field::AcceptDays, lang), |(_, supply)| {
            Cell::number(supply.accept_days)
        })
        .text(title(Field::MainSupplier, lang), |(_, supply)| {
            Cell::text(if supply.main { yes } else { "" })
        })
        .sheet("", "", rows)
}

/// What every supplier sells, as a file that can be taken in again.
pub async fn export_items(
    State(state): State<AppState>,
    user: User,
    out: FileOut,
) -> Result<Response, Failure> {
    let rows = state
        .store
        .read(|rx| -> Result<Vec<(SupplierCard, Supply)>, DbError> {
            let mut rows = Vec::new();
            for card in cards(rx)? {
                let Some(id) = card.id else { continue };
                let supplies = purchasing::supplies(rx, id)?;
                rows.extend(supplies.into_iter().map(|supply| (card.clone(), supply)));
            }
            Ok(rows)
        })
        .await?;
    out.answer("supplier-items", supply_sheet(&rows, user.lang()))
        .await
}

/// A line of an order, with its order.
struct Ordered {
    order: std::sync::Arc<PurchaseView>,
    line: PurchaseLine,
}

fn order_sheet(lines: &[Ordered], shop: &Shop, lang: Lang) -> Sheet {
    let t = |key: &str| texts::text(lang, key);
    let day_of = |at: i64| day::date(at, shop.utc_offset_min);
    Columns::new()
        .text(t("purchase.number"), |row: &Ordered| {
            Cell::text(&row.order.head.number)
        })
        .text(t("orders.state"), |row| {
            Cell::text(texts::text(lang, &format!("purchase.{}", row.order.head.state)))
        })
        .text(t("field.supplier.code"), |row| {
            Cell::text(&row.order.head.supplier_code)
        })
        .text(t("field.purchase.supplier"), |row| {
            Cell::text(&row.order.head.supplier_name)
        })
        .text(t("purchase.created"), |row| {
            Cell::text(day_of(row.order.head.created_at))
        })
        .text(t("purchase.ordered_at"), |row| {
            Cell::text(row.order.head.ordered_at.map(day_of).unwrap_or_default())
        })
        .text(t("field.purchase.line_due"), |row| {
            Cell::text(row.order.due_of(&row.line))
        })
        .text(t("field.purchase.sku"), |row| Cell::text(&row.line.sku))
        .text(t("field.item.name"), |row| Cell::text(&row.line.name))
        .text(t("field.supply.supplier_code"), |row| {
            Cell::text(&row.line.supplier_code)
        })
        .number(t("purchase.pieces"), |row| Cell::number(row.line.quantity))
        .summed()
        .number(t("purchase.delivered"), |row| Cell::number(row.line.delivered))
        .summed()
        .number(t("purchase.open"), |row| Cell::number(row.line.open))
        .summed()
        .number(t("purchase.taken_back"), |row| Cell::number(row.line.taken_back))
        .summed()
        .money(t("field.purchase.price"), |row| match row.line.price {
            0 => Cell::maybe(None),
            price => Cell::money(price),
        })
        .money(t("purchase.amount"), |row| match row.line.price {
            0 => Cell::maybe(None),
            _ => Cell::money(row.line.amount()),
        })
        .summed()
        .text(t("field.purchase.remark"), |row| Cell::text(&row.line.remark))
        .sheet(t("tab.purchases"), t("stock.sum"), lines)
}

/// The orders of the list as a file, a row a line: 已交 and 未交 beside what was ordered.
pub async fn orders_file(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
    Query(find): Query<super::list::Find>,
    out: FileOut,
) -> Result<Response, Failure> {
    let lang = user.lang();
    let sheet = state.store.read(move |rx| -> Result<Sheet, DbError> {
        let filter = PurchaseFilter {
            state: find.tab().to_owned(),
            query: query.words(),
            supplier: None,
            limit: ORDERS,
            offset: 0,
        };
        let mut lines = Vec::new();
        for head in purchasing::purchases(rx, &filter)? {
            let Some(mut order) = purchasing::purchase(rx, head.id)? else {
                continue;
            };
            let own = std::mem::take(&mut order.lines);
            let order = std::sync::Arc::new(order);
            lines.extend(own.into_iter().map(|line| Ordered {
                order: order.clone(),
                line,
            }));
        }
        Ok(order_sheet(&lines, &settings::shop(rx)?, lang))
    });
    out.answer("purchases", sheet.await?).await
}
