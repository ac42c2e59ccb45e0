//! What devices recorded, scan by scan, in words: for an order's page and a list's.

use super::{Page, texts};
use crate::db::{DbError, Tx};
use crate::domain::photos::{self, Named};
use crate::domain::shipments::Event;
use crate::domain::{catalogue, staff};
use shared::facts::{Fact, How};
use shared::id::ItemId;
use shared::lang::Lang;
use shared::stock::Condition;

/// One line of a story.
#[derive(Clone, Debug)]
pub struct Step {
    /// By the device's clock.
    pub at: i64,
    pub wall_clock: bool,
    pub received_at: i64,
    pub staff: String,
    pub device: String,
    pub kind: String,
    /// SKU, bin, quantity, reason: what the kind alone does not say.
    pub detail: String,
    pub photos: Vec<Named>,
    /// As the scanner read it; control characters are shown as `␝` and the like.
    pub raw: String,
    pub outcome: String,
    pub undone: bool,
}

/// Kinds with a text `fact.<kind>`; one from a newer app shows its own name.
pub fn known_kind(kind: &str) -> bool {
    Fact::KINDS.iter().any(|(known, _)| *known == kind)
}

pub fn steps(tx: &Tx<'_>, p: &Page, events: Vec<Event>) -> Result<Vec<Step>, DbError> {
    events
        .into_iter()
        .map(|event| {
            let (mut detail, raw) = match &event.what {
                Some(fact) => (told(tx, p, &event, fact)?, raw_of(fact)),
                None => (Vec::new(), event.body.chars().take(200).collect()),
            };
            detail.retain(|part| !part.is_empty());
            let named = event.what.as_ref().map_or(&[][..], Fact::photos);
            let named = named.iter().map(|id| photos::named(tx, *id));
            Ok(Step {
                at: event.at,
                wall_clock: event.wall_clock,
                received_at: event.received_at,
                staff: event.staff,
                device: event.device,
                kind: event.kind,
                detail: detail.join("　"),
                photos: named.collect::<Result<_, _>>()?,
                raw: visible(&raw),
                outcome: event.outcome,
                undone: event.undone,
            })
        })
        .collect()
}

fn item_name(tx: &Tx<'_>, id: ItemId) -> Result<String, DbError> {
    Ok(catalogue::get_item(tx, id)?
        .map(|item| format!("{} {}", item.sku, item.name))
        .unwrap_or_default())
}

fn how_text(p: &Page, how: How) -> String {
    match how {
        How::Scanned => String::new(),
        How::Keyed => p.t("how.keyed").to_owned(),
        How::Manual => p.t("how.manual").to_owned(),
    }
}

