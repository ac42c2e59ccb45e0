//! What is wrong with a row, said so that the person can mend it; and the download of bad rows.
//!
//! Invariant: `code()` is stable; every message names the rows, the value and what is allowed. A `Held` problem keeps
//! its rows out; a `Note` lets them in and tells.

use super::csv_out;
use super::fields::Field;
use super::file::Sheet;
use super::staff::PIN_DIGITS;
use super::value::{FIRST_YEAR, MAX_AMOUNT, Wrong};
use serde::{Serialize, Serializer};
use shared::lang::Lang;
use std::collections::BTreeMap;

/// Values are quoted in messages up to this many characters.
const QUOTED_CHARS: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The rows do not come in.
    Held,
    /// The rows come in; a person should know.
    Note,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Missing {
        field: Field,
    },
    Value {
        field: Field,
        value: String,
        wrong: Wrong,
    },
    TooLong {
        field: Field,
        limit: usize,
    },
    /// A line break, tab or other control character in a code.
    ControlCharacter {
        field: Field,
    },
    /// Excel has turned the number into a power of ten; its digits are lost.
    Spoilt {
        field: Field,
        value: String,
    },
    /// Rows of one order (or item) that must agree do not.
    Conflict {
        field: Field,
        first: String,
        other: String,
    },
    /// A good row of an order that has a bad one: half an order is not imported.
    HeldWithOrder {
        bad_row: u32,
    },
    NegativePrice {
        value: String,
    },
    /// More decimals than hundredths: rounded half up.
    PriceRounded {
        value: String,
    },
    /// Cash on delivery without an amount to collect.
    NoCodAmount,
    TooManyLines {
        count: usize,
        limit: usize,
    },
    /// The same thing was named by an earlier row.
    Repeated {
        field: Field,
        first_row: u32,
    },
    UnknownWord {
        field: Field,
        value: String,
    },
    /// Looks like an EAN/UPC whose check digit is wrong; may be a shop's own code.
    CheckDigit {
        value: String,
    },
    /// Not a PIN. What was typed is never quoted: it may be one digit away from somebody's.
    BadPin,
}

/// One thing wrong with one or more rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Row numbers as a spreadsheet shows them.
    pub rows: Vec<u32>,
    /// Order number, SKU or bin the rows are about; may be empty.
    pub key: String,
    pub severity: Severity,
    pub what: What,
}

impl RowProblem {
    pub fn held(row: u32, key: &str, what: What) -> RowProblem {
        RowProblem {
            rows: vec![row],
            key: key.to_owned(),
            severity: Severity::Held,
            what,
        }
    }

    pub fn note(row: u32, key: &str, what: What) -> RowProblem {
        RowProblem {
            rows: vec![row],
            key: key.to_owned(),
            severity: Severity::Note,
            what,
        }
    }

