//! What a page says after a change went well: a code in the address, so that reloading repeats the words and not
//! the change. Invariant: only codes of this table are shown; an address cannot put words into a page.

use super::texts;
use serde::Deserialize;
use shared::lang::Lang;

/// Codes with a text `said.<code>`; `{n}` in it becomes the number.
const CODES: [&str; 64] = [
    "released",
    "cancelled",
    "cancelled_put_back",
    "accepted",
    "ignored",
    "label_set",
    "undone",
    "freed",
    "reservation_freed",
    "answered",
    "counted",
    "mapping_saved",
    "mapping_deleted",
    "remembered",
    "announced",
    "delivery_cancelled",
    "identified",
    "prices_set",
    "voucher_recorded",
    "voucher_removed",
    "file_kept",
    "return_made",
    "return_sent",
    "return_cancelled",
    "merged",
    "unmerged",
    "request_issued",
    "request_voided",
    "case_opened",
    "case_replied",
    "case_noted",
    "case_handed",
    "case_served",
    "case_closed",
    "case_reopened",
    "faq_saved",
    "faq_retired",
    "promise_set",
    "exchange_made",
    "exchange_sent",
    "exchange_changed",
    "exchange_cancelled",
    "sr_announced",
    "sr_saved",
    "sr_cancelled",
    "sr_matched",
    "sr_merged",
    "sr_unmatched",
    "sr_decided",
    "sr_pickups_sent",
    "sr_nothing",
    "invoice_recorded",
    "invoice_voided",
    "allowance_issued",
    "allowance_signed",
    "allowance_sent",
    "allowance_voided",
    "refund_asked",
    "refund_approved",
    "refund_refused",
    "refund_withdrawn",
    "refund_handed",
    "refund_paid",
    "refund_ended",
];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    said: String,
    n: i64,
}

impl Said {
    pub fn text(&self, lang: Lang) -> String {
        if !CODES.contains(&self.said.as_str()) {
            return String::new();
        }
        texts::text(lang, &format!("said.{}", self.said)).replace("{n}", &self.n.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_words_and_nothing_else_is_said() {
        for code in CODES {
            let said = Said {
                said: code.to_owned(),
                n: 3,
            };
            assert!(!said.text(Lang::ZhTw).contains('⟨'), "said.{code} has no text");
        }
        let foreign = Said {
            said: "<b>".to_owned(),
            n: 0,
        };
        assert_eq!(foreign.text(Lang::En), "");
    }
}
