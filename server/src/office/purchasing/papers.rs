//! 訂貨單 and 供應商資料卡 on paper.

use crate::db::{DbError, Tx};
use crate::documents::{
    CardField, CardGroup, CardItem, CardNote, Paper, PurchaseOrder, PurchaseOrderLine, PurchaseSupplier,
    SupplierCardPaper,
};
use crate::domain::purchasing::terms::{TaxKind, Terms};
use crate::domain::purchasing::{self, PurchaseLine, PurchaseView, SupplierCard};
use crate::domain::settings::{self, Shop, day};
use crate::http::{AppState, Failure, User};
use crate::office::papers::{Desk, small};
use crate::office::print::printed;
use crate::office::{id, texts};
use axum::extract::{Path, State};
use axum::response::Response;
use shared::catalogue::Unit;
use shared::id::{PurchaseId, SupplierId};
use shared::money::twd;

/// Notes of the contact log on a card.
const NOTES: i64 = 30;

pub async fn order_pdf(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let (wanted, now): (PurchaseId, i64) = (id(&wanted)?, state.store.clock().now_ms());
    printed(state, user, move |rx, desk| {
        let Some(view) = purchasing::purchase(rx, wanted)? else {
            return Ok(None);
        };
        let paper = order_paper(rx, desk, &settings::shop(rx)?, &view, now)?;
        Ok(Some((view.head.number, vec![paper])))
    })
    .await
}

fn tax_text(shop: &Shop, kind: TaxKind, included: bool) -> String {
    let word = |key: &str| texts::text(shop.lang, key);
    let kind_word = word(&format!("tax_kind.{}", kind.code()));
    match (kind, included) {
        (TaxKind::Taxable, true) => format!("{kind_word}（{}）", word("tax.included")),
        (TaxKind::Taxable, false) => format!("{kind_word}（{}）", word("tax.added")),
        (TaxKind::Zero | TaxKind::Free, _) => kind_word.to_owned(),
    }
}

fn unit_text(shop: &Shop, line: &PurchaseLine) -> String {
    if line.unit == Unit::Piece && line.per_unit == 1 {
        return String::new();
    }
    format!(
        "{} {} × {}",
        line.units(),
        line.unit.text(shop.lang),
        line.per_unit
    )
}

fn order_paper(
    tx: &Tx<'_>,
    desk: &Desk,
    shop: &Shop,
    view: &PurchaseView,
    now: i64,
) -> Result<Paper, DbError> {
    let head = &view.head;
    // A supplier that was taken out of use still has its name on its orders.
    let card = purchasing::get_supplier(tx, head.supplier)?.unwrap_or_else(|| SupplierCard {
        code: head.supplier_code.clone(),
        name: head.supplier_name.clone(),
        ..SupplierCard::default()
    });
    let amounts = head.amounts();
    let mark = match head.state.as_str() {
        "draft" => "purchase.draft",
        "cancelled" => "purchase.cancelled",
        _ => "",
    };
    let lines = view.lines.iter().map(|line| PurchaseOrderLine {
        sku: line.sku.clone(),
        supplier_code: line.supplier_code.clone(),
        name: line.name.clone(),
        qty: small(line.quantity),
        unit: unit_text(shop, line),
        price: twd(line.price),
        amount: twd(line.amount()),
        due: line.due.clone(),
        note: line.remark.clone(),
    });
    let buyer = if head.ordered_by.is_empty() {
        &head.created_by
    } else {
        &head.ordered_by
    };
    Ok(Paper::PurchaseOrder(PurchaseOrder {
        lang: desk.lang(),
        company: desk.company(),
        number: head.number.clone(),
        date: day::date(head.ordered_at.unwrap_or(head.created_at), shop.utc_offset_min),
        printed_at: desk.minute(now),
        mark: if mark.is_empty() {
            String::new()
        } else {
            desk.word(mark)
        },
        supplier: PurchaseSupplier {
            name: if card.legal_name.is_empty() {
                card.name.clone()
            } else {
                card.legal_name.clone()
            },
            code: card.code,
            tax_id: card.tax_id,
            contact: card.contact,
            phone: if card.phone.is_empty() {
                card.mobile
            } else {
                card.phone
            },
            fax: card.fax,
            address: format!("{} {}", card.zip, card.address).trim().to_owned(),
        },
        deliver_to: shop.address.clone(),
        due: head.due.clone(),
        terms: desk.terms(head.terms, head.term_days),
        tax_kind: tax_text(shop, head.tax_kind, head.tax_included),
        reference: head.reference.clone(),
        buyer: buyer.clone(),
        remark: head.remark.clone(),
        lines: lines.collect(),
        net: twd(amounts.net),
        tax: twd(amounts.tax),
        total: twd(amounts.total),
    }))
}