fn told(tx: &Tx<'_>, p: &Page, event: &Event, fact: &Fact) -> Result<Vec<String>, DbError> {
    let named = || format!("{} {}", event.sku, event.item_name).trim().to_owned();
    Ok(match fact {
        Fact::SignedIn(_) | Fact::Undone(_) | Fact::ToteAttached(_) | Fact::HandedOver(_) => Vec::new(),
        Fact::ListTakenOver(fact) => vec![fact.tote.clone().unwrap_or_default()],
        Fact::Misscanned(fact) => vec![misscan(p.lang, &fact.said)],
        Fact::Picked(fact) => vec![
            event.bin.clone(),
            named(),
            format!("× {}", fact.quantity),
            fact.lot.number.clone(),
            fact.lot.expiry.clone(),
            fact.serial.clone(),
            how_text(p, fact.how),
        ],
        Fact::Packed(fact) => vec![
            named(),
            format!("× {}", fact.quantity),
            fact.serial.clone(),
            how_text(p, fact.how),
        ],
        Fact::ShortPicked(fact) => vec![
            catalogue::bin_code(tx, fact.bin)?,
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.reason.text(p.lang).to_owned(),
        ],
        Fact::PackShort(fact) => vec![
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.reason.text(p.lang).to_owned(),
        ],
        Fact::ParcelClosed(fact) => vec![
            fact.label.clone(),
            fact.carton.clone(),
            fact.weight_g
                .map(|grams| format!("{grams} g"))
                .unwrap_or_default(),
        ],
        Fact::ManifestClosed(fact) => vec![
            fact.number.clone(),
            match p.lang {
                Lang::ZhTw => format!("{} 件", fact.parcels),
                Lang::En => format!("{} parcels", fact.parcels),
            },
            fact.driver.clone(),
        ],
        Fact::DeliveryArrived(fact) => vec![
            fact.note_no.clone(),
            match p.lang {
                Lang::ZhTw => format!("{} 箱", fact.cartons),
                Lang::En => format!("{} cartons", fact.cartons),
            },
            fact.driver.clone(),
        ],
        Fact::Received(fact) => vec![
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.lot.number.clone(),
            fact.lot.expiry.clone(),
            fact.serial.clone(),
            fact.damage
                .map_or_else(String::new, |why| why.text(p.lang).to_owned()),
            how_text(p, fact.how),
        ],
        Fact::DeliveryClosed(fact) => vec![format!("{} + {}", fact.good, fact.bad)],
        Fact::BarcodeLearned(fact) => vec![
            fact.code.clone(),
            item_name(tx, fact.item)?,
            format!("= {} {}", fact.quantity, fact.unit.text(p.lang)),
        ],
        Fact::PutAway(fact) => vec![
            catalogue::bin_code(tx, fact.bin)?,
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.serial.clone(),
            how_text(p, fact.how),
        ],
        Fact::Counted(fact) => vec![
            catalogue::bin_code(tx, fact.bin)?,
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.lot.number.clone(),
            fact.lot.expiry.clone(),
            fact.serial.clone(),
            match fact.condition {
                Condition::Good => String::new(),
                other => other.text(p.lang).to_owned(),
            },
            how_text(p, fact.how),
        ],
        Fact::BinCounted(fact) => vec![catalogue::bin_code(tx, fact.bin)?, format!("= {}", fact.pieces)],
        Fact::Transferred(fact) => vec![
            format!(
                "{} → {}",
                catalogue::bin_code(tx, fact.from)?,
                catalogue::bin_code(tx, fact.to)?
            ),
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.serial.clone(),
        ],
        Fact::Regraded(fact) => vec![
            catalogue::bin_code(tx, fact.bin)?,
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            format!("{} → {}", fact.from.text(p.lang), fact.to.text(p.lang)),
            fact.reason.text(p.lang).to_owned(),
            fact.remark.clone(),
        ],
        Fact::Scrapped(fact) => vec![
            catalogue::bin_code(tx, fact.bin)?,
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.reason.text(p.lang).to_owned(),
            fact.remark.clone(),
            match staff::get(tx, fact.second)? {
                Some(second) => format!("＋ {}", second.name),
                None => String::new(),
            },
        ],
        Fact::ReturnArrived(fact) => vec![fact.number.clone()],
        Fact::ReturnedSealed(fact) => vec![
            fact.plate.clone(),
            format!(
                "× {}",
                fact.pieces.iter().map(|pieces| pieces.quantity).sum::<i64>()
            ),
        ],
        Fact::Inspected(fact) => vec![
            item_name(tx, fact.item)?,
            format!("× {}", fact.quantity),
            fact.serial.clone(),
            fact.lot.number.clone(),
            fact.lot.expiry.clone(),
            fact.grade.text(p.lang).to_owned(),
            fact.disposition.text(p.lang).to_owned(),
            fact.finding
                .map_or_else(String::new, |why| why.text(p.lang).to_owned()),
            fact.remark.clone(),
            fact.plate.clone(),
            match fact.second {
                Some(second) => {
                    staff::get(tx, second)?.map_or_else(String::new, |second| format!("＋ {}", second.name))
                }
                None => String::new(),
            },
            how_text(p, fact.how),
        ],
        Fact::ReturnClosed(fact) => {
            let mut missing = Vec::with_capacity(fact.missing.len());
            for pieces in &fact.missing {
                missing.push(format!("− {} × {}", item_name(tx, pieces.item)?, pieces.quantity));
            }
            missing
        }
    })
}