    pub fn code(&self) -> &'static str {
        match &self.what {
            What::Missing { .. } => "row_missing",
            What::Value { wrong, .. } => match wrong {
                Wrong::NotANumber => "row_not_a_number",
                Wrong::NotWhole => "row_not_whole",
                Wrong::OutOfRange => "row_out_of_range",
                Wrong::NotAnAmount => "row_not_an_amount",
                Wrong::AmountTooLarge => "row_amount_too_large",
                Wrong::NotADate => "row_not_a_date",
                Wrong::TooEarly => "row_too_early",
                Wrong::NotYesOrNo => "row_not_yes_or_no",
            },
            What::TooLong { .. } => "row_too_long",
            What::ControlCharacter { .. } => "row_control_character",
            What::Spoilt { .. } => "row_spoilt_by_excel",
            What::Conflict { .. } => "row_conflict",
            What::HeldWithOrder { .. } => "row_held_with_order",
            What::NegativePrice { .. } => "row_negative_price",
            What::PriceRounded { .. } => "row_price_rounded",
            What::NoCodAmount => "row_no_cod_amount",
            What::TooManyLines { .. } => "row_too_many_lines",
            What::Repeated { .. } => "row_repeated",
            What::UnknownWord { .. } => "row_unknown_word",
            What::CheckDigit { .. } => "row_check_digit",
            What::BadPin => "row_bad_pin",
        }
    }

    /// The field at fault, where it is one.
    pub fn field(&self) -> Option<Field> {
        match &self.what {
            What::Missing { field }
            | What::Value { field, .. }
            | What::TooLong { field, .. }
            | What::ControlCharacter { field }
            | What::Spoilt { field, .. }
            | What::Conflict { field, .. }
            | What::Repeated { field, .. }
            | What::UnknownWord { field, .. } => Some(*field),
            What::NegativePrice { .. } | What::PriceRounded { .. } => Some(Field::UnitPrice),
            What::NoCodAmount => Some(Field::CodAmount),
            What::CheckDigit { .. } => Some(Field::Barcode),
            What::BadPin => Some(Field::Pin),
            What::HeldWithOrder { .. } | What::TooManyLines { .. } => None,
        }
    }

    /// The value at fault, where there is one.
    pub fn value(&self) -> &str {
        match &self.what {
            What::Value { value, .. }
            | What::Spoilt { value, .. }
            | What::NegativePrice { value }
            | What::PriceRounded { value }
            | What::UnknownWord { value, .. }
            | What::CheckDigit { value } => value,
            What::Conflict { other, .. } => other,
            What::Missing { .. }
            | What::TooLong { .. }
            | What::ControlCharacter { .. }
            | What::HeldWithOrder { .. }
            | What::NoCodAmount
            | What::BadPin
            | What::TooManyLines { .. }
            | What::Repeated { .. } => "",
        }
    }

    /// The sentence without the row numbers.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::ZhTw => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        let l = Lang::ZhTw;
        match &self.what {
            What::Missing { field } => format!("{}是空的", field.title(l)),
            What::Value { field, value, wrong } => {
                format!(
                    "{}「{}」：{}",
                    field.title(l),
                    quoted(value),
                    allowed(*field, *wrong, l)
                )
            }
            What::TooLong { field, limit } => format!("{}太長，最多 {limit} 個字", field.title(l)),
            What::ControlCharacter { field } => format!("{}裡有換行或看不見的控制字元", field.title(l)),
            What::Spoilt { field, value } => format!(
                "{}「{}」已被 Excel 改成科學記號，後面的數字不見了；請把欄位設成「文字」再重新匯出",
                field.title(l),
                quoted(value)
            ),
            What::Conflict { field, first, other } => format!(
                "同一筆的{}不一致：「{}」和「{}」",
                field.title(l),
                quoted(first),
                quoted(other)
            ),
            What::HeldWithOrder { bad_row } => {
                format!("這一列沒問題，但同一筆的第 {bad_row} 列有問題，整筆先不匯入，以免只進一半")
            }
            What::NegativePrice { value } => format!("單價「{}」是負的；商品單價要 0 以上", quoted(value)),
            What::PriceRounded { value } => format!("單價「{}」超過兩位小數，已四捨五入", quoted(value)),
            What::NoCodAmount => "貨到付款，但沒有代收金額".into(),
            What::TooManyLines { count, limit } => format!("同一筆有 {count} 行，上限 {limit} 行"),
            What::Repeated { field, first_row } => {
                format!("{}和第 {first_row} 列重複；請合併成一列", field.title(l))
            }
            What::UnknownWord { field, value } => {
                format!(
                    "{}「{}」看不懂；可用：{}",
                    field.title(l),
                    quoted(value),
                    choices(*field, l)
                )
            }
            What::CheckDigit { value } => {
                format!("條碼「{}」的檢查碼不對，請確認；自編碼可忽略", quoted(value))
            }
            What::BadPin => format!(
                "PIN 碼要 {}–{} 位數字；開頭的 0 不見時，請把欄位設成「文字」",
                PIN_DIGITS.start(),
                PIN_DIGITS.end()
            ),
        }
    }

    fn en(&self) -> String {
        let l = Lang::En;
        match &self.what {
            What::Missing { field } => format!("{} is empty", field.title(l)),
            What::Value { field, value, wrong } => {
                format!(
                    "{} \"{}\": {}",
                    field.title(l),
                    quoted(value),
                    allowed(*field, *wrong, l)
                )
            }
            What::TooLong { field, limit } => {
                format!("{} is too long: at most {limit} characters", field.title(l))
            }
            What::ControlCharacter { field } => {
                format!(
                    "{} has a line break or an invisible control character in it",
                    field.title(l)
                )
            }
            What::Spoilt { field, value } => format!(
                "{} \"{}\" was turned into a power of ten by Excel and has lost digits; set the column to text and export again",
                field.title(l),
                quoted(value)
            ),
            What::Conflict { field, first, other } => format!(
                "rows that belong together disagree on {}: \"{}\" and \"{}\"",
                field.title(l),
                quoted(first),
                quoted(other)
            ),
            What::HeldWithOrder { bad_row } => format!(
                "this row is fine, but row {bad_row}, which belongs to it, is not; both are held back so that no half comes in"
            ),
            What::NegativePrice { value } => {
                format!(
                    "unit price \"{}\" is negative; goods cost 0 or more",
                    quoted(value)
                )
            }
            What::PriceRounded { value } => {
                format!(
                    "unit price \"{}\" has more than two decimals and was rounded",
                    quoted(value)
                )
            }
            What::NoCodAmount => "cash on delivery without an amount to collect".into(),
            What::TooManyLines { count, limit } => {
                format!("{count} rows belong together; at most {limit} may")
            }
            What::Repeated { field, first_row } => {
                format!("{} repeats row {first_row}; make them one row", field.title(l))
            }
            What::UnknownWord { field, value } => {
                format!(
                    "{} \"{}\" is not known; use {}",
                    field.title(l),
                    quoted(value),
                    choices(*field, l)
                )
            }
            What::CheckDigit { value } => {
                format!(
                    "the check digit of barcode \"{}\" is wrong; ignore this for codes of your own",
                    quoted(value)
                )
            }
            What::BadPin => format!(
                "a PIN has {} to {} digits; where leading zeros are gone, set the column to text",
                PIN_DIGITS.start(),
                PIN_DIGITS.end()
            ),
        }
    }
}

