//! What a carrier would refuse or misread in a waybill. Warnings, never refusals: the clerk decides.

use super::{Collect, MAX_WAYBILLS, Waybill, declarable, goods_code_known};
use shared::lang::Lang;
use shared::money::{Minor, plain};

/// What a clerk should look at before the file goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    Empty {
        field: &'static str,
    },
    /// Neither a mobile nor a land line of Taiwan.
    Phone {
        value: String,
    },
    /// The carrier needs 2 characters of name or more.
    Name {
        value: String,
    },
    /// Carriers refuse addresses of 6 characters or fewer and of 60 or more.
    AddressLength {
        chars: usize,
    },
    /// No 縣 or 市 in it.
    AddressNoCity,
    /// The carrier collects whole dollars only; the amount was rounded half up.
    CentsRounded {
        minor: Minor,
    },
    NegativeAmount {
        minor: Minor,
    },
    DeclaredOutOfRange {
        minor: Minor,
    },
    GoodsCode {
        code: u8,
    },
    DeliverBeforeShip,
    /// CP950 has no such characters; they were written as `?`.
    NotInCp950 {
        chars: Vec<char>,
    },
    TooMany {
        count: usize,
    },
}

impl Warning {
    pub fn code(&self) -> &'static str {
        match self {
            Warning::Empty { .. } => "tcat_empty",
            Warning::Phone { .. } => "tcat_phone",
            Warning::Name { .. } => "tcat_name",
            Warning::AddressLength { .. } => "tcat_address_length",
            Warning::AddressNoCity => "tcat_address_no_city",
            Warning::CentsRounded { .. } => "tcat_cents_rounded",
            Warning::NegativeAmount { .. } => "tcat_negative_amount",
            Warning::DeclaredOutOfRange { .. } => "tcat_declared_out_of_range",
            Warning::GoodsCode { .. } => "tcat_goods_code",
            Warning::DeliverBeforeShip => "tcat_deliver_before_ship",
            Warning::NotInCp950 { .. } => "tcat_not_in_cp950",
            Warning::TooMany { .. } => "tcat_too_many",
        }
    }

    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::ZhTw => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Warning::Empty { field } => format!("「{field}」是空的"),
            Warning::Phone { value } => {
                format!("電話「{value}」格式不對（手機 09 開頭共 10 碼，市話含區碼）")
            }
            Warning::Name { value } => format!("收件人姓名「{value}」太短，至少 2 個字"),
            Warning::AddressLength { chars } => format!("地址 {chars} 個字；要多於 6 個字、少於 60 個字"),
            Warning::AddressNoCity => "地址沒有縣市".into(),
            Warning::CentsRounded { minor } => {
                format!("代收金額 {} 不是整數元，已四捨五入", plain(*minor))
            }
            Warning::NegativeAmount { minor } => {
                format!("代收金額 {} 是負的，已改為不代收", plain(*minor))
            }
            Warning::DeclaredOutOfRange { minor } => {
                format!("保值金額 {} 不在 20001 到 100000 元之間，未填入", plain(*minor))
            }
            Warning::GoodsCode { code } => format!("品名代碼 {code} 不在 1–15，已改為 15 其他"),
            Warning::DeliverBeforeShip => "預定配達日期早於出貨日期".into(),
            Warning::NotInCp950 { chars } => {
                format!(
                    "Big5（CP950）沒有這些字，已寫成「?」：{}。可改用 UTF-8",
                    list(chars)
                )
            }
            Warning::TooMany { count } => format!("一個檔案最多 {MAX_WAYBILLS} 筆，這裡有 {count} 筆"),
        }
    }

    fn en(&self) -> String {
        match self {
            Warning::Empty { field } => format!("\"{field}\" is empty"),
            Warning::Phone { value } => {
                format!(
                    "phone \"{value}\" is neither a mobile (10 digits from 09) nor a land line with area code"
                )
            }
            Warning::Name { value } => format!("recipient \"{value}\" is too short: at least 2 characters"),
            Warning::AddressLength { chars } => {
                format!("the address has {chars} characters; more than 6 and fewer than 60 are taken")
            }
            Warning::AddressNoCity => "the address names no county or city (縣, 市)".into(),
            Warning::CentsRounded { minor } => {
                format!(
                    "COD amount {} is not in whole dollars and was rounded",
                    plain(*minor)
                )
            }
            Warning::NegativeAmount { minor } => {
                format!("COD amount {} is negative; nothing is collected", plain(*minor))
            }
            Warning::DeclaredOutOfRange { minor } => {
                format!(
                    "declared value {} is not within 20001 and 100000; left out",
                    plain(*minor)
                )
            }
            Warning::GoodsCode { code } => {
                format!("goods code {code} is not within 1–15; written as 15, other")
            }
            Warning::DeliverBeforeShip => "delivery is planned before shipping".into(),
            Warning::NotInCp950 { chars } => {
                format!(
                    "Big5 (CP950) lacks these characters, written as \"?\": {}. UTF-8 has them",
                    list(chars)
                )
            }
            Warning::TooMany { count } => {
                format!("a file takes at most {MAX_WAYBILLS} waybills; there are {count}")
            }
        }
    }
}