pub async fn supplier_pdf(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let (wanted, now): (SupplierId, i64) = (id(&wanted)?, state.store.clock().now_ms());
    printed(state, user, move |rx, desk| {
        let Some(card) = purchasing::get_supplier(rx, wanted)? else {
            return Ok(None);
        };
        let paper = card_paper(rx, desk, &settings::shop(rx)?, wanted, &card, now)?;
        Ok(Some(("supplier-card".to_owned(), vec![paper])))
    })
    .await
}

fn groups(desk: &Desk, shop: &Shop, card: &SupplierCard) -> Vec<CardGroup> {
    let word = |key: &str| texts::text(shop.lang, key).to_owned();
    let title = |name: &str| word(&format!("field.supplier.{name}"));
    let field = |name: &str, value: String, wide: bool| CardField {
        title: title(name),
        value,
        wide,
    };
    let text = |name: &str| field(name, card.text(name), false);
    let said = |key: &str, value: String| CardField {
        title: word(key),
        value: value.trim().to_owned(),
        wide: false,
    };
    let wide = |name: &str| field(name, card.text(name), true);
    let number = |name: &str, n: i64| field(name, if n > 0 { n.to_string() } else { String::new() }, false);
    let coded = |name: &str, code: &str| {
        let value = if code == "unsaid" {
            String::new()
        } else {
            word(&format!("{name}.{code}"))
        };
        field(name, value, false)
    };
    let closing = match (card.terms, card.closing_day) {
        (Terms::Monthly, 0) => word("supplier.end_of_month"),
        (_, 0) => String::new(),
        (_, day) => day.to_string(),
    };
    let address = format!("{} {}", card.zip, card.address).trim().to_owned();
    let least = if card.min_amount > 0 {
        twd(card.min_amount)
    } else {
        String::new()
    };
    let group = |name: &str, fields: Vec<CardField>| CardGroup {
        title: word(&format!("group.{name}")),
        fields,
    };
    vec![
        group(
            "company",
            vec![
                text("legal_name"),
                text("tax_id"),
                text("person_in_charge"),
                text("rating"),
                said("supplier.created", desk.date(card.created_at)),
                said(
                    "supplier.changed",
                    format!("{} {}", desk.date(card.changed_at), card.changed_by),
                ),
                wide("tax_id_reason"),
            ],
        ),
        group(
            "contact",
            vec![
                text("contact"),
                text("phone"),
                text("mobile"),
                text("fax"),
                text("email"),
                text("line_id"),
            ],
        ),
        group(
            "address",
            vec![
                field("address", address, true),
                wide("invoice_address"),
                wide("return_address"),
            ],
        ),
        group(
            "trade",
            vec![
                number("lead_days", card.lead_days),
                number("min_quantity", card.min_quantity),
                field("min_amount", least, false),
                field("inspection", card.inspection.text(shop.lang).to_owned(), false),
                wide("return_terms"),
            ],
        ),
        group(
            "payment",
            vec![
                field("terms", desk.terms(card.terms, card.term_days), false),
                field("closing_day", closing, false),
                coded("pay_by", card.pay_by.code()),
                coded("fee_by", card.fee_by.code()),
                coded("invoice_kind", card.invoice_kind.code()),
                field(
                    "tax_kind",
                    tax_text(shop, card.tax_kind, card.tax_included),
                    false,
                ),
            ],
        ),
        group(
            "bank",
            vec![
                text("bank_name"),
                text("bank_branch"),
                text("bank_code"),
                text("account_no"),
                wide("account_name"),
            ],
        ),
        group("remark", vec![wide("remark")]),
    ]
}

fn card_paper(
    tx: &Tx<'_>,
    desk: &Desk,
    shop: &Shop,
    id: SupplierId,
    card: &SupplierCard,
    now: i64,
) -> Result<Paper, DbError> {
    let number = |n: i64| if n > 0 { n.to_string() } else { "–".to_owned() };
    let items = purchasing::supplies(tx, id)?;
    let items = items.into_iter().map(|supply| CardItem {
        sku: supply.sku,
        name: supply.name,
        supplier_code: supply.code,
        price: if supply.price > 0 {
            twd(supply.price)
        } else {
            "–".to_owned()
        },
        least: number(supply.min_quantity),
        accept_days: number(supply.accept_days),
        main: supply.main,
    });
    let notes = purchasing::contacts(tx, id, NOTES)?;
    let notes = notes.into_iter().map(|contact| CardNote {
        at: desk.minute(contact.at),
        about: desk.word(&format!("about.{}", contact.form.about.code())),
        agreed: format!("{} {}", contact.form.day, contact.form.clock)
            .trim()
            .to_owned(),
        quantity: contact.form.quantity,
        person: contact.form.person,
        note: contact.form.note,
    });
    Ok(Paper::SupplierCard(SupplierCardPaper {
        lang: desk.lang(),
        company: desk.company(),
        code: card.code.clone(),
        name: card.name.clone(),
        printed_at: desk.minute(now),
        groups: groups(desk, shop, card),
        items: items.collect(),
        notes: notes.collect(),
    }))
}
