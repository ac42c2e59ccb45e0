//! Item files: one row per SKU, or several where an item has several barcodes.
//!
//! Invariant: an item comes in whole or not at all; a row that contradicts an earlier one of its SKU holds the item.
//! Deliberately absent: what an update of an item in the books does; the caller compares.

use super::fields::Field;
use super::file::{Sheet, normalise};
use super::mapping::{Mapping, Reader};
use super::orders::check_text;
use super::row::{RowProblem, Severity, What};
use super::value::{self, Wrong};
use serde::Serialize;
use shared::catalogue::{Barcode, ItemKind, Unit};
use shared::inspect::InspectGroup;
use shared::lang::Lang;
use std::collections::HashMap;

/// Ten tonnes: more is a wrong column.
pub const MAX_WEIGHT_G: i64 = 10_000_000;
/// Pieces, inners, cartons of several makers: more is a wrong file.
pub const MAX_BARCODES: usize = 50;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemDraft {
    pub sku: String,
    pub name: String,
    pub name_en: String,
    pub kind: ItemKind,
    pub barcodes: Vec<Barcode>,
    /// Grams a piece; 0 when the file has none.
    pub weight_g: i64,
    pub lot_tracked: bool,
    pub expiry_tracked: bool,
    pub serial_tracked: bool,
    /// 可輸入數量
    pub keyable: bool,
    /// What the file does not say of these stays as it is in the books.
    pub home: Option<String>,
    pub shelf_life_days: Option<i64>,
    pub safety_stock: Option<i64>,
    pub min_stock: Option<i64>,
    pub max_stock: Option<i64>,
    /// 檢驗組別
    pub inspect_group: Option<InspectGroup>,
    /// Row numbers in the file.
    pub rows: Vec<u32>,
}

/// What a simple file gives; every row is in `drafts` or held by a problem.
#[derive(Debug)]
pub struct Intake<T> {
    pub drafts: Vec<T>,
    pub problems: Vec<RowProblem>,
    /// Data rows of the file.
    pub rows: usize,
    /// Rows that do not come in.
    pub held: usize,
}

impl<T> Intake<T> {
    /// Of a file that has not been read yet.
    pub(super) fn of(sheet: &Sheet) -> Intake<T> {
        Intake {
            drafts: Vec::new(),
            problems: Vec::new(),
            rows: sheet.len(),
            held: 0,
        }
    }

