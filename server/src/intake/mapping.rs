//! Which column of a file is which field, saved by name as JSON.
//!
//! Invariant: a mapping names columns by normalised heading, so that a file whose columns moved or whose headings grew
//! a bracket still fits. Deliberately absent: formulas; a value is a column, a fixed text, or the first filled of
//! several columns.

use super::encoding::Encoding;
use super::fields::{Field, Subject};
use super::file::{OpenOptions, Sheet, normalise};
use super::value::DateOrder;
use serde::{Deserialize, Serialize};
use shared::lang::Lang;
use std::collections::BTreeMap;

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Key of a column: its normalised heading, `#2` behind a repeated one, or `@C` for the third column.
    Column(String),
    /// The same text for every row.
    Fixed(String),
    /// The first of these columns that is filled.
    FirstOf(Vec<String>),
}

/// What a charge line is for. Charges are money on an order, not goods to pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    Postage,
    /// Borne by the shop.
    Discount,
    /// Borne by the platform.
    PlatformDiscount,
    Fee,
    Manual,
    Sample,
    Adjustment,
}

impl ChargeKind {
    pub fn code(self) -> &'static str {
        match self {
            ChargeKind::Postage => "postage",
            ChargeKind::Discount => "discount",
            ChargeKind::PlatformDiscount => "platform_discount",
            ChargeKind::Fee => "fee",
            ChargeKind::Manual => "manual",
            ChargeKind::Sample => "sample",
            ChargeKind::Adjustment => "adjustment",
        }
    }

    pub fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (ChargeKind::Postage, Lang::ZhTw) => "運費",
            (ChargeKind::Postage, Lang::En) => "Postage",
            (ChargeKind::Discount, Lang::ZhTw) => "折扣",
            (ChargeKind::Discount, Lang::En) => "Discount",
            (ChargeKind::PlatformDiscount, Lang::ZhTw) => "平台負擔折扣",
            (ChargeKind::PlatformDiscount, Lang::En) => "Discount borne by the platform",
            (ChargeKind::Fee, Lang::ZhTw) => "手續費",
            (ChargeKind::Fee, Lang::En) => "Fee",
            (ChargeKind::Manual, Lang::ZhTw) => "手動調整",
            (ChargeKind::Manual, Lang::En) => "Manual line",
            (ChargeKind::Sample, Lang::ZhTw) => "樣品費",
            (ChargeKind::Sample, Lang::En) => "Samples",
            (ChargeKind::Adjustment, Lang::ZhTw) => "帳務調整",
            (ChargeKind::Adjustment, Lang::En) => "Adjustment",
        }
    }
}

/// Everything about a file besides its columns. Words are compared after [`normalise`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<char>,
    pub sheet: Option<String>,
    pub heading_row: Option<u32>,
    pub first_data_row: Option<u32>,
    /// Channel of all orders, where no column says it.
    pub channel: String,
    /// ISO 4217, where no column says it; empty means TWD.
    pub currency: String,
    pub date_order: DateOrder,
    /// A row without order number belongs to the order above it (merged cells).
    pub fill_down: bool,
    /// Rows are orders only if the field has one of these words.
    pub only: BTreeMap<Field, Vec<String>>,
    /// Rows are not to be shipped if the field has one of these words.
    pub except: BTreeMap<Field, Vec<String>>,
    /// Words of the status that mean "not paid yet": not shipped, unless it is cash on delivery.
    pub unpaid: Vec<String>,
    /// Words in the payment method that mean cash on delivery; the order total is then collected.
    pub cod_payments: Vec<String>,
    /// SKUs that are charges and not goods, compared without case.
    pub charge_codes: BTreeMap<String, ChargeKind>,
    /// An order number that begins so, followed by a digit, is a cancellation.
    pub cancel_prefix: Option<String>,
    /// A negative quantity without a buyer is a stock write-off.
    pub write_offs: bool,
}

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub name: String,
    pub subject: Subject,
    pub columns: BTreeMap<Field, Source>,
    #[serde(default)]
    pub options: Options,
}

/// What does not fit between a mapping and a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingProblem {
    /// A required field has no source.
    NotMapped { field: Field },
    /// The file has no such column.
    ColumnMissing {
        field: Field,
        column: String,
        required: bool,
    },
    /// Orders need a SKU or a platform code.
    NoItemCode,
    /// The field does not belong to the mapping's subject.
    WrongSubject { field: Field },
}

