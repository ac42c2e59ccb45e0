//! Why a draft was refused, in the words of whoever reads the report.

use super::Became;
use crate::domain::catalogue::Invalid;
use shared::lang::Lang;

/// Fields as a person calls them, zh-TW.
fn title(field: &str) -> &str {
    match field {
        "sku" => "貨號",
        "name" => "名稱",
        "name_en" => "英文品名",
        "barcode" => "條碼",
        "barcode_quantity" => "條碼數量",
        "code" => "儲位",
        "zone" => "區",
        "aisle" => "走道",
        "bay" => "架",
        "level" => "層",
        "parts" => "內含貨號",
        "quantity" => "數量",
        "badge" => "識別證號",
        "login" => "登入帳號",
        "pin" => "PIN 碼",
        "supplier" => "供應商",
        "tax_id" => "統一編號",
        "per_unit" => "單位入數",
        "visitors" => "訪客數",
        "number" => "發票號碼",
        "day" => "發票日期",
        "random_code" => "隨機碼",
        "buyer_tax_id" => "買方統編",
        "buyer_name" => "買受人名稱",
        "description" => "品名",
        "unit" => "單位",
        "amount" => "金額",
        other => other,
    }
}

/// A verb's no, as a sentence.
pub fn reason(invalid: &Invalid, lang: Lang) -> String {
    if lang == Lang::En {
        return match invalid {
            Invalid::Unknown {
                field: "per_unit",
                value,
            } => format!("'{value}' has no carton content: give the pieces per unit"),
            other => other.to_string(),
        };
    }
    let field = title(invalid.field());
    match invalid {
        Invalid::Unknown {
            field: "per_unit",
            value,
        } => format!("貨號「{value}」沒有箱入數，請填單位入數"),
        Invalid::Check {
            field: "buyer_tax_id",
            value,
        } => format!("{field}「{value}」檢查不符，請改正"),
        Invalid::Unknown {
            field: "random_code" | "amount" | "day",
            value,
        } => format!("{field}「{value}」不對（隨機碼四碼、金額為整數元）"),
        Invalid::Check { value, .. } => {
            format!("{field}「{value}」檢查不符。請改正，或說明保留的原因（外國廠商沒有統編）")
        }
        Invalid::Repeated { value, .. } => format!("{field}「{value}」出現了兩次"),
        Invalid::Empty(_) => format!("{field}是空的"),
        Invalid::TooLong { length, limit, .. } => format!("{field}有 {length} 個字，最多 {limit} 個字"),
        Invalid::Taken { value, .. } => format!("{field}「{value}」已經有人使用"),
        Invalid::Unknown { value, .. } => format!("沒有這個{field}「{value}」"),
        Invalid::Control { .. } => format!("{field}裡有換行或看不見的控制字元"),
        Invalid::Quantity { .. } => format!("{field}只能是整數 1 – 999,999"),
        Invalid::LastAdmin => "這是最後一位管理員，請先讓另一個人當管理員".to_owned(),
        Invalid::Untracked(_) => format!("{field}要填"),
        Invalid::OnePiece => "一個序號是一件：數量只能是 1".to_owned(),
    }
}

/// Refuses rows with a reason in the reader's language.
pub fn refused(rows: &[u32], key: &str, lang: Lang, zh: &str, en: &str) -> Became {
    let reason = match lang {
        Lang::ZhTw => zh,
        Lang::En => en,
    };
    Became::Refused {
        rows: rows.to_vec(),
        key: key.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Refuses rows for what a verb said.
pub fn invalid(rows: &[u32], key: &str, lang: Lang, invalid: &Invalid) -> Became {
    Became::Refused {
        rows: rows.to_vec(),
        key: key.to_owned(),
        reason: reason(invalid, lang),
    }
}