/// What the handheld said to a scan that changed nothing. The code of a newer app is shown as it is.
fn misscan(lang: Lang, code: &str) -> String {
    texts::find(lang, &format!("misscan.{code}")).map_or_else(|| code.to_owned(), str::to_owned)
}

fn two(one: &str, other: &str) -> String {
    format!("{one} {other}").trim().to_owned()
}

/// What the scanner read.
pub fn raw_of(fact: &Fact) -> String {
    match fact {
        Fact::ToteAttached(fact) => fact.tote.clone(),
        Fact::Picked(fact) => two(&fact.bin_raw, &fact.raw),
        Fact::Packed(fact) => fact.raw.clone(),
        Fact::ParcelClosed(fact) => fact.raw.clone(),
        Fact::HandedOver(fact) => fact.raw.clone(),
        Fact::Misscanned(fact) => fact.raw.clone(),
        Fact::Received(fact) => fact.raw.clone(),
        Fact::BarcodeLearned(fact) => fact.raw.clone(),
        Fact::PutAway(fact) => two(&fact.raw, &fact.bin_raw),
        Fact::Counted(fact) => fact.raw.clone(),
        Fact::BinCounted(fact) => fact.bin_raw.clone(),
        Fact::Transferred(fact) => two(&two(&fact.from_raw, &fact.raw), &fact.to_raw),
        Fact::Regraded(fact) => fact.raw.clone(),
        Fact::Scrapped(fact) => fact.raw.clone(),
        Fact::ReturnArrived(fact) => fact.raw.clone(),
        Fact::ReturnedSealed(fact) => fact.raw.clone(),
        Fact::Inspected(fact) => fact.raw.clone(),
        Fact::DeliveryArrived(_) | Fact::DeliveryClosed(_) | Fact::ReturnClosed(_) => String::new(),
        Fact::SignedIn(_)
        | Fact::Undone(_)
        | Fact::ShortPicked(_)
        | Fact::ListTakenOver(_)
        | Fact::PackShort(_)
        | Fact::ManifestClosed(_) => String::new(),
    }
}

/// Control characters as their pictures, so that a GS in a code can be seen; cut at 200 characters.
pub fn visible(raw: &str) -> String {
    raw.chars()
        .take(200)
        .map(|c| match u32::from(c) {
            code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('␀'),
            0x7f => '␡',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Codes of `"wrong_item" WrongItem { … } Stopped …`: all that the handheld can say instead of "right" or "next".
    fn said_by_the_app() -> Vec<String> {
        let sentences = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src/say");
        let mut codes = vec!["double_trigger".to_owned(), "code_too_long".to_owned()];
        for file in std::fs::read_dir(sentences).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines().filter(|line| line.starts_with("    \"")) {
                let mut parts = line.trim_start().splitn(3, '"').skip(1);
                let (Some(code), Some(rest)) = (parts.next(), parts.next()) else {
                    continue;
                };
                let severity = rest.rsplit_once("} ").map_or("", |(_, severity)| severity);
                if ["Stopped ", "Careful ", "Information "]
                    .iter()
                    .any(|kind| severity.starts_with(kind))
                {
                    codes.push(code.to_owned());
                }
            }
        }
        codes
    }

    #[test]
    fn whatever_the_handheld_says_to_a_wrong_scan_is_told_in_words() {
        let codes = said_by_the_app();
        assert!(codes.len() > 50, "the app's sentences are read: {codes:?}");
        for code in codes {
            for lang in Lang::ALL {
                assert_ne!(misscan(lang, &code), code, "misscan.{code} has no text");
            }
        }
        assert_eq!(misscan(Lang::ZhTw, "wrong_item"), "商品不對");
        assert_eq!(misscan(Lang::En, "of_a_newer_app"), "of_a_newer_app");
    }

    #[test]
    fn a_separator_inside_a_code_can_be_seen() {
        assert_eq!(visible("01\u{1d}10"), "01␝10");
        assert_eq!(visible(&"x".repeat(5000)).chars().count(), 200);
    }
}
