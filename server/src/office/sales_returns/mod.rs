//! 逆物流: the board, the list, announcing, one return and its paper, pickups. What suppliers get back is `office/supplier_returns.rs`.

mod announce;
mod board;
mod detail;
mod list;
mod paper;
mod pickups;

pub use announce::{create, listed, listed_post, new};
pub use board::{board, to_supplier};
pub use detail::{cancel, correct, decide, detail, match_order, pickup, unmatch};
pub use list::{file, list};
pub use paper::pdf;
pub use pickups::{file as pickups_file, list as pickups, sent as pickups_sent};

use super::fields::Fields;
use super::{Page, html, id, texts};
use crate::domain::returns::{Head, LastDays, Late, ReturnHead};
use crate::domain::settings::{day, holidays::Holidays};
use shared::inspect::{Liable, ReturnReason, ReturnSource};
use shared::lang::Lang;

/// A code and its word, for a choice.
type Choice = (&'static str, &'static str);

fn reasons(lang: Lang) -> Vec<Choice> {
    ReturnReason::ALL.map(|one| (one.code(), one.text(lang))).to_vec()
}

fn sources(lang: Lang) -> Vec<Choice> {
    ReturnSource::ALL.map(|one| (one.code(), one.text(lang))).to_vec()
}

fn liables(lang: Lang) -> Vec<Choice> {
    Liable::ALL.map(|one| (one.code(), one.text(lang))).to_vec()
}

/// What a form says of a return beside its lines.
fn read_head(fields: &mut Fields) -> Head {
    let codes = fields.text("codes");
    let codes = codes.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'));
    Head {
        codes: codes.filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        reason: ReturnReason::parse(fields.get("reason")),
        reason_note: fields.text("reason_note"),
        liable: Liable::parse(fields.get("liable")),
        platform_no: fields.text("platform_no"),
        received_on: fields.day("received_on"),
        noticed_on: fields.day("noticed_on"),
        sent_on: fields.day("sent_on"),
        note: fields.text("note"),
    }
}

/// A return in a list, with what is late.
struct Shown {
    head: ReturnHead,
    last: LastDays,
    late: Vec<Late>,
    /// Days since it was opened.
    age: i64,
}

fn shown(p: &Page, holidays: &Holidays, now: i64, head: ReturnHead) -> Shown {
    let today = day::date(now, p.shop.utc_offset_min);
    let last = crate::domain::returns::last_days(&head.known(&p.shop), &p.shop, holidays);
    Shown {
        late: head.late(&last, &today),
        age: (now - head.created_at).max(0) / day::DAY_MS,
        last,
        head,
    }
}
