//! Home: what there is to do.

use super::{Parts, common_more, t};
use crate::flows::count::{is_open, open_plans};
use crate::flows::inspect::begun;
use crate::flows::receive::{begun_blind, to_receive};
use crate::flows::transfer::open_tasks;
use crate::flows::{Look, Looked};
use crate::view::{Body, Screen, Tile};
use shared::catalogue::Item;
use shared::id::DeliveryId;
use shared::lang::Lang;
use shared::stock::Place;
use shared::task::{DeliveryLine, PickList, Shipment, TaskState};

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

/// Open deliveries that still want one of these items.
pub(crate) fn expecting(items: &[Item], look: &dyn Look) -> Looked<Vec<DeliveryId>> {
    let mut found = Vec::new();
    for delivery in look
        .all_deliveries()?
        .iter()
        .filter(|delivery| to_receive(delivery))
    {
        let lines = look.delivery_lines(delivery.id)?;
        let wants = |line: &DeliveryLine| line.open() > 0 && items.iter().any(|item| item.id == line.item);
        if lines.iter().any(wants) {
            found.push(delivery.id);
        }
    }
    Ok(found)
}

/// 進貨: what comes in.
fn inbound(lang: Lang, look: &dyn Look) -> Looked<Vec<Tile>> {
    let deliveries = look
        .all_deliveries()?
        .iter()
        .filter(|delivery| to_receive(delivery))
        .count();
    let begun = begun_blind(look)?.len();
    let dock = look.content(Place::Dock)?;
    let pieces: i64 = dock.pieces.iter().map(|pieces| pieces.quantity.max(0)).sum();
    Ok(vec![
        Tile {
            id: "tile.receive".to_owned(),
            label: t(lang, "收貨", "Receive"),
            count: (deliveries + begun) as i64,
            detail: t(lang, "刷單號、送貨單或商品", "Number, note or item"),
        },
        Tile {
            id: "tile.putaway".to_owned(),
            label: t(lang, "入儲位", "Put away"),
            count: pieces,
            detail: t(lang, "暫存區的貨", "What is at the dock"),
        },
    ])
}

/// 庫存: what stands in the bins, and what comes back to them.
fn inside(lang: Lang, look: &dyn Look) -> Looked<Vec<Tile>> {
    let bins: usize = open_plans(look)?
        .iter()
        .map(|(_, tasks)| tasks.iter().filter(|task| is_open(task)).count())
        .sum();
    Ok(vec![
        Tile {
            id: "tile.count".to_owned(),
            label: t(lang, "盤點", "Count"),
            count: bins as i64,
            detail: t(lang, "盤點單，或盤這個儲位", "A plan, or this bin now"),
        },
        Tile {
            id: "tile.transfer".to_owned(),
            label: t(lang, "移儲", "Move stock"),
            count: open_tasks(look)?.len() as i64,
            detail: t(lang, "補貨、改狀態、報廢", "Replenish, regrade"),
        },
        Tile {
            id: "tile.inspect".to_owned(),
            label: t(lang, "退貨檢驗", "Returns"),
            count: begun(look)? as i64,
            detail: t(lang, "刷包裹上的號碼", "A number on a parcel"),
        },
    ])
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
    let mut tiles = vec![
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
    tiles.extend(inbound(lang, look)?);
    tiles.extend(inside(lang, look)?);
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
