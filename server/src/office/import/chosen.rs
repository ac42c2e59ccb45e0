//! The mapping screen's form: from a mapping to what is chosen in the page, and back.
//!
//! Invariant: what the form does not show (the words of `only` and `except` beside the status, several columns of one
//! field) stays as it was.

use crate::intake::encoding::Encoding;
use crate::intake::fields::{Field, Subject};
use crate::intake::file::Sheet;
use crate::intake::mapping::{ChargeKind, Mapping, Source};
use crate::intake::value::DateOrder;
use crate::office::fields::Fields;
use shared::lang::Lang;
use std::collections::BTreeMap;

const CHARGES: [ChargeKind; 7] = [
    ChargeKind::Postage,
    ChargeKind::Discount,
    ChargeKind::PlatformDiscount,
    ChargeKind::Fee,
    ChargeKind::Manual,
    ChargeKind::Sample,
    ChargeKind::Adjustment,
];
/// Words in one box.
const MAX_WORDS: usize = 200;

/// One field of the table.
pub struct FieldRow {
    pub key: &'static str,
    pub title: &'static str,
    pub required: bool,
    /// Value of the select: empty, `=fixed`, `=several` or `k:` and a column's key.
    pub choice: String,
    pub fixed: String,
    /// The columns of a field that takes the first filled one.
    pub several: String,
    /// A column that the mapping names and the file lacks.
    pub lacking: String,
    pub sample: String,
}

pub fn rows(mapping: &Mapping, sheet: &Sheet, lang: Lang) -> Vec<FieldRow> {
    mapping
        .subject
        .fields()
        .iter()
        .map(|spec| {
            let mut row = FieldRow {
                key: spec.field.key(),
                title: spec.field.title(lang),
                required: spec.required,
                choice: String::new(),
                fixed: String::new(),
                several: String::new(),
                lacking: String::new(),
                sample: String::new(),
            };
            match mapping.columns.get(&spec.field) {
                None => {}
                Some(Source::Fixed(text)) => {
                    row.choice = "=fixed".to_owned();
                    row.fixed.clone_from(text);
                    row.sample.clone_from(text);
                }
                Some(Source::Column(key)) => match sheet.column(key) {
                    Some(column) => {
                        row.choice = format!("k:{}", sheet.keys()[column]);
                        row.sample = sample(sheet, &[column]);
                    }
                    None => {
                        row.choice = format!("k:{key}");
                        row.lacking.clone_from(key);
                    }
                },
                Some(Source::FirstOf(keys)) => {
                    let columns: Vec<usize> = keys.iter().filter_map(|key| sheet.column(key)).collect();
                    row.choice = "=several".to_owned();
                    row.several = columns
                        .iter()
                        .map(|&column| sheet.headings()[column].as_str())
                        .collect::<Vec<_>>()
                        .join(" → ");
                    row.sample = sample(sheet, &columns);
                }
            }
            row
        })
        .collect()
}

/// The first filled value in the first rows.
fn sample(sheet: &Sheet, columns: &[usize]) -> String {
    let found = sheet.rows().take(20).find_map(|row| {
        columns
            .iter()
            .map(|&column| sheet.cell(row, column))
            .find(|text| !text.is_empty())
    });
    found.unwrap_or_default().chars().take(60).collect()
}

/// The mapping as the form has it, over what it was before.
pub fn read(posted: &Fields, before: &Mapping) -> Mapping {
    let mut mapping = before.clone();
    mapping.name = posted.get("name").trim().chars().take(60).collect();
    read_opening(posted, &mut mapping);
    // A file that could not be opened shows no table: its fields stay.
    if !posted.on("table") {
        return mapping;
    }
    for spec in mapping.subject.fields() {
        let field = spec.field;
        let fixed = posted.get(&format!("x.{}", field.key())).trim().to_owned();
        match posted.get(&format!("c.{}", field.key())) {
            "=several" => {}
            "" if fixed.is_empty() => {
                mapping.columns.remove(&field);
            }
            "" | "=fixed" => {
                mapping.columns.insert(field, Source::Fixed(fixed));
            }
            choice => {
                if let Some(key) = choice.strip_prefix("k:") {
                    mapping.columns.insert(field, Source::Column(key.to_owned()));
                }
            }
        }
    }
    if mapping.subject == Subject::Orders {
        read_order_options(posted, &mut mapping);
    }
    mapping.options.date_order = match posted.get("date_order") {
        "month_first" => DateOrder::MonthFirst,
        "day_first" => DateOrder::DayFirst,
        _ => DateOrder::YearFirst,
    };
    mapping.options.fill_down = posted.on("fill_down");
    mapping
}

/// How the file is opened.
fn read_opening(posted: &Fields, mapping: &mut Mapping) {
    let options = &mut mapping.options;
    let text = |name: &str| Some(posted.get(name).to_owned()).filter(|text| !text.is_empty());
    options.encoding = Encoding::parse(posted.get("encoding"));
    options.sheet = text("sheet");
    options.delimiter = match posted.get("delimiter") {
        "tab" => Some('\t'),
        other => other.chars().next().filter(char::is_ascii_punctuation),
    };
    options.heading_row = posted
        .number("heading_row")
        .and_then(|row| u32::try_from(row).ok());
}

