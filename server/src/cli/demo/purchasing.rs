//! Whom the demonstration shop buys from, and what is on its way: one delivery with tea and honey due today, one with
//! packing material due tomorrow. Every name is invented.

use super::{DAY_MS, HOUR_MS, ours};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{BinForm, item_by_sku, save_bin};
use crate::domain::purchasing::terms::{FeeBy, InvoiceKind, PayBy, TaxKind, Terms};
use crate::domain::purchasing::{
    self, About, ContactForm, LineForm, OrderOutcome, Origin, PurchaseForm, SaveOutcome, SupplierCard,
    SupplyForm,
};
use crate::domain::settings::day;
use shared::catalogue::{BinUse, Unit};
use shared::id::SupplierId;
use shared::task::Inspection;

const TAIPEI_MIN: i32 = 480;

/// Bins beside the shelves: a place for what waits for a decision, and two to keep what does not fit.
fn bins(cx: &Cx<'_>) -> Result<(), DbError> {
    for (code, zone, used_for, x) in [
        ("Q1-01-1", "Q", BinUse::Quarantine, 120),
        ("R1-01-1", "R", BinUse::Reserve, 2_400),
        ("R1-02-1", "R", BinUse::Reserve, 2_520),
    ] {
        let form = BinForm {
            code: code.to_owned(),
            zone: zone.to_owned(),
            aisle: "1".to_owned(),
            bay: code[3..5].to_owned(),
            level: "1".to_owned(),
            x,
            used_for,
            ..BinForm::default()
        };
        ours(save_bin(cx, &form)?)?;
    }
    Ok(())
}

fn cards() -> [SupplierCard; 4] {
    let text = str::to_owned;
    [
        SupplierCard {
            code: text("S-001"),
            name: text("高嶺茶業"),
            legal_name: text("高嶺茶業股份有限公司"),
            tax_id: text("10458575"),
            person_in_charge: text("高示範"),
            contact: text("林先生"),
            phone: text("05-259-0000 分機 12"),
            mobile: text("0910000012"),
            fax: text("05-259-0001"),
            email: text("sales@tea.example"),
            line_id: text("@demo-tea"),
            zip: text("605"),
            address: text("嘉義縣阿里山鄉示範路 8 號"),
            return_address: text("嘉義縣阿里山鄉示範路 8 號 後門"),
            terms: Terms::Monthly,
            term_days: 30,
            closing_day: 25,
            pay_by: PayBy::Transfer,
            bank_code: text("0080000"),
            bank_name: text("示範銀行"),
            bank_branch: text("阿里山分行"),
            account_name: text("高嶺茶業股份有限公司"),
            account_no: text("000012345678"),
            fee_by: FeeBy::Us,
            invoice_kind: InvoiceKind::EInvoice,
            lead_days: 5,
            min_amount: 500_000,
            return_terms: text("到貨 7 日內，未拆封可退；短效品不退。"),
            rating: text("A"),
            ..SupplierCard::default()
        },
        SupplierCard {
            code: text("S-002"),
            name: text("島嶼選物"),
            legal_name: text("島嶼選物有限公司"),
            tax_id: text("04595252"),
            contact: text("何小姐"),
            phone: text("02-2700-0000"),
            address: text("臺北市信義區樣品街 3 號"),
            terms: Terms::Prepaid,
            pay_by: PayBy::Transfer,
            invoice_kind: InvoiceKind::Triplicate,
            tax_included: true,
            lead_days: 10,
            inspection: Inspection::Sample,
            rating: text("B"),
            ..SupplierCard::default()
        },
        SupplierCard {
            code: text("S-003"),
            name: text("平安紙器"),
            legal_name: text("平安紙器行"),
            tax_id: text("04595257"),
            contact: text("老闆娘"),
            phone: text("02-8221-0000"),
            address: text("新北市中和區範例路 66 號"),
            terms: Terms::Cash,
            pay_by: PayBy::Cash,
            invoice_kind: InvoiceKind::Receipt,
            lead_days: 2,
            min_quantity: 100,
            inspection: Inspection::Sample,
            ..SupplierCard::default()
        },
        SupplierCard {
            code: text("S-004"),
            name: text("Kyoto Sample Tea"),
            legal_name: text("Kyoto Sample Tea K.K."),
            tax_id: text("JP123456"),
            tax_id_reason: text("日本廠商，沒有統一編號"),
            contact: text("Sato"),
            email: text("export@kyoto.example"),
            terms: Terms::Prepaid,
            tax_kind: TaxKind::Zero,
            lead_days: 21,
            ..SupplierCard::default()
        },
    ]
}

