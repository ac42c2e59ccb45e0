//! Home: what there is to do.

use super::{Parts, common_more, t};
use crate::flows::{Look, Looked};
use crate::view::{Body, Screen, Tile};
use shared::lang::Lang;
use shared::task::{PickList, Shipment, TaskState};

/// Lists that a picker may open: not stopped, with something left to do.
pub(crate) fn open_lists(look: &dyn Look) -> Looked<Vec<(PickList, i64, i64)>> {
    let mut open = Vec::new();
    for list in look.all_lists()? {
        if matches!(list.state, TaskState::Open | TaskState::Started) {
            let lines = look.lines(list.id)?;
            let left: i64 = lines.iter().map(|line| line.open()).sum();
            let done: i64 = lines.iter().map(|line| line.picked + line.short).sum();
            if left > 0 {
                open.push((list, left, done));
            }
        }
    }
    Ok(open)
}

pub(crate) fn to_pack(shipment: &Shipment) -> bool {
    shipment.parcel.is_none() && matches!(shipment.state, TaskState::Open | TaskState::Started)
}

pub(crate) fn to_hand_over(shipment: &Shipment) -> bool {
    shipment.parcel.is_some()
        && shipment.handed_over.is_none()
        && !matches!(shipment.state, TaskState::Held | TaskState::Cancelled)
}

pub fn view(lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let lists = open_lists(look)?;
    let shipments = look.all_shipments()?;
    let pieces: i64 = lists.iter().map(|(_, left, _)| left).sum();
    let packs = shipments.iter().filter(|shipment| to_pack(shipment)).count();
    let parcels = shipments.iter().filter(|shipment| to_hand_over(shipment)).count();
    let detail = |zh: String, en: String| match lang {
        Lang::ZhTw => zh,
        Lang::En => en,
    };
    let tiles = vec![
        Tile {
            id: "tile.pick".to_owned(),
            label: t(lang, "揀貨", "Pick"),
            count: lists.len() as i64,
            detail: detail(format!("{pieces} 件"), format!("{pieces} pieces")),
        },
        Tile {
            id: "tile.pack".to_owned(),
            label: t(lang, "包裝", "Pack"),
            count: packs as i64,
            detail: detail("刷物流箱開始".to_owned(), "Scan a tote to begin".to_owned()),
        },
        Tile {
            id: "tile.handover".to_owned(),
            label: t(lang, "交寄", "Hand over"),
            count: parcels as i64,
            detail: detail("刷包裹開始".to_owned(), "Scan a parcel to begin".to_owned()),
        },
    ];
    let site = look.settings().site_name.clone();
    Ok(Parts {
        screen: Screen::Home,
        title: if site.is_empty() {
            t(lang, "首頁", "Home")
        } else {
            site
        },
        body: Body::Home { tiles },
        actions: Vec::new(),
        more: common_more(lang),
        overlay: None,
    })
}
