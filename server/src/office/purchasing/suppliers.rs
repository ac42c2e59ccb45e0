//! 供應商: the list and the form.

use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::Kept;
use crate::domain::purchasing::terms::{FeeBy, InvoiceKind, PayBy, TaxKind, Terms};
use crate::domain::purchasing::{self, SupplierCard, SupplierHead, TEXTS};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{self, Head, ListQuery, Noun, PAGE, Pager, flag};
use crate::office::{Page, amounts, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use shared::id::SupplierId;
use shared::quantity;
use shared::task::Inspection;

#[derive(Template)]
#[template(path = "office/purchasing/suppliers.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    suppliers: Vec<SupplierHead>,
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
        let mut suppliers = purchasing::suppliers(rx, &q, limit, offset)?;
        let at = Pager::cut(&mut suppliers, number);
        Ok(List {
            head: Head::new(user.lang(), "suppliers", &query),
            p: Page::new(rx, &user, "purchasing")?,
            q,
            suppliers,
            at,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/purchasing/supplier_form.html")]
pub struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<SupplierId>,
    terms: &'static [&'static str],
    pay_by: &'static [&'static str],
    fee_by: &'static [&'static str],
    invoice_kinds: &'static [&'static str],
    tax_kinds: &'static [&'static str],
    inspections: [&'static str; 2],
}

/// The noun of these pages.
pub struct Suppliers;

impl Noun for Suppliers {
    const NAME: &'static str = "supplier";
    const LIST: &'static str = "/office/suppliers";
    type Id = SupplierId;
    type Now = SupplierCard;
    type Form = SupplierCard;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: SupplierId) -> Result<Option<SupplierCard>, DbError> {
        purchasing::get_supplier(tx, id)
    }

    fn filled(now: Option<&SupplierCard>) -> Vec<(&'static str, String)> {
        let Some(card) = now else { return Vec::new() };
        let number = |n: i64| if n > 0 { n.to_string() } else { String::new() };
        let mut pairs: Vec<(&'static str, String)> = TEXTS.map(|(name, _)| (name, card.text(name))).to_vec();
        pairs.extend([
            ("terms", card.terms.code().to_owned()),
            ("term_days", number(card.term_days)),
            ("closing_day", number(card.closing_day)),
            ("pay_by", card.pay_by.code().to_owned()),
            ("fee_by", card.fee_by.code().to_owned()),
            ("invoice_kind", card.invoice_kind.code().to_owned()),
            ("tax_kind", card.tax_kind.code().to_owned()),
            ("tax_included", flag(card.tax_included)),
            ("lead_days", number(card.lead_days)),
            ("min_quantity", number(card.min_quantity)),
            ("min_amount", amounts::typed(card.min_amount)),
            ("inspection", card.inspection.code().to_owned()),
        ]);
        pairs
    }

    async fn read(
        _: &setup::Asked<'_>,
        fields: &mut Fields,
        now: Option<&SupplierCard>,
    ) -> Result<SupplierCard, Failure> {
        let mut card = SupplierCard {
            id: now.and_then(|card| card.id),
            terms: Terms::parse(fields.get("terms")).unwrap_or_default(),
            term_days: fields.whole("term_days", 0..=365),
            closing_day: fields.whole("closing_day", 0..=31),
            pay_by: PayBy::parse(fields.get("pay_by")).unwrap_or_default(),
            fee_by: FeeBy::parse(fields.get("fee_by")).unwrap_or_default(),
            invoice_kind: InvoiceKind::parse(fields.get("invoice_kind")).unwrap_or_default(),
            tax_kind: TaxKind::parse(fields.get("tax_kind")).unwrap_or_default(),
            tax_included: fields.on("tax_included"),
            lead_days: fields.whole("lead_days", 0..=365),
            min_quantity: fields.whole("min_quantity", 0..=quantity::MAX),
            min_amount: fields.money("min_amount").unwrap_or(0),
            inspection: Inspection::parse(fields.get("inspection")).unwrap_or_default(),
            ..SupplierCard::default()
        };
        for (name, _) in TEXTS {
            if let Some(text) = card.text_mut(name) {
                *text = fields.text(name);
            }
        }
        Ok(card)
    }

    fn keep(cx: &Cx<'_>, form: &SupplierCard) -> Result<Kept<()>, DbError> {
        Ok(purchasing::save_supplier(cx, form)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, f: Fields, now: Option<SupplierCard>) -> Result<FormPage, DbError> {
        Ok(FormPage {
            p: Page::new(tx, user, "purchasing")?,
            head: Head::quiet("suppliers"),
            f,
            id: now.and_then(|card| card.id),
            terms: Terms::CODES,
            pay_by: PayBy::CODES,
            fee_by: FeeBy::CODES,
            invoice_kinds: InvoiceKind::CODES,
            tax_kinds: TaxKind::CODES,
            inspections: Inspection::ALL.map(Inspection::code),
        })
    }
}
