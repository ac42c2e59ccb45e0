//! Why a file as a whole cannot be read, said so that the person knows what to do next.
//!
//! Invariant: `code()` never changes; the office page and the tests know problems by it.

use super::encoding::Encoding;
use super::table::{MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Overflow};
use shared::lang::Lang;

/// A whole file refused. Expected, not a fault of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    TooLarge {
        bytes: u64,
        limit: u64,
    },
    Empty,
    /// Nothing that looks like a heading row, or the chosen row does not exist.
    NoHeadings,
    /// Headings, and nothing below them.
    NoRows,
    PasswordNeeded,
    WrongPassword,
    /// The encryption is one we cannot undo (old `.xls`).
    PasswordUnsupported,
    /// A zip that unpacks to far more than it may.
    InflatesTooMuch {
        limit: u64,
    },
    /// The end of the file is missing.
    CutOff,
    /// A quotation mark opened on this line is never closed.
    OpenQuote {
        line: u32,
    },
    /// Neither UTF-8 nor CP950; the first odd character is on this line.
    UnknownEncoding {
        line: u32,
    },
    /// Not text in the encoding that was chosen.
    NotInEncoding {
        encoding: Encoding,
        line: u32,
    },
    /// Something else under this name: a web page, a PDF, a picture.
    NotATable {
        what: &'static str,
    },
    /// A workbook inside which something is broken.
    Unreadable {
        detail: String,
    },
    NoSuchSheet {
        name: String,
    },
    TooManyRows,
    TooManyColumns {
        row: u32,
    },
    CellTooLong {
        row: u32,
        column: String,
    },
    TooManyCells,
    /// Each PIN takes time to hash.
    TooManyPeople {
        count: usize,
        limit: usize,
    },
}

impl From<Overflow> for FileProblem {
    fn from(o: Overflow) -> Self {
        match o {
            Overflow::Rows => FileProblem::TooManyRows,
            Overflow::Columns { row } => FileProblem::TooManyColumns { row },
            Overflow::Cell { row, column } => FileProblem::CellTooLong {
                row,
                column: super::file::letter(column),
            },
            Overflow::Cells => FileProblem::TooManyCells,
        }
    }
}