    /// A row's draft comes in unless one of its problems, or its not being there, holds it; answers whether it does.
    pub(super) fn add(&mut self, draft: Option<T>, problems: Vec<RowProblem>) -> bool {
        let held = problems.iter().any(|problem| problem.severity == Severity::Held);
        self.problems.extend(problems);
        let draft = draft.filter(|_| !held);
        let comes_in = draft.is_some();
        self.held += usize::from(!comes_in);
        self.drafts.extend(draft);
        comes_in
    }
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<ItemDraft> {
    let reader = Reader::new(sheet, mapping);
    in_groups(sheet, &reader, Field::Sku, item)
}

/// One draft for all rows of a key, which come in together or not at all.
pub(super) fn in_groups<'a, T>(
    sheet: &'a Sheet,
    reader: &Reader<'a>,
    key: Field,
    build: impl Fn(&mut Cells<'a, '_>, &'a str, &[usize]) -> T,
) -> Intake<T> {
    let mut problems = Vec::new();
    let mut held = 0;
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for row in sheet.rows() {
        let sku = reader.get(row, key);
        if sku.is_empty() {
            held += 1;
            problems.push(RowProblem::held(
                sheet.row_number(row),
                "",
                What::Missing { field: key },
            ));
            continue;
        }
        let at = *index.entry(sku).or_insert_with(|| {
            groups.push((sku, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(row);
    }
    let mut drafts = Vec::with_capacity(groups.len());
    for (sku, rows) in groups {
        let mut cells = Cells {
            sheet,
            reader,
            key: sku,
            problems: Vec::new(),
        };
        let draft = build(&mut cells, sku, &rows);
        let found = cells.problems;
        let bad_row = found
            .iter()
            .find(|p| p.severity == Severity::Held)
            .map(|p| p.rows[0]);
        if let Some(bad_row) = bad_row {
            held += rows.len();
            let named: Vec<u32> = found.iter().flat_map(|p| p.rows.clone()).collect();
            let rest: Vec<u32> = rows
                .iter()
                .map(|&r| sheet.row_number(r))
                .filter(|r| !named.contains(r))
                .collect();
            problems.extend(found);
            if !rest.is_empty() {
                problems.push(RowProblem {
                    rows: rest,
                    ..RowProblem::held(0, sku, What::HeldWithOrder { bad_row })
                });
            }
            continue;
        }
        problems.extend(found);
        drafts.push(draft);
    }
    Intake {
        drafts,
        problems,
        rows: sheet.len(),
        held,
    }
}

/// Cells of one key's rows with their problems; shared by the simple subjects.
pub(super) struct Cells<'a, 'b> {
    pub sheet: &'a Sheet,
    pub reader: &'b Reader<'a>,
    pub key: &'a str,
    pub problems: Vec<RowProblem>,
}

impl<'a> Cells<'a, '_> {
    pub fn hold(&mut self, row: usize, what: What) {
        self.problems
            .push(RowProblem::held(self.sheet.row_number(row), self.key, what));
    }

    pub fn note(&mut self, row: usize, what: What) {
        self.problems
            .push(RowProblem::note(self.sheet.row_number(row), self.key, what));
    }

    pub fn raw(&self, row: usize, field: Field) -> &'a str {
        self.reader.get(row, field)
    }

    pub fn text(&mut self, row: usize, field: Field) -> &'a str {
        let raw = self.raw(row, field);
        if let Some(what) = check_text(field, raw) {
            self.hold(row, what);
        }
        raw
    }

    pub fn required(&mut self, row: usize, field: Field) -> &'a str {
        let text = self.text(row, field);
        if text.is_empty() {
            self.hold(row, What::Missing { field });
        }
        text
    }

    fn wrong(&mut self, row: usize, field: Field, wrong: Wrong) {
        let value = self.raw(row, field).to_owned();
        self.hold(row, What::Value { field, value, wrong });
    }

    /// A value read by `read`, `None` where the cell is empty or wrong (which is then recorded).
    pub fn read<T>(
        &mut self,
        row: usize,
        field: Field,
        read: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let raw = self.raw(row, field);
        if raw.is_empty() {
            return None;
        }
        match read(raw) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.wrong(row, field, wrong);
                None
            }
        }
    }

    /// A word out of a list.
    pub fn word<T>(&mut self, row: usize, field: Field, known: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let raw = self.raw(row, field);
        if raw.is_empty() {
            return None;
        }
        let found = known(&normalise(raw));
        if found.is_none() {
            self.hold(
                row,
                What::UnknownWord {
                    field,
                    value: raw.to_owned(),
                },
            );
        }
        found
    }

    /// The first filled of several rows; a different later one holds the rows.
    pub fn agreed(&mut self, rows: &[usize], field: Field) -> (usize, &'a str) {
        let mut first = (rows[0], "");
        for &row in rows {
            let value = self.raw(row, field);
            if first.1.is_empty() {
                first = (row, value);
            } else if !value.is_empty() && value != first.1 {
                self.hold(
                    row,
                    What::Conflict {
                        field,
                        first: first.1.to_owned(),
                        other: value.to_owned(),
                    },
                );
            }
        }
        first
    }
}