impl Serialize for RowProblem {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            rows: &'a [u32],
            key: &'a str,
            severity: Severity,
            code: &'static str,
            field: Option<Field>,
            value: &'a str,
            zh: String,
            en: String,
        }
        Wire {
            rows: &self.rows,
            key: &self.key,
            severity: self.severity,
            code: self.code(),
            field: self.field(),
            value: self.value(),
            zh: self.zh(),
            en: self.en(),
        }
        .serialize(s)
    }
}

fn quoted(value: &str) -> String {
    let mut out: String = value
        .chars()
        .filter(|c| !c.is_control())
        .take(QUOTED_CHARS)
        .collect();
    if value.chars().count() > QUOTED_CHARS {
        out.push('…');
    }
    out
}

/// What the field takes instead.
fn allowed(field: Field, wrong: Wrong, lang: Lang) -> String {
    let range = match field {
        Field::X | Field::Y => "-1,000,000 – 1,000,000",
        Field::Walk => "0 – 1,000,000,000",
        Field::WeightG => "0 – 10,000,000 g",
        Field::ShelfLifeDays
        | Field::SafetyStock
        | Field::MinStock
        | Field::MaxStock
        | Field::MinQuantity => "0 – 999,999",
        Field::LeadDays | Field::TermDays => "0 – 365",
        Field::ClosingDay => "0 – 31",
        Field::AcceptDays => "0 – 3,650",
        _ => "1 – 999,999",
    };
    let max = MAX_AMOUNT / 100;
    match (wrong, lang) {
        (Wrong::NotANumber | Wrong::NotWhole | Wrong::OutOfRange, Lang::ZhTw) => {
            format!("只能是整數 {range}")
        }
        (Wrong::NotANumber | Wrong::NotWhole | Wrong::OutOfRange, Lang::En) => {
            format!("only whole numbers {range} are allowed")
        }
        (Wrong::NotAnAmount, Lang::ZhTw) => "不是金額，例如 1280 或 12.50".into(),
        (Wrong::NotAnAmount, Lang::En) => "is not an amount, such as 1280 or 12.50".into(),
        (Wrong::AmountTooLarge, Lang::ZhTw) => format!("金額太大，最多 {max}"),
        (Wrong::AmountTooLarge, Lang::En) => format!("is too large; at most {max}"),
        (Wrong::NotADate, Lang::ZhTw) => "不是日期，例如 2026-09-29 或 115/09/29".into(),
        (Wrong::NotADate, Lang::En) => "is not a date, such as 2026-09-29".into(),
        (Wrong::TooEarly, Lang::ZhTw) => format!("日期太早，最早是 {FIRST_YEAR} 年"),
        (Wrong::TooEarly, Lang::En) => format!("is too early: {FIRST_YEAR} is the first year allowed"),
        (Wrong::NotYesOrNo, Lang::ZhTw) => "只能填「是」或「否」".into(),
        (Wrong::NotYesOrNo, Lang::En) => "must be yes or no".into(),
    }
}