fn read_order_options(posted: &Fields, mapping: &mut Mapping) {
    let options = &mut mapping.options;
    options.channel = posted.get("channel").trim().chars().take(40).collect();
    options.currency = posted
        .get("currency")
        .trim()
        .to_ascii_uppercase()
        .chars()
        .take(3)
        .collect();
    options.cancel_prefix =
        Some(posted.get("cancel_prefix").trim().to_owned()).filter(|prefix| !prefix.is_empty());
    options.write_offs = posted.on("write_offs");
    options.unpaid = words(posted.get("unpaid"));
    options.cod_payments = words(posted.get("cod_payments"));
    for (map, name) in [
        (&mut options.only, "only_status"),
        (&mut options.except, "except_status"),
    ] {
        let words = words(posted.get(name));
        if words.is_empty() {
            map.remove(&Field::Status);
        } else {
            map.insert(Field::Status, words);
        }
    }
    options.charge_codes = words(posted.get("charge_codes"))
        .iter()
        .filter_map(|line| {
            let (code, kind) = line.split_once('=')?;
            let kind = CHARGES.into_iter().find(|one| one.code() == kind.trim())?;
            Some((code.trim().to_owned(), kind))
        })
        .collect();
}

fn words(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(str::to_owned)
        .collect()
}

/// Words of a list, one a line.
pub fn lines(words: &[String]) -> String {
    words.join("\n")
}

pub fn status_words(words: &BTreeMap<Field, Vec<String>>) -> String {
    words
        .get(&Field::Status)
        .map(|words| lines(words))
        .unwrap_or_default()
}

/// `POST=postage`, one a line.
pub fn charge_lines(charges: &BTreeMap<String, ChargeKind>) -> String {
    let all = charges
        .iter()
        .map(|(code, kind)| format!("{code}={}", kind.code()));
    all.collect::<Vec<_>>().join("\n")
}

/// Kinds of charges with their names, for the hint beside the box.
pub fn charge_kinds(lang: Lang) -> String {
    let all = CHARGES
        .iter()
        .map(|kind| format!("{} {}", kind.code(), kind.title(lang)));
    all.collect::<Vec<_>>().join(" · ")
}

pub fn date_order_code(order: DateOrder) -> &'static str {
    match order {
        DateOrder::YearFirst => "year_first",
        DateOrder::MonthFirst => "month_first",
        DateOrder::DayFirst => "day_first",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::builtin;
    use crate::intake::file::{self, OpenOptions};

    fn posted(pairs: &[(&str, &str)]) -> Fields {
        let typed = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::typed(Lang::En, "mapping", typed.collect())
    }

    #[test]
    fn the_form_as_shown_and_sent_back_changes_nothing() {
        let csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
                   536365,85123A,LANTERN,6,12/1/2010 8:26,2.55,17850,United Kingdom\n";
        let sheet = file::open(csv.as_bytes(), "a.csv", OpenOptions::default()).unwrap();
        let mapping = builtin::recognise(&sheet).unwrap();
        let mut fields = vec![
            ("table".to_owned(), "1".to_owned()),
            ("name".to_owned(), mapping.name.clone()),
            ("channel".to_owned(), mapping.options.channel.clone()),
            ("currency".to_owned(), mapping.options.currency.clone()),
            ("cancel_prefix".to_owned(), "C".to_owned()),
            ("write_offs".to_owned(), "1".to_owned()),
            (
                "charge_codes".to_owned(),
                charge_lines(&mapping.options.charge_codes),
            ),
            (
                "date_order".to_owned(),
                date_order_code(mapping.options.date_order).to_owned(),
            ),
        ];
        for row in rows(&mapping, &sheet, Lang::En) {
            fields.push((format!("c.{}", row.key), row.choice));
            fields.push((format!("x.{}", row.key), row.fixed));
        }
        assert_eq!(
            read(&Fields::typed(Lang::En, "mapping", fields), &mapping),
            mapping
        );
    }

    #[test]
    fn a_file_that_cannot_be_opened_yet_keeps_its_mapping() {
        let mapping = builtin::named("shopee").unwrap();
        let read = read(&posted(&[("name", "shopee"), ("sheet", "orders")]), &mapping);
        assert_eq!(read.columns, mapping.columns);
        assert_eq!(read.options.only, mapping.options.only);
        assert_eq!(read.options.sheet.as_deref(), Some("orders"));
    }

    #[test]
    fn a_fixed_text_stands_for_a_column() {
        let mapping = builtin::named("bins").unwrap();
        let read = read(
            &posted(&[("table", "1"), ("c.bin", "k:code"), ("x.zone", "A")]),
            &mapping,
        );
        assert_eq!(
            read.columns.get(&Field::Zone),
            Some(&Source::Fixed("A".to_owned()))
        );
        assert!(!read.columns.contains_key(&Field::Aisle));
    }
}