impl FileProblem {
    /// The stable name of this problem.
    pub fn code(&self) -> &'static str {
        match self {
            FileProblem::TooLarge { .. } => "file_too_large",
            FileProblem::Empty => "file_empty",
            FileProblem::NoHeadings => "file_no_headings",
            FileProblem::NoRows => "file_no_rows",
            FileProblem::PasswordNeeded => "file_password_needed",
            FileProblem::WrongPassword => "file_wrong_password",
            FileProblem::PasswordUnsupported => "file_password_unsupported",
            FileProblem::InflatesTooMuch { .. } => "file_inflates_too_much",
            FileProblem::CutOff => "file_cut_off",
            FileProblem::OpenQuote { .. } => "file_open_quote",
            FileProblem::UnknownEncoding { .. } => "file_unknown_encoding",
            FileProblem::NotInEncoding { .. } => "file_not_in_encoding",
            FileProblem::NotATable { .. } => "file_not_a_table",
            FileProblem::Unreadable { .. } => "file_unreadable",
            FileProblem::NoSuchSheet { .. } => "file_no_such_sheet",
            FileProblem::TooManyRows => "file_too_many_rows",
            FileProblem::TooManyColumns { .. } => "file_too_many_columns",
            FileProblem::CellTooLong { .. } => "file_cell_too_long",
            FileProblem::TooManyCells => "file_too_many_cells",
            FileProblem::TooManyPeople { .. } => "file_too_many_people",
        }
    }

    /// What happened and what to do, in the reader's language.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::ZhTw => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            FileProblem::TooLarge { bytes, limit } => {
                format!(
                    "檔案 {} MB，上限 {} MB。請分成幾個檔案再匯入。",
                    mb(*bytes),
                    mb(*limit)
                )
            }
            FileProblem::Empty => "檔案是空的。".into(),
            FileProblem::NoHeadings => "找不到標題列。請選擇欄位名稱在第幾列。".into(),
            FileProblem::NoRows => "標題列下面沒有資料。".into(),
            FileProblem::PasswordNeeded => "這個檔案有密碼。請輸入密碼（蝦皮是賣場手機號碼後六碼）。".into(),
            FileProblem::WrongPassword => "密碼不對，請再試一次。".into(),
            FileProblem::PasswordUnsupported => {
                "這種加密的檔案無法直接開啟。請用 Excel 開啟後，另存成沒有密碼的 .xlsx。".into()
            }
            FileProblem::InflatesTooMuch { limit } => {
                format!(
                    "檔案解壓縮後超過 {} MB 或壓縮比異常，為了安全不讀取。",
                    mb(*limit)
                )
            }
            FileProblem::CutOff => "檔案不完整，後半段不見了。請重新下載再匯入。".into(),
            FileProblem::OpenQuote { line } => {
                format!("第 {line} 行的雙引號沒有結尾，檔案可能只下載了一半。請重新下載，或補上雙引號。")
            }
            FileProblem::UnknownEncoding { line } => {
                format!(
                    "看不出文字編碼：第 {line} 行不是 UTF-8，也不是 Big5（CP950）。請用 Excel 另存成「CSV UTF-8」。"
                )
            }
            FileProblem::NotInEncoding { encoding, line } => {
                format!(
                    "第 {line} 行不是 {} 文字。請改選別的編碼。",
                    encoding.label(Lang::ZhTw)
                )
            }
            FileProblem::NotATable { what } => {
                format!("這不是表格檔，而是 {what}。請匯出成 .csv 或 .xlsx。")
            }
            FileProblem::Unreadable { detail } => {
                format!("Excel 檔案損壞，讀不出來（{detail}）。請用 Excel 開啟後另存新檔。")
            }
            FileProblem::NoSuchSheet { name } => format!("檔案裡沒有工作表「{name}」。"),
            FileProblem::TooManyRows => format!("超過 {MAX_ROWS} 列。請分成幾個檔案再匯入。"),
            FileProblem::TooManyColumns { row } => format!("第 {row} 列超過 {MAX_COLUMNS} 欄。"),
            FileProblem::CellTooLong { row, column } => {
                format!("第 {row} 列 {column} 欄超過 {MAX_CELL_CHARS} 個字。可能是雙引號沒有結尾。")
            }
            FileProblem::TooManyCells => {
                format!("超過 {MAX_CELLS} 個儲存格。請刪掉不需要的欄位，或分成幾個檔案。")
            }
            FileProblem::TooManyPeople { count, limit } => {
                format!("檔案有 {count} 位人員，一次最多 {limit} 位。請分成幾個檔案再匯入。")
            }
        }
    }

    fn en(&self) -> String {
        match self {
            FileProblem::TooLarge { bytes, limit } => format!(
                "The file has {} MB; at most {} MB are read. Split it into several files.",
                mb(*bytes),
                mb(*limit)
            ),
            FileProblem::Empty => "The file is empty.".into(),
            FileProblem::NoHeadings => "No heading row found. Choose the row with the column names.".into(),
            FileProblem::NoRows => "There is nothing below the heading row.".into(),
            FileProblem::PasswordNeeded => {
                "This file has a password. Enter it (for Shopee: the last six digits of the shop's phone).".into()
            }
            FileProblem::WrongPassword => "Wrong password. Try again.".into(),
            FileProblem::PasswordUnsupported => {
                "This kind of encryption cannot be opened here. Open it in Excel and save it as .xlsx without a password."
                    .into()
            }
            FileProblem::InflatesTooMuch { limit } => {
                format!("Unpacked, the file passes {} MB or is packed abnormally: not read, for safety.", mb(*limit))
            }
            FileProblem::CutOff => "The end of the file is missing. Download it again.".into(),
            FileProblem::OpenQuote { line } => format!(
                "The quotation mark on line {line} is never closed; perhaps only half the file was downloaded. \
                 Download it again or close the quotation."
            ),
            FileProblem::UnknownEncoding { line } => format!(
                "Unknown text encoding: line {line} is neither UTF-8 nor Big5 (CP950). Save it as \"CSV UTF-8\" in Excel."
            ),
            FileProblem::NotInEncoding { encoding, line } => {
                format!("Line {line} is not {} text. Choose another encoding.", encoding.label(Lang::En))
            }
            FileProblem::NotATable { what } => {
                format!("This is not a table but a {what}. Export it as .csv or .xlsx.")
            }
            FileProblem::Unreadable { detail } => {
                format!("The workbook is damaged and cannot be read ({detail}). Open it in Excel and save a new copy.")
            }
            FileProblem::NoSuchSheet { name } => format!("There is no worksheet \"{name}\" in the file."),
            FileProblem::TooManyRows => format!("More than {MAX_ROWS} rows. Split it into several files."),
            FileProblem::TooManyColumns { row } => format!("Row {row} has more than {MAX_COLUMNS} columns."),
            FileProblem::CellTooLong { row, column } => format!(
                "Row {row}, column {column} has more than {MAX_CELL_CHARS} characters; perhaps a quotation mark is not closed."
            ),
            FileProblem::TooManyCells => {
                format!("More than {MAX_CELLS} cells. Delete columns you do not need or split the file.")
            }
            FileProblem::TooManyPeople { count, limit } => {
                format!("The file has {count} people; at most {limit} at a time. Split it into several files.")
            }
        }
    }
}

fn mb(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
