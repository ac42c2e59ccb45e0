//! Why a scan could not be read: the AI, the place, the reason, in words for a worker and a code for programs.
//!
//! Invariant: every error carries the raw scan, so that a caller can still search it as a plain code or show it.
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use thiserror::Error;

use super::MAX_CHARS;
use super::ai::Ai;
use crate::lang::Lang;

/// What is wrong. Codes are stable: screens, logs and tests name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Empty,
    TooManyChars,
    Control { code: u32 },
    NoAi,
    UnknownAi,
    NoValue,
    TooShort { min: u16 },
    TooLong { max: u16 },
    NotDigits,
    NotCset82,
    NotCset39,
    NotBase64,
    CheckDigit { expected: u8 },
    CheckPair,
    CompanyPrefix,
    Date,
    Time,
    Country,
    Currency,
    PackageType,
    MediaType,
    Iban,
    Latitude,
    Longitude,
    PieceOfTotal,
    Sequence,
    Winding,
    YesNo,
    Sex,
    ImporterIndex,
    Hyphen,
    Percent,
    Zero,
    NotZero,
    LeadingZero,
    NeedsLetter,
    Coupon,
    LinkOrder,
    LinkQuery,
    LinkEncoding,
}

impl Reason {
    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::TooManyChars => "too_many_chars",
            Reason::Control { .. } => "control_character",
            Reason::NoAi => "no_ai",
            Reason::UnknownAi => "unknown_ai",
            Reason::NoValue => "no_value",
            Reason::TooShort { .. } => "too_short",
            Reason::TooLong { .. } => "too_long",
            Reason::NotDigits => "not_digits",
            Reason::NotCset82 => "not_cset82",
            Reason::NotCset39 => "not_cset39",
            Reason::NotBase64 => "not_base64url",
            Reason::CheckDigit { .. } => "check_digit",
            Reason::CheckPair => "check_pair",
            Reason::CompanyPrefix => "company_prefix",
            Reason::Date => "date",
            Reason::Time => "time",
            Reason::Country => "country",
            Reason::Currency => "currency",
            Reason::PackageType => "package_type",
            Reason::MediaType => "media_type",
            Reason::Iban => "iban",
            Reason::Latitude => "latitude",
            Reason::Longitude => "longitude",
            Reason::PieceOfTotal => "piece_of_total",
            Reason::Sequence => "position_in_sequence",
            Reason::Winding => "winding",
            Reason::YesNo => "yes_no",
            Reason::Sex => "sex",
            Reason::ImporterIndex => "importer_index",
            Reason::Hyphen => "hyphen",
            Reason::Percent => "percent",
            Reason::Zero => "zero",
            Reason::NotZero => "not_zero",
            Reason::LeadingZero => "leading_zero",
            Reason::NeedsLetter => "needs_letter",
            Reason::Coupon => "coupon",
            Reason::LinkOrder => "link_order",
            Reason::LinkQuery => "link_query",
            Reason::LinkEncoding => "link_encoding",
        }
    }

    /// The reason alone, without AI and place.
    pub fn text(self, lang: Lang) -> String {
        match lang {
            Lang::ZhTw => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(self) -> String {
        match self {
            Reason::Empty => "條碼是空的".into(),
            Reason::TooManyChars => format!("條碼超過 {MAX_CHARS} 個字"),
            Reason::Control { code } => format!("含有控制字元 U+{code:04X}，請檢查掃描器設定"),
            Reason::NoAi => "這裡應該是應用識別碼（AI）".into(),
            Reason::UnknownAi => "沒有這個應用識別碼（AI）".into(),
            Reason::NoValue => "沒有內容".into(),
            Reason::TooShort { min } => format!("太短，至少要 {min} 個字"),
            Reason::TooLong { max } => format!("太長，最多 {max} 個字；可能少了分隔字元 FNC1"),
            Reason::NotDigits => "只能是數字".into(),
            Reason::NotCset82 => "含有 GS1 不允許的字元".into(),
            Reason::NotCset39 => "只能是大寫英文、數字與 # - /".into(),
            Reason::NotBase64 => "不是 base64url 文字".into(),
            Reason::CheckDigit { expected } => format!("檢查碼不對，應為 {expected}"),
            Reason::CheckPair => "檢查字元不對".into(),
            Reason::CompanyPrefix => "開頭不是 GS1 公司前置碼".into(),
            Reason::Date => "不是有效的日期".into(),
            Reason::Time => "不是有效的時間".into(),
            Reason::Country => "沒有這個國家代碼".into(),
            Reason::Currency => "沒有這個幣別代碼".into(),
            Reason::PackageType => "沒有這個包裝類型代碼".into(),
            Reason::MediaType => "沒有這個媒體類型代碼".into(),
            Reason::Iban => "不是有效的 IBAN 帳號".into(),
            Reason::Latitude => "緯度超出範圍".into(),
            Reason::Longitude => "經度超出範圍".into(),
            Reason::PieceOfTotal => "件號與總件數不合".into(),
            Reason::Sequence => "順序應寫成「第幾個/共幾個」".into(),
            Reason::Winding => "捲繞方向應為 0、1 或 9".into(),
            Reason::YesNo => "應為 0 或 1".into(),
            Reason::Sex => "性別代碼應為 0、1、2 或 9".into(),
            Reason::ImporterIndex => "進口商索引字元不對".into(),
            Reason::Hyphen => "這裡只能是 -".into(),
            Reason::Percent => "% 後面要有兩個十六進位字元".into(),
            Reason::Zero => "不能是 0".into(),
            Reason::NotZero => "應為 0".into(),
            Reason::LeadingZero => "不能以 0 開頭".into(),
            Reason::NeedsLetter => "不能全部是數字".into(),
            Reason::Coupon => "折價券內容不合規定".into(),
            Reason::LinkOrder => "GS1 數位連結的順序不對".into(),
            Reason::LinkQuery => "這個 AI 不能放在 GS1 數位連結的 ? 後面".into(),
            Reason::LinkEncoding => "網址的 % 編碼不對".into(),
        }
    }

    fn en(self) -> String {
        match self {
            Reason::Empty => "the barcode is empty".into(),
            Reason::TooManyChars => format!("the barcode has more than {MAX_CHARS} characters"),
            Reason::Control { code } => {
                format!("control character U+{code:04X}: check the scanner's settings")
            }
            Reason::NoAi => "an application identifier (AI) should stand here".into(),
            Reason::UnknownAi => "there is no such application identifier (AI)".into(),
            Reason::NoValue => "it has no value".into(),
            Reason::TooShort { min } => format!("too short: at least {min} characters"),
            Reason::TooLong { max } => {
                format!("too long: at most {max} characters; a separator FNC1 may be missing")
            }
            Reason::NotDigits => "digits only".into(),
            Reason::NotCset82 => "a character that GS1 does not allow".into(),
            Reason::NotCset39 => "capital letters, digits and # - / only".into(),
            Reason::NotBase64 => "not base64url text".into(),
            Reason::CheckDigit { expected } => format!("wrong check digit: it should be {expected}"),
            Reason::CheckPair => "wrong check characters".into(),
            Reason::CompanyPrefix => "it does not start with a GS1 company prefix".into(),
            Reason::Date => "not a date".into(),
            Reason::Time => "not a time of day".into(),
            Reason::Country => "no such country code".into(),
            Reason::Currency => "no such currency code".into(),
            Reason::PackageType => "no such package type code".into(),
            Reason::MediaType => "no such media type code".into(),
            Reason::Iban => "not a valid IBAN".into(),
            Reason::Latitude => "latitude out of range".into(),
            Reason::Longitude => "longitude out of range".into(),
            Reason::PieceOfTotal => "piece and total do not fit".into(),
            Reason::Sequence => "a position is written \"which/how many\"".into(),
            Reason::Winding => "a winding direction is 0, 1 or 9".into(),
            Reason::YesNo => "0 or 1 only".into(),
            Reason::Sex => "a sex code is 0, 1, 2 or 9".into(),
            Reason::ImporterIndex => "not an importer index".into(),
            Reason::Hyphen => "only - may stand here".into(),
            Reason::Percent => "% must be followed by two hexadecimal digits".into(),
            Reason::Zero => "must not be zero".into(),
            Reason::NotZero => "must be zero".into(),
            Reason::LeadingZero => "must not start with zero".into(),
            Reason::NeedsLetter => "must not be digits only".into(),
            Reason::Coupon => "the coupon's data break its rules".into(),
            Reason::LinkOrder => "wrong order in the GS1 Digital Link".into(),
            Reason::LinkQuery => "this AI may not stand after the ? of a GS1 Digital Link".into(),
            Reason::LinkEncoding => "wrong percent-encoding in the link".into(),
        }
    }
}

/// A complaint without the raw scan: what the readers inside this room return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub ai: Option<String>,
    pub position: usize,
    pub reason: Reason,
}