fn choices(field: Field, lang: Lang) -> &'static str {
    match (field, lang) {
        (Field::ItemKind, Lang::ZhTw) => "商品、包材、備品、贈品",
        (Field::ItemKind, Lang::En) => "goods, packing, supplies, gift",
        (Field::BarcodeUnit, Lang::ZhTw) => "個、盒、箱",
        (Field::BarcodeUnit, Lang::En) => "piece, inner, carton",
        (Field::Condition, Lang::ZhTw) => "良品、待驗、待判、福利品、不良品、鎖定",
        (Field::Condition, Lang::En) => "good, pending_inspection, hold, b_grade, defect, blocked",
        (Field::LineUnit, Lang::ZhTw) => "個、盒、箱",
        (Field::LineUnit, Lang::En) => "piece, inner, carton",
        (Field::BinUse, Lang::ZhTw) => "揀貨位、備貨位、待處理區",
        (Field::BinUse, Lang::En) => "pick, reserve, quarantine",
        (Field::Terms, Lang::ZhTw) => "月結、貨到付款、預付、現結",
        (Field::Terms, Lang::En) => "monthly, on_delivery, prepaid, cash",
        (Field::PayBy, Lang::ZhTw) => "匯款、支票、現金",
        (Field::PayBy, Lang::En) => "transfer, check, cash",
        (Field::FeeBy, Lang::ZhTw) => "我方、對方",
        (Field::FeeBy, Lang::En) => "us, them",
        (Field::InvoiceKind, Lang::ZhTw) => "三聯式、電子發票、收據、免用統一發票",
        (Field::InvoiceKind, Lang::En) => "triplicate, e_invoice, receipt, exempt",
        (Field::TaxKind, Lang::ZhTw) => "應稅、零稅率、免稅",
        (Field::TaxKind, Lang::En) => "taxable, zero, free",
        (Field::Inspection, Lang::ZhTw) => "全驗、抽驗",
        (Field::Inspection, Lang::En) => "full, sample",
        (Field::Role, Lang::ZhTw) => "作業員、組長、行政、管理員",
        (Field::Role, Lang::En) => "worker, lead, office, admin",
        (Field::Language, Lang::ZhTw) => "中文、英文",
        (Field::Language, Lang::En) => "zh-TW, en",
        (_, Lang::ZhTw | Lang::En) => "—",
    }
}

/// Reasons per spreadsheet row of all held problems, for [`bad_rows_csv`].
pub fn reasons(problems: &[RowProblem], lang: Lang) -> BTreeMap<u32, String> {
    let mut out: BTreeMap<u32, String> = BTreeMap::new();
    for problem in problems.iter().filter(|p| p.severity == Severity::Held) {
        let message = problem.message(lang);
        for &row in &problem.rows {
            let text = out.entry(row).or_default();
            if !text.is_empty() {
                text.push_str(if lang == Lang::ZhTw { "；" } else { "; " });
            }
            text.push_str(&message);
        }
    }
    out
}

/// The rows with their reasons as CSV: the file's own columns, then the reason. UTF-8 with a byte order mark, CRLF,
/// safe against formulas (OWASP ASVS 5.0 1.2.10), leading zeros protected; mended, it can be imported again.
pub fn bad_rows_csv(sheet: &Sheet, reasons: &BTreeMap<u32, String>, lang: Lang) -> Vec<u8> {
    bad_rows_csv_showing(sheet, reasons, lang, |_| true)
}

/// The same with the cells of other columns than `shown` left empty: what is secret is not kept with the bad rows.
pub fn bad_rows_csv_showing(
    sheet: &Sheet,
    reasons: &BTreeMap<u32, String>,
    lang: Lang,
    shown: impl Fn(usize) -> bool,
) -> Vec<u8> {
    let reason = match lang {
        Lang::ZhTw => "問題原因",
        Lang::En => "Reason",
    };
    let mut out = csv_out::Writer::new();
    out.row(sheet.headings().iter().map(String::as_str).chain([reason]));
    for (&number, text) in reasons {
        if let Some(row) = sheet.row_at(number) {
            let width = sheet.headings().len();
            let cell = |c| if shown(c) { sheet.cell(row, c) } else { "" };
            out.row((0..width).map(cell).chain([text.as_str()]));
        }
    }
    out.finish()
}