impl MappingProblem {
    pub fn code(&self) -> &'static str {
        match self {
            MappingProblem::NotMapped { .. } => "mapping_not_mapped",
            MappingProblem::ColumnMissing { .. } => "mapping_column_missing",
            MappingProblem::NoItemCode => "mapping_no_item_code",
            MappingProblem::WrongSubject { .. } => "mapping_wrong_subject",
        }
    }

    /// Nothing can be imported until this is mended; the others are only worth showing.
    pub fn blocks(&self) -> bool {
        match self {
            MappingProblem::NotMapped { .. } | MappingProblem::NoItemCode => true,
            MappingProblem::ColumnMissing { required, .. } => *required,
            MappingProblem::WrongSubject { .. } => false,
        }
    }

    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (MappingProblem::NotMapped { field }, Lang::ZhTw) => {
                format!("「{}」是必要欄位，還沒有對應。", field.title(lang))
            }
            (MappingProblem::NotMapped { field }, Lang::En) => {
                format!("\"{}\" is required and not mapped yet.", field.title(lang))
            }
            (MappingProblem::ColumnMissing { field, column, .. }, Lang::ZhTw) => {
                format!("檔案裡沒有「{column}」這一欄（{}）。", field.title(lang))
            }
            (MappingProblem::ColumnMissing { field, column, .. }, Lang::En) => {
                format!("The file has no column \"{column}\" ({}).", field.title(lang))
            }
            (MappingProblem::NoItemCode, Lang::ZhTw) => "「貨號」和「平台商品編碼」至少要對應一個。".into(),
            (MappingProblem::NoItemCode, Lang::En) => {
                "Map at least one of \"SKU\" and \"Platform code\".".into()
            }
            (MappingProblem::WrongSubject { field }, Lang::ZhTw) => {
                format!("「{}」不屬於這種檔案，不會讀取。", field.title(lang))
            }
            (MappingProblem::WrongSubject { field }, Lang::En) => {
                format!(
                    "\"{}\" does not belong to this kind of file and is not read.",
                    field.title(lang)
                )
            }
        }
    }
}

impl Mapping {
    /// The columns of a sheet that a field is read from.
    pub fn columns_of(&self, sheet: &Sheet, field: Field) -> Vec<usize> {
        match self.columns.get(&field) {
            None | Some(Source::Fixed(_)) => Vec::new(),
            Some(Source::Column(key)) => sheet.column(key).into_iter().collect(),
            Some(Source::FirstOf(keys)) => keys.iter().filter_map(|key| sheet.column(key)).collect(),
        }
    }

    /// How to open a file for this mapping.
    pub fn open_options<'a>(&'a self, password: Option<&'a str>) -> OpenOptions<'a> {
        OpenOptions {
            encoding: self.options.encoding,
            password,
            sheet: self.options.sheet.as_deref(),
            delimiter: self.options.delimiter,
            heading_row: self.options.heading_row,
            first_data_row: self.options.first_data_row,
        }
    }
}

/// A mapping from the headings alone, to start from.
pub fn guess(subject: Subject, headings: &[String]) -> Mapping {
    let keys: Vec<String> = headings.iter().map(|h| normalise(h)).collect();
    let mut taken = vec![false; keys.len()];
    let mut columns = BTreeMap::new();
    for spec in subject.fields() {
        let found = spec.aliases.iter().find_map(|alias| {
            let alias = normalise(alias);
            keys.iter().position(|k| *k == alias).filter(|&at| !taken[at])
        });
        if let Some(at) = found {
            taken[at] = true;
            columns.insert(spec.field, Source::Column(keys[at].clone()));
        }
    }
    Mapping {
        name: String::new(),
        subject,
        columns,
        options: Options::default(),
    }
}

/// What does not fit, required things first in the subject's order.
pub fn check(mapping: &Mapping, sheet: &Sheet) -> Vec<MappingProblem> {
    let mut problems = Vec::new();
    for spec in mapping.subject.fields() {
        let (field, required) = (spec.field, spec.required);
        let missing = match mapping.columns.get(&field) {
            None if required => {
                problems.push(MappingProblem::NotMapped { field });
                None
            }
            None | Some(Source::Fixed(_)) => None,
            Some(Source::Column(key)) => sheet.column(key).is_none().then(|| key.clone()),
            Some(Source::FirstOf(all)) => all
                .iter()
                .all(|k| sheet.column(k).is_none())
                .then(|| all.join(" / ")),
        };
        if let Some(column) = missing {
            problems.push(MappingProblem::ColumnMissing {
                field,
                column,
                required,
            });
        }
    }
    let coded = [Field::Sku, Field::PlatformCode]
        .iter()
        .any(|f| mapping.columns.contains_key(f));
    if mapping.subject == Subject::Orders && !coded {
        problems.push(MappingProblem::NoItemCode);
    }
    for &field in mapping.columns.keys() {
        if mapping.subject.spec(field).is_none() {
            problems.push(MappingProblem::WrongSubject { field });
        }
    }
    problems
}

/// A mapping's sources looked up in one sheet, so that reading a cell costs no comparison of headings.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    sources: BTreeMap<Field, Resolved<'a>>,
}

enum Resolved<'a> {
    Columns(Vec<usize>),
    Fixed(&'a str),
}

impl<'a> Reader<'a> {
    pub fn new(sheet: &'a Sheet, mapping: &'a Mapping) -> Reader<'a> {
        let mut sources = BTreeMap::new();
        for (&field, source) in &mapping.columns {
            let resolved = match source {
                Source::Column(key) => Resolved::Columns(sheet.column(key).into_iter().collect()),
                Source::FirstOf(keys) => {
                    Resolved::Columns(keys.iter().filter_map(|k| sheet.column(k)).collect())
                }
                Source::Fixed(text) => Resolved::Fixed(text),
            };
            sources.insert(field, resolved);
        }
        Reader { sheet, sources }
    }

    /// The field's text in a row; empty when it has none.
    pub fn get(&self, row: usize, field: Field) -> &'a str {
        match self.sources.get(&field) {
            None => "",
            Some(Resolved::Fixed(text)) => text,
            Some(Resolved::Columns(columns)) => columns
                .iter()
                .map(|&c| self.sheet.cell(row, c))
                .find(|t| !t.is_empty())
                .unwrap_or(""),
        }
    }

    /// The mapped fields.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.sources.keys().copied()
    }
}