impl Fault {
    pub fn general(position: usize, reason: Reason) -> Fault {
        Fault {
            ai: None,
            position,
            reason,
        }
    }

    pub fn of(ai: impl ToString, position: usize, reason: Reason) -> Fault {
        Fault {
            ai: Some(ai.to_string()),
            position,
            reason,
        }
    }
}

/// A scan that announced itself as GS1 and is not, or that cannot be a barcode at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message(Lang::En))]
pub struct ScanError {
    /// As it came from the scanner; cut to [`MAX_CHARS`] if it was longer.
    pub raw: String,
    /// The AI it is about, as far as one was recognised (also one that does not exist).
    pub ai: Option<String>,
    /// Counted from 0: a character of the AI's value if `ai` is there, else of the scan.
    pub position: usize,
    pub reason: Reason,
}

impl ScanError {
    pub(super) fn new(raw: &str, fault: Fault) -> ScanError {
        let raw = raw.chars().take(MAX_CHARS).collect();
        ScanError {
            raw,
            ai: fault.ai,
            position: fault.position,
            reason: fault.reason,
        }
    }

    /// Stable code of the reason.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// Where to search it all the same, as a plain code: the text without symbology identifier and line end. Nothing for
    /// what cannot be a barcode.
    pub fn keys(&self) -> Vec<String> {
        match self.reason {
            Reason::Empty | Reason::TooManyChars | Reason::Control { .. } => Vec::new(),
            _ => super::text_keys(&self.raw),
        }
    }

    /// The whole sentence: which AI, what, where.
    pub fn message(&self, lang: Lang) -> String {
        let text = self.reason.text(lang);
        let place = self.position + 1;
        let Some(ai) = &self.ai else { return text };
        let title = Ai::of(ai).map_or(String::new(), |ai| format!(" {}", ai.title()));
        match lang {
            Lang::ZhTw => format!("AI ({ai}){title}：{text}（第 {place} 個字）"),
            Lang::En => format!("AI ({ai}){title}: {text} (character {place})"),
        }
    }
}

impl Serialize for ScanError {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        if let Some(ai) = &self.ai {
            map.serialize_entry("ai", ai)?;
            if let Some(known) = Ai::of(ai) {
                map.serialize_entry("title", known.title())?;
            }
        }
        map.serialize_entry("position", &self.position)?;
        map.serialize_entry("zh-TW", &self.message(Lang::ZhTw))?;
        map.serialize_entry("en", &self.message(Lang::En))?;
        map.end()
    }
}