fn list(chars: &[char]) -> String {
    chars.iter().map(char::to_string).collect::<Vec<_>>().join(" ")
}

/// What looks wrong with one waybill.
pub fn check(w: &Waybill) -> Vec<Warning> {
    let mut out = Vec::new();
    let to = &w.recipient;
    if to.name.trim().chars().count() < 2 {
        out.push(Warning::Name {
            value: to.name.clone(),
        });
    }
    if to.phone.is_empty() && to.mobile.is_empty() {
        out.push(Warning::Empty {
            field: "收件人電話"
        });
    }
    for phone in [&to.phone, &to.mobile, &w.sender.phone, &w.sender.mobile] {
        if !phone.is_empty() && !phone_fits(phone) {
            out.push(Warning::Phone { value: phone.clone() });
        }
    }
    let chars = to.address.chars().count();
    if chars <= 6 || chars >= 60 {
        out.push(Warning::AddressLength { chars });
    }
    if !to.address.contains(['縣', '市']) {
        out.push(Warning::AddressNoCity);
    }
    if w.sender.name.is_empty() {
        out.push(Warning::Empty {
            field: "寄件人姓名"
        });
    }
    if w.sender.address.is_empty() {
        out.push(Warning::Empty {
            field: "寄件人地址"
        });
    }
    if let Collect::Cash(minor) = w.collect {
        if minor < 0 {
            out.push(Warning::NegativeAmount { minor });
        } else if minor % 100 != 0 {
            out.push(Warning::CentsRounded { minor });
        }
    }
    if let Some(minor) = w.declared.filter(|&m| !declarable(m)) {
        out.push(Warning::DeclaredOutOfRange { minor });
    }
    if !goods_code_known(w.goods_code) {
        out.push(Warning::GoodsCode { code: w.goods_code });
    }
    if w.deliver_on < w.ship_on {
        out.push(Warning::DeliverBeforeShip);
    }
    out
}

/// A mobile `09xx-xxx-xxx` (also `+886 9…`) or a land line with its area code and perhaps `#` extension.
pub fn phone_fits(phone: &str) -> bool {
    let main = phone.split('#').next().unwrap_or("");
    let digits: String = main
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '(' | ')'))
        .collect();
    let local = match digits.strip_prefix("+886").or_else(|| digits.strip_prefix("886")) {
        Some(rest) if !rest.starts_with('0') => format!("0{rest}"),
        Some(rest) => rest.to_owned(),
        None => digits,
    };
    if !local.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    if local.starts_with("09") {
        return local.len() == 10 && !phone.contains('#');
    }
    local.starts_with('0') && (9..=10).contains(&local.len())
}
