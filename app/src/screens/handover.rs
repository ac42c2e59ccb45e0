//! The hand-over screen: the carrier's pile.

use super::{Parts, action, clock, common_more, t};
use crate::flows::handover::State;
use crate::flows::{Look, Looked, undo_name};
use crate::view::{ActionKind, Body, HandoverView, Overlay, RowView, Screen, Tone};
use shared::facts::TaskRef;
use shared::lang::Lang;
use shared::money;

/// `as_of`: offline since an exchange at this time, milliseconds since 1970; `None` while in contact.
pub fn view(state: &State, as_of: Option<i64>, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let carrier = match state.carrier {
        Some(carrier) => look
            .carrier(carrier)?
            .map_or_else(String::new, |carrier| carrier.name),
        None => String::new(),
    };
    let mut scanned = Vec::new();
    for id in &state.latest {
        let Some(shipment) = look.shipment(*id)? else {
            continue;
        };
        scanned.push(RowView {
            id: shipment.id.hex(),
            title: shipment.order_no,
            detail: shipment.parcel.map_or_else(String::new, |tied| tied.label),
            value: if shipment.cod > 0 {
                money::twd(shipment.cod)
            } else {
                String::new()
            },
            tone: Tone::Done,
        });
    }
    let offset = look.settings().utc_offset_min;
    let mut actions = Vec::new();
    if state.parcels > 0 {
        actions.push(action(
            "close",
            ActionKind::Main,
            t(lang, "司機簽收", "Driver signs"),
        ));
    }
    actions.push(action("home", ActionKind::Plain, t(lang, "首頁", "Home")));
    if let Some((_, fact)) = look.undoable(TaskRef::Manifest(state.manifest)) {
        let label = format!("{}：{}", t(lang, "復原", "Undo"), undo_name(&fact, lang, look)?);
        actions.push(action("undo", ActionKind::Plain, label));
    }
    let cod = money::twd(state.cod);
    let overlay = state.signing.then(|| Overlay::Signature {
        title: t(lang, "司機簽收", "The driver signs"),
        driver: state.driver.clone(),
        summary: match lang {
            Lang::En if state.parcels == 1 => format!("{carrier} · 1 parcel · COD {cod}"),
            Lang::ZhTw => format!("{carrier} · {} 件 · 代收 {cod}", state.parcels),
            Lang::En => format!("{carrier} · {} parcels · COD {cod}", state.parcels),
        },
        ok: t(lang, "簽收", "Sign"),
    });
    Ok(Parts {
        screen: Screen::Handover,
        title: format!("{} {carrier}", t(lang, "交寄", "Hand over"))
            .trim()
            .to_owned(),
        body: Body::Handover(HandoverView {
            prompt: if state.carrier.is_some() {
                t(lang, "刷包裹", "Scan parcels")
            } else {
                t(lang, "刷第一個包裹", "Scan the first parcel")
            },
            carrier,
            parcels: state.parcels,
            waiting: state.waiting,
            cod,
            as_of: match as_of {
                Some(0) => t(
                    lang,
                    "還沒連過線，不知道有沒有取消",
                    "Never in contact: cancellations are not known",
                ),
                Some(at) => format!(
                    "{} {}",
                    t(lang, "取消資料截至", "Cancellations known until"),
                    clock(at, offset)
                ),
                None => String::new(),
            },
            scanned,
        }),
        actions,
        more: common_more(lang),
        overlay,
    })
}
