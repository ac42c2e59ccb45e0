//! Item labels: what stands on one, how many are printed, and how a print job stands.
//!
//! The rule. The code is the item's piece barcode; an item without one gets its SKU, which every scan finds too. As
//! many as were counted last are offered. Nothing is printed but by a press: a job that was sent once, or may have
//! been, is sent again only by a person who was told so.
//!
//! Invariant: **sent** and **printed** are two things ([`Stand`]); what nobody knows is never called good or bad.

use super::pad::{self, Pad};
use crate::device::printer::{Progress, Report};
use crate::say::Label;
use crate::store::Job;
use shared::catalogue::{Item, Unit};
use shared::id::ItemId;
use shared::label::ItemLabel;

/// Labels of one job at most; more is a typing error, and a roll has about a thousand.
pub const COPIES: i64 = 500;
/// Characters of a name that a label of 40 mm can use at all.
const NAME_CHARS: usize = 200;

/// The sheet that asks how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub item: ItemId,
    pub label: ItemLabel,
    pub pad: Pad,
    /// What OK alone prints.
    pub offered: i64,
}

/// What a key on the sheet led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keyed {
    Typed(Ask),
    Print(u32),
    Wrong(Label),
    /// Not this sheet's key.
    Other,
}

/// What stands on an item's label. Goods carry the shop's own name for them, whatever the screen speaks.
pub fn of(item: &Item) -> ItemLabel {
    let piece = item
        .barcodes
        .iter()
        .find(|barcode| barcode.unit == Unit::Piece && barcode.quantity == 1);
    ItemLabel {
        code: piece.map_or_else(|| item.sku.clone(), |barcode| barcode.code.clone()),
        sku: item.sku.clone(),
        name: item.name.chars().take(NAME_CHARS).collect(),
        spec: String::new(),
    }
}

/// Nothing on it can be scanned: words on the screen offer a label.
pub fn is_bare(item: &Item) -> bool {
    item.barcodes.is_empty()
}

/// To see whether a printer prints, and straight.
pub fn test() -> ItemLabel {
    ItemLabel {
        code: "TEST-0001".to_owned(),
        sku: "TEST-0001".to_owned(),
        name: "測試標籤 Test label".to_owned(),
        spec: String::new(),
    }
}

/// `pieces`: counted last.
pub fn ask(item: &Item, pieces: i64) -> Ask {
    Ask {
        item: item.id,
        label: of(item),
        pad: Pad::pieces(),
        offered: pieces.clamp(1, COPIES),
    }
}

pub fn press(ask: &Ask, id: &str) -> Keyed {
    let mut next = ask.clone();
    match next.pad.press(id) {
        pad::Key::Typed => Keyed::Typed(next),
        pad::Key::Other => Keyed::Other,
        pad::Key::Ok => {
            let copies = ask.pad.total().unwrap_or(ask.offered);
            match u32::try_from(copies)
                .ok()
                .filter(|_| (1..=COPIES).contains(&copies))
            {
                Some(copies) => Keyed::Print(copies),
                None => Keyed::Wrong(Label::TooMany { most: COPIES }),
            }
        }
    }
}

/// How a job stands, as a person may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Another one is being sent.
    Queued,
    Sending,
    /// The app ended before it was sent.
    Unsent,
    /// The app ended while it was sent.
    Cut,
    Told(Report),
}

/// `queued` and `sending` are what this run knows of the job.
pub fn stand(job: &Job, queued: bool, sending: bool) -> Stand {
    match (job.progress, job.report) {
        _ if sending => Stand::Sending,
        _ if queued => Stand::Queued,
        (Progress::Waiting, _) if job.tries == 0 => Stand::Unsent,
        (Progress::Waiting, _) => Stand::Cut,
        (Progress::Sent | Progress::Confirmed | Progress::Failed, Some(report)) => Stand::Told(report),
        // A report that this version does not know: as careful as can be.
        (Progress::Sent | Progress::Confirmed, None) => Stand::Told(Report::Silent),
        (Progress::Failed, None) => Stand::Told(Report::HungUp),
    }
}

/// What sending it once more would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Nothing has left this device.
    First,
    /// It may be on paper already.
    Perhaps,
    /// It is on paper, or will be.
    Another,
}