/// Supplier, SKU, its code there, NT$ a piece in hundredths, least order, days of life, main.
const SUPPLIES: [(usize, &str, &str, i64, i64, i64, bool); 11] = [
    (0, "TEA-OOL-150", "OL-0150", 18_500, 24, 365, true),
    (0, "TEA-JIN-150", "RB-0150", 17_000, 24, 365, true),
    (0, "TEA-BAG-20", "OB-0020", 9_600, 36, 270, true),
    (0, "HONEY-700", "HN-0700", 32_000, 12, 540, true),
    (1, "MUG-WHT", "CUP-W", 11_000, 12, 0, true),
    (1, "MUG-BLK", "CUP-B", 11_000, 12, 0, true),
    (1, "TOWEL-FACE", "TW-3476", 6_500, 0, 0, true),
    (2, "BOX-S", "箱 S", 450, 50, 0, true),
    (2, "BOX-M", "箱 M", 850, 40, 0, true),
    (2, "BAG-POLY", "袋 25", 120, 500, 0, true),
    (3, "TEA-JIN-150", "KY-RB", 21_000, 48, 300, false),
];

fn order(
    cx: &Cx<'_>,
    supplier: SupplierId,
    due: &str,
    reference: &str,
    lines: &[(&str, i64)],
) -> Result<(), DbError> {
    let mut wanted = Vec::with_capacity(lines.len());
    for (sku, cartons) in lines {
        let item =
            item_by_sku(cx, sku)?.ok_or_else(|| DbError::Driver(format!("demonstration data: {sku}")))?;
        wanted.push(LineForm {
            item,
            sku: (*sku).to_owned(),
            units: *cartons,
            unit: Unit::Carton,
            per_unit: None,
            price: None,
            due: String::new(),
            remark: String::new(),
        });
    }
    let form = PurchaseForm {
        id: None,
        supplier,
        origin: Origin::Hand,
        reference: reference.to_owned(),
        due: due.to_owned(),
        remark: String::new(),
        lines: wanted,
    };
    match purchasing::save_purchase(cx, &form)? {
        SaveOutcome::Kept(id) => match purchasing::order(cx, id, true)? {
            OrderOutcome::Ordered(_) => Ok(()),
            no => Err(DbError::Driver(format!("demonstration data: {no:?}"))),
        },
        no => Err(DbError::Driver(format!("demonstration data: {no:?}"))),
    }
}

pub fn seed(cx: &Cx<'_>) -> Result<(), DbError> {
    bins(cx)?;
    let mut suppliers = Vec::new();
    for card in cards() {
        suppliers.push(ours(purchasing::save_supplier(cx, &card)?)?);
    }
    for (supplier, sku, code, price, min_quantity, accept_days, main) in SUPPLIES {
        let form = SupplyForm {
            sku: sku.to_owned(),
            code: code.to_owned(),
            price,
            min_quantity,
            accept_days,
            main,
        };
        ours(purchasing::save_supply(cx, suppliers[supplier], &form)?)?;
    }
    let today = day::date(cx.now, TAIPEI_MIN);
    let tomorrow = day::date(cx.now + DAY_MS, TAIPEI_MIN);
    let tea = [("TEA-OOL-150", 2), ("TEA-BAG-20", 1), ("HONEY-700", 1)];
    order(cx, suppliers[0], &today, "PR-0001", &tea)?;
    order(cx, suppliers[2], &tomorrow, "", &[("BOX-M", 3), ("BAG-POLY", 1)])?;
    let agreed = ContactForm {
        about: About::Delivery,
        day: day::date(cx.now + HOUR_MS, TAIPEI_MIN),
        clock: "10:00".to_owned(),
        quantity: "4 箱".to_owned(),
        person: "林先生".to_owned(),
        note: "司機到前半小時來電".to_owned(),
    };
    ours(purchasing::note_contact(cx, suppliers[0], &agreed)?)
}