fn item(cells: &mut Cells<'_, '_>, sku: &str, rows: &[usize]) -> ItemDraft {
    let first = rows[0];
    cells.text(first, Field::Sku);
    let (name_row, name) = cells.agreed(rows, Field::ItemName);
    cells.required(name_row, Field::ItemName);
    let (en_row, name_en) = cells.agreed(rows, Field::ItemNameEn);
    cells.text(en_row, Field::ItemNameEn);
    let (kind_row, _) = cells.agreed(rows, Field::ItemKind);
    let kind = cells
        .word(kind_row, Field::ItemKind, kind_word)
        .unwrap_or_default();
    let (weight_row, _) = cells.agreed(rows, Field::WeightG);
    let weight_g = cells.read(weight_row, Field::WeightG, grams).unwrap_or(0);
    let (group_row, _) = cells.agreed(rows, Field::InspectGroup);
    let inspect_group = cells.word(group_row, Field::InspectGroup, group_word);
    let home = cells.agreed(rows, Field::HomeBin);
    cells.text(home.0, Field::HomeBin);
    let mut number = |field| {
        let (row, _) = cells.agreed(rows, field);
        cells.read(row, field, count)
    };
    let (shelf_life_days, safety_stock) = (number(Field::ShelfLifeDays), number(Field::SafetyStock));
    let (min_stock, max_stock) = (number(Field::MinStock), number(Field::MaxStock));
    let mut flag = |field| {
        let (row, _) = cells.agreed(rows, field);
        cells.read(row, field, value::flag).unwrap_or(false)
    };
    let draft = ItemDraft {
        sku: sku.to_owned(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        kind,
        weight_g,
        lot_tracked: flag(Field::LotTracked),
        expiry_tracked: flag(Field::ExpiryTracked),
        serial_tracked: flag(Field::SerialTracked),
        keyable: flag(Field::Keyable),
        home: Some(home.1.to_owned()).filter(|code| !code.is_empty()),
        shelf_life_days,
        safety_stock,
        min_stock,
        max_stock,
        inspect_group,
        barcodes: Vec::new(),
        rows: rows.iter().map(|&r| cells.sheet.row_number(r)).collect(),
    };
    ItemDraft {
        barcodes: barcodes(cells, rows),
        ..draft
    }
}

/// 檢驗組別 by its code or its word.
fn group_word(text: &str) -> Option<InspectGroup> {
    InspectGroup::ALL.into_iter().find(|group| {
        group.code() == text || Lang::ALL.iter().any(|lang| normalise(group.text(*lang)) == text)
    })
}

fn barcodes(cells: &mut Cells<'_, '_>, rows: &[usize]) -> Vec<Barcode> {
    let mut out: Vec<Barcode> = Vec::new();
    for &row in rows {
        let unit = cells.word(row, Field::BarcodeUnit, unit_word);
        let quantity = cells.read(row, Field::BarcodeQuantity, value::pieces);
        // One piece unless the file says more; a carton without its content would be guessed.
        let of = |unit: Unit, quantity: Option<i64>| quantity.or((unit == Unit::Piece).then_some(1));
        let implied = if quantity.is_some_and(|q| q > 1) {
            Unit::Carton
        } else {
            Unit::Piece
        };
        let main = unit.unwrap_or(implied);
        let inner = cells.read(row, Field::InnerQuantity, value::pieces);
        let carton = cells.read(row, Field::CartonQuantity, value::pieces);
        for (field, quantity_field, unit, quantity) in [
            (Field::Barcode, Field::BarcodeQuantity, main, of(main, quantity)),
            (Field::InnerBarcode, Field::InnerQuantity, Unit::Inner, inner),
            (Field::CartonBarcode, Field::CartonQuantity, Unit::Carton, carton),
        ] {
            let code = cells.text(row, field);
            if code.is_empty() {
                continue;
            }
            let Some(quantity) = quantity else {
                if cells.raw(row, quantity_field).is_empty() {
                    cells.hold(
                        row,
                        What::Missing {
                            field: quantity_field,
                        },
                    );
                }
                continue;
            };
            if !check_digit_fits(code) {
                cells.note(
                    row,
                    What::CheckDigit {
                        value: code.to_owned(),
                    },
                );
            }
            let barcode = Barcode {
                code: code.to_owned(),
                quantity,
                unit,
            };
            if !out.contains(&barcode) {
                out.push(barcode);
            }
        }
    }
    if out.len() > MAX_BARCODES {
        cells.hold(
            rows[0],
            What::TooManyLines {
                count: out.len(),
                limit: MAX_BARCODES,
            },
        );
    }
    out
}

/// EAN-8, UPC-A, EAN-13 and GTIN-14 carry a check digit (GS1 General Specifications 7.9); other codes have none.
fn check_digit_fits(code: &str) -> bool {
    if !matches!(code.len(), 8 | 12 | 13 | 14) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let sum: u32 = code
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| u32::from(b - b'0') * if i % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

fn kind_word(word: &str) -> Option<ItemKind> {
    match word {
        "商品" | "goods" | "item" | "product" => Some(ItemKind::Goods),
        "包材" | "packing" | "packaging" => Some(ItemKind::Packing),
        "備品" | "supplies" | "spare" | "spares" => Some(ItemKind::Supplies),
        "贈品" | "gift" => Some(ItemKind::Gift),
        _ => None,
    }
}

pub(super) fn unit_word(word: &str) -> Option<Unit> {
    match word {
        "個" | "件" | "支" | "瓶" | "包" | "piece" | "pcs" | "pc" | "ea" | "each" => Some(Unit::Piece),
        "盒" | "組" | "inner" | "box" | "pack" => Some(Unit::Inner),
        "箱" | "carton" | "case" | "ctn" => Some(Unit::Carton),
        _ => None,
    }
}

/// Pieces or days, 0 included.
pub(super) fn count(text: &str) -> Result<i64, Wrong> {
    let number = value::whole(text)?;
    if (0..=shared::quantity::MAX).contains(&number) {
        Ok(number)
    } else {
        Err(Wrong::OutOfRange)
    }
}

/// Grams: `250`, `250g`, `1.5kg`, `1.5 公斤`; rounded half up to a gram.
fn grams(text: &str) -> Result<i64, Wrong> {
    let text = normalise(text).replace(' ', "");
    let kilo = ["kg", "公斤"].iter().find_map(|s| text.strip_suffix(s));
    let (plain, factor) = match kilo {
        Some(rest) => (rest, 1000),
        None => (
            ["公克", "克", "g"]
                .iter()
                .find_map(|s| text.strip_suffix(s))
                .unwrap_or(&text),
            1,
        ),
    };
    // Three decimals of a kilogram are grams.
    let milli = milli(plain)?;
    let grams = (milli.checked_mul(factor).ok_or(Wrong::OutOfRange)? + 500) / 1000;
    if (0..=MAX_WEIGHT_G).contains(&grams) {
        Ok(grams)
    } else {
        Err(Wrong::OutOfRange)
    }
}

fn milli(text: &str) -> Result<i64, Wrong> {
    let (int, frac) = text.split_once('.').unwrap_or((text, ""));
    if !frac.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotANumber);
    }
    let whole = value::whole(int)?;
    if !(0..=MAX_WEIGHT_G).contains(&whole) {
        return Err(Wrong::OutOfRange);
    }
    let digits: i64 = format!("{frac:0<3}")[..3]
        .parse()
        .map_err(|_| Wrong::NotANumber)?;
    Ok(whole * 1000 + digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_in_grams_and_kilograms() {
        for (text, want) in [
            ("250", Ok(250)),
            ("250 g", Ok(250)),
            ("1.5kg", Ok(1500)),
            ("0.35 公斤", Ok(350)),
            ("１２公克", Ok(12)),
            ("12.5", Ok(13)),
            ("-1", Err(Wrong::OutOfRange)),
            ("heavy", Err(Wrong::NotANumber)),
            ("99999999999", Err(Wrong::OutOfRange)),
        ] {
            assert_eq!(grams(text), want, "{text}");
        }
    }

    #[test]
    fn check_digits_of_ean_and_upc_only() {
        for (code, fits) in [
            ("4006381333931", true),
            ("4006381333932", false),
            ("036000291452", true),
            ("96385074", true),
            ("85123A", true),
            ("12345", true),
        ] {
            assert_eq!(check_digit_fits(code), fits, "{code}");
        }
    }
}
