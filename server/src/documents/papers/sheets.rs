//! Sheets of stickers and cards: bins, items, staff, totes.
//!
//! An item label carries the number people sell by; symbol and layout are [`shared::label`]'s, the same that label
//! printers get.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{DOT_PT, Fill, at_most, cleaned, draw, in_field, json, rows};
use crate::documents::DocumentError;
use crate::documents::barcode::{self, Drawn};
use crate::documents::codes::Codes;
use crate::documents::fonts;
use crate::documents::text::{self, Place};
use shared::label::{self, Dpi, Drawing, LabelError};
use shared::lang::Lang;

/// Most stickers of one PDF.
pub const MAX_STICKERS: usize = 500;

/// Labels for bins, 100 × 40 mm, fourteen on an A4 sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BinLabels {
    pub lang: Lang,
    pub bins: Vec<BinLabel>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BinLabel {
    /// 儲位, ASCII: printed big and as Code 128.
    pub code: String,
    /// 區.
    pub zone: String,
    pub note: String,
}

/// Item labels of 40 × 20 mm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemLabels {
    pub lang: Lang,
    pub layout: ItemLayout,
    pub items: Vec<ItemLabel>,
}

/// What the labels are printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemLayout {
    /// Seventy on an A4 sheet.
    #[default]
    Sheet,
    /// One a page, for a label printer.
    Single,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemLabel {
    /// What is scanned.
    pub code: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
    /// How many of this label; 0 counts as 1.
    pub copies: u32,
}

/// Cards of 85.6 × 54 mm, ten on an A4 sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffBadges {
    pub lang: Lang,
    pub company: String,
    pub badges: Vec<StaffBadge>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffBadge {
    /// The badge's code, ASCII.
    pub code: String,
    pub name: String,
    /// Already worded.
    pub role: String,
}

/// Labels for totes, 100 × 55 mm, ten on an A4 sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToteLabels {
    pub lang: Lang,
    pub totes: Vec<ToteLabel>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToteLabel {
    /// 籃號, ASCII.
    pub code: String,
    pub note: String,
}

/// Fits the cleaned text `name` of `fields` into one line of `dots` and puts it back as `<name>_fit`.
fn fit_in(
    fields: &mut Map<String, Value>,
    name: &str,
    dots: u32,
    sizes: &[f32],
    bold: bool,
) -> Result<(), DocumentError> {
    let tries: Vec<_> = sizes.iter().map(|&size| (size, 1)).collect();
    let place = Place {
        width: dots as f32 * DOT_PT,
        tries: &tries,
        bold,
    };
    let fitted = text::fit(cleaned(fields, name), place);
    fields.insert(format!("{name}_fit"), json(&fitted)?);
    Ok(())
}

fn code_bars(list: &str, i: usize, code: &str, space: u32, widest: u32) -> Result<Drawn, DocumentError> {
    let field = format!("{list}[{}].code", i + 1);
    let bars = barcode::code128(code).map_err(in_field(&field, code))?;
    draw(&bars, &field, code, space, widest)
}

impl Fill for BinLabels {
    const TEMPLATE: &'static str = "bin_labels.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("bins", self.bins.len(), MAX_STICKERS)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        for (i, (fields, bin)) in rows(input, "bins").zip(&self.bins).enumerate() {
            fields.insert(
                "bars".into(),
                codes.bars(code_bars("bins", i, &bin.code, 760, 5)?),
            );
            fit_in(
                fields,
                "code",
                730,
                &[38.0, 32.0, 26.0, 20.0, 15.0, 11.0, 8.0],
                true,
            )?;
            fit_in(fields, "zone", 360, &[11.0, 9.0, 7.5], false)?;
            fit_in(fields, "note", 360, &[11.0, 9.0, 7.5], false)?;
        }
        Ok(())
    }
}

impl Fill for ItemLabels {
    const TEMPLATE: &'static str = "item_labels.typ";

    fn check(&self) -> Result<(), DocumentError> {
        let copies = |item: &ItemLabel| item.copies.max(1) as usize;
        at_most(
            "items",
            self.items.iter().map(copies).fold(0, usize::saturating_add),
            MAX_STICKERS,
        )
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        for (i, (fields, item)) in rows(input, "items").zip(&self.items).enumerate() {
            let field = format!("items[{}].code", i + 1);
            fields.insert("copies".into(), item.copies.max(1).into());
            fields.insert("label".into(), codes.label(laid_out(fields, item, &field)?));
        }
        Ok(())
    }
}

/// The layout that label printers get too, with the cleaned texts.
fn laid_out(fields: &Map<String, Value>, item: &ItemLabel, field: &str) -> Result<Drawing, DocumentError> {
    let text = |name| cleaned(fields, name).to_owned();
    let label = label::ItemLabel {
        code: item.code.clone(),
        sku: text("sku"),
        name: text("name"),
        spec: text("spec"),
    };
    let fonts = label::Fonts {
        regular: fonts::REGULAR,
        bold: fonts::BOLD,
    };
    label::item_label(&label, Dpi::D203, &fonts).map_err(|error| match error {
        LabelError::Barcode { reason, .. } => in_field(field, &item.code)(reason),
        LabelError::Font => DocumentError::Input(error.to_string()),
    })
}

impl Fill for StaffBadges {
    const TEMPLATE: &'static str = "staff_badges.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("badges", self.badges.len(), MAX_STICKERS)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        fit_in(input, "company", 600, &[9.0, 7.5, 6.5], false)?;
        for (i, (fields, badge)) in rows(input, "badges").zip(&self.badges).enumerate() {
            fields.insert(
                "bars".into(),
                codes.bars(code_bars("badges", i, &badge.code, 660, 3)?),
            );
            fit_in(fields, "name", 600, &[26.0, 22.0, 18.0, 14.0, 11.0], true)?;
            fit_in(fields, "role", 600, &[12.0, 10.0, 8.0], false)?;
        }
        Ok(())
    }
}

impl Fill for ToteLabels {
    const TEMPLATE: &'static str = "tote_labels.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("totes", self.totes.len(), MAX_STICKERS)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        for (i, (fields, tote)) in rows(input, "totes").zip(&self.totes).enumerate() {
            fields.insert(
                "bars".into(),
                codes.bars(code_bars("totes", i, &tote.code, 760, 6)?),
            );
            fit_in(fields, "code", 730, &[34.0, 28.0, 22.0, 16.0, 12.0, 8.0], true)?;
            fit_in(fields, "note", 700, &[10.0, 8.5, 7.0], false)?;
        }
        Ok(())
    }
}