impl Stand {
    /// `None` while it is on its way. `perhaps`: a try before the last one may have reached a printer.
    pub fn again(self, perhaps: bool) -> Option<Again> {
        match self {
            Stand::Queued | Stand::Sending => None,
            Stand::Unsent => Some(Again::First),
            Stand::Told(report) if perhaps && !report.may_have_arrived() => Some(Again::Perhaps),
            Stand::Cut => Some(Again::Perhaps),
            Stand::Told(report) => Some(match report {
                Report::Unreachable | Report::NoLabel | Report::NoFonts => Again::First,
                Report::HungUp | Report::Silent => Again::Perhaps,
                Report::Ready
                | Report::PaperOut
                | Report::RibbonOut
                | Report::HeadOpen
                | Report::Paused
                | Report::Trouble => Again::Another,
            }),
        }
    }

    /// Somebody must look.
    pub fn is_trouble(self) -> bool {
        match self {
            Stand::Queued | Stand::Sending => false,
            Stand::Unsent | Stand::Cut => true,
            Stand::Told(report) => match report {
                Report::Ready | Report::Silent => false,
                Report::PaperOut
                | Report::RibbonOut
                | Report::HeadOpen
                | Report::Paused
                | Report::Trouble
                | Report::Unreachable
                | Report::HungUp
                | Report::NoLabel
                | Report::NoFonts => true,
            },
        }
    }

    /// The sentence for it.
    pub fn say(self, job: &Job) -> Label {
        let (code, copies, printer) = (
            crate::say::shown(&job.label.code),
            job.copies,
            job.printer.clone(),
        );
        match self {
            Stand::Queued => Label::Queued { code },
            Stand::Sending => Label::Sending { code, copies },
            Stand::Unsent => Label::Unsent { code },
            Stand::Cut => Label::Cut { code },
            Stand::Told(report) => match report {
                Report::Ready => Label::Ready {
                    code,
                    copies,
                    printer,
                },
                Report::PaperOut => Label::PaperOut { code },
                Report::RibbonOut => Label::RibbonOut { code },
                Report::HeadOpen => Label::HeadOpen { code },
                Report::Paused => Label::Paused { code },
                Report::Trouble => Label::Trouble { code },
                Report::Silent => Label::Silent { code, copies },
                Report::Unreachable => Label::Unreachable { printer },
                Report::HungUp => Label::HungUp { code },
                Report::NoLabel => Label::NoLabel { code },
                Report::NoFonts => Label::NoFonts {},
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::catalogue::Barcode;

    fn item(barcodes: &[(&str, i64, Unit)]) -> Item {
        let barcode = |(code, quantity, unit): &(&str, i64, Unit)| Barcode {
            code: (*code).to_owned(),
            quantity: *quantity,
            unit: *unit,
        };
        Item {
            barcodes: barcodes.iter().map(barcode).collect(),
            ..serde_json::from_value(serde_json::json!({
                "id": "0".repeat(32), "sku": "SHP-001", "name": "洗髮精", "barcodes": []
            }))
            .unwrap()
        }
    }

    #[test]
    fn a_label_has_the_piece_barcode_and_the_sku_where_there_is_none() {
        let both = [
            ("14710000000014", 12, Unit::Carton),
            ("4710000000017", 1, Unit::Piece),
        ];
        assert_eq!(of(&item(&both)).code, "4710000000017");
        assert_eq!(of(&item(&both[..1])).code, "SHP-001");
        assert_eq!(of(&item(&[])).code, "SHP-001");
        assert!(is_bare(&item(&[])) && !is_bare(&item(&both[..1])));
    }

    #[test]
    fn ok_alone_prints_what_was_counted_and_a_number_prints_itself() {
        let asked = ask(&item(&[]), 24);
        assert_eq!(press(&asked, "pad.ok"), Keyed::Print(24));
        let Keyed::Typed(three) = press(&asked, "pad.3") else {
            panic!()
        };
        assert_eq!(press(&three, "pad.ok"), Keyed::Print(3));
        let Keyed::Typed(none) = press(&asked, "pad.0") else {
            panic!()
        };
        assert_eq!(
            press(&none, "pad.ok"),
            Keyed::Wrong(Label::TooMany { most: COPIES })
        );
        assert_eq!(ask(&item(&[]), 100_000).offered, COPIES);
        assert_eq!(press(&asked, "home"), Keyed::Other);
    }
}
