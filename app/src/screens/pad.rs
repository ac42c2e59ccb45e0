//! Sheets that several screens share: the number pad, the reasons, the choice of unit.

use super::{item_view, t};
use crate::flows::pad::Pad;
use crate::view::{ChoiceOption, Overlay, PadField};
use shared::catalogue::{Item, Unit};
use shared::facts::ShortReason;
use shared::lang::Lang;
use shared::stock::Lot;

pub(crate) fn quantity(pad: &Pad, item: Option<&Item>, open: i64, lang: Lang) -> Overlay {
    let hint = match lang {
        Lang::ZhTw => format!("還要 {open} 個"),
        Lang::En => format!("{open} to go"),
    };
    counted(pad, item, hint, lang)
}

/// The same, where nobody says how many are wanted.
pub(crate) fn counted(pad: &Pad, item: Option<&Item>, hint: String, lang: Lang) -> Overlay {
    let total = pad
        .total()
        .map(|total| format!("= {total} {}", Unit::Piece.text(lang)))
        .unwrap_or_default();
    Overlay::Pad {
        title: item.map_or_else(String::new, |item| item.name_in(lang).to_owned()),
        hint,
        fields: fields(pad, lang),
        active: pad.active.clone(),
        total,
        ok: t(lang, "確定", "OK"),
    }
}

pub(crate) fn weight(pad: &Pad, lang: Lang) -> Overlay {
    Overlay::Pad {
        title: t(lang, "重量", "Weight"),
        hint: t(lang, "秤好輸入公克數", "Weigh it and key the grams"),
        fields: fields(pad, lang),
        active: pad.active.clone(),
        total: String::new(),
        ok: t(lang, "確定", "OK"),
    }
}

/// `said`: the day in words, so that a typing error is seen.
pub(crate) fn expiry(pad: &Pad, item: Option<&Item>, said: String, lang: Lang) -> Overlay {
    Overlay::Pad {
        title: item.map_or_else(String::new, |item| item.name_in(lang).to_owned()),
        // Both do not fit beside each other.
        hint: if said.is_empty() {
            t(lang, "1150630 或 20260630", "20260630 or 1150630")
        } else {
            String::new()
        },
        fields: vec![PadField {
            id: "expiry".to_owned(),
            label: t(lang, "效期", "use by"),
            text: pad.text("expiry").to_owned(),
        }],
        active: pad.active.clone(),
        total: said,
        ok: t(lang, "確定", "OK"),
    }
}

fn fields(pad: &Pad, lang: Lang) -> Vec<PadField> {
    let label = |id: &str| match Unit::parse(id) {
        Some(unit) => unit.text(lang).to_owned(),
        None => t(lang, "克", "g"),
    };
    pad.fields
        .iter()
        .map(|field| PadField {
            id: field.id.clone(),
            label: label(&field.id),
            text: field.text.clone(),
        })
        .collect()
}

pub(crate) fn reasons(title: String, lang: Lang) -> Overlay {
    let option = |reason: ShortReason| ChoiceOption {
        id: reason.code().to_owned(),
        title: reason.text(lang).to_owned(),
        detail: String::new(),
        item: None,
    };
    Overlay::Choice {
        title,
        options: ShortReason::ALL.into_iter().map(option).collect(),
    }
}

pub(crate) fn units(item: Option<&Item>, options: &[(Unit, i64)], lang: Lang) -> Overlay {
    let option = |(unit, quantity): &(Unit, i64)| ChoiceOption {
        id: unit.code().to_owned(),
        title: match (unit, lang) {
            (Unit::Piece, Lang::ZhTw) => "單件".to_owned(),
            (Unit::Piece, Lang::En) => "One piece".to_owned(),
            (unit, Lang::ZhTw) => format!("整{}", unit.text(lang)),
            (unit, Lang::En) => format!("Whole {}", unit.text(lang)),
        },
        detail: format!("= {quantity} {}", Unit::Piece.text(lang)),
        item: item.map(|item| item_view(item, &Lot::default(), lang)),
    };
    Overlay::Choice {
        title: t(lang, "單件還是整箱？", "A piece or a whole carton?"),
        options: options.iter().map(option).collect(),
    }
}
