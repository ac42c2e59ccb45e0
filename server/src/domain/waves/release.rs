//! Release: allocate, reserve, make lists in walking order and a shipment for each order.

use super::allocate::{Need, Supply, Taken, allocate};
use crate::db::{Cx, DbError, Row};
use crate::domain::catalogue::carriers;
use crate::domain::replenish;
use crate::domain::settings::{self, Shop, day};
use crate::domain::shipments;
use crate::params;
use shared::catalogue::Carrier;
use shared::id::*;
use shared::row::RowKind;
use shared::stock::Lot;
use std::collections::{BTreeMap, BTreeSet};

/// Orders on one list at most: more totes than a cart has room for.
pub const ORDERS_PER_LIST: usize = 20;
/// Orders in one release.
pub const ORDERS_PER_RELEASE: usize = 5000;

#[derive(Clone, Debug)]
pub struct ReleaseForm {
    pub orders: Vec<OrderId>,
    /// 1: 單張揀; more: 批次揀, sorted at the bench.
    pub orders_per_list: usize,
    pub note: String,
}

/// What stock could not cover. The order stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub order: OrderId,
    pub order_no: String,
    /// SKU and pieces.
    pub items: Vec<(String, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// `None` where not one order could be covered.
    pub wave: Option<(WaveId, String)>,
    pub lists: Vec<ListId>,
    pub released: usize,
    pub missing: Vec<Missing>,
    /// Orders that are not open any more, or have nothing to pick.
    pub passed_over: Vec<String>,
}

struct Covered {
    order: OrderId,
    cut_off: Option<i64>,
    carrier: CarrierId,
    /// Parts in order of the order's lines.
    parts: Vec<(ItemId, i64)>,
    taken: Vec<Taken>,
}

pub fn release(cx: &Cx<'_>, form: &ReleaseForm) -> Result<Release, DbError> {
    let shop = settings::shop(cx)?;
    let all_carriers = carriers(cx)?;
    let today = day::date(cx.now, shop.utc_offset_min);
    let mut supply: BTreeMap<ItemId, Vec<Supply>> = BTreeMap::new();
    let mut out = Release {
        wave: None,
        lists: vec![],
        released: 0,
        missing: vec![],
        passed_over: vec![],
    };
    let mut covered = Vec::new();
    for row in sorted(cx, &form.orders)? {
        let (order, order_no): (OrderId, String) = (row.parse("id")?, row.text("order_no")?);
        let parts = parts(cx, order)?;
        let carrier = row.opt_parse("carrier")?.or_else(|| {
            all_carriers
                .iter()
                .find(|(carrier, _)| carrier.code == shop.default_carrier)
                .map(|(carrier, _)| carrier.id)
        });
        let (true, Some(carrier)) = (row.text("state")? == "open" && !parts.is_empty(), carrier) else {
            out.passed_over.push(order_no);
            continue;
        };
        let mut needs = Vec::new();
        for (key, (item, quantity)) in parts.iter().enumerate() {
            if !supply.contains_key(item) {
                supply.insert(*item, supply_of(cx, *item, &today)?);
            }
            needs.push(Need {
                key,
                item: *item,
                quantity: *quantity,
            });
        }
        match allocate(&needs, &mut supply) {
            Ok(taken) => covered.push(Covered {
                order,
                cut_off: row.opt_int("cut_off")?,
                carrier,
                parts,
                taken,
            }),
            Err(missing) => out.missing.push(note_missing(cx, order, order_no, &missing)?),
        }
    }
    if covered.is_empty() {
        return Ok(out);
    }
    let stamp = day::stamp(cx.now, shop.utc_offset_min);
    let wave: WaveId = cx.new_id();
    let number = format!("WV{stamp}-{:03}", cx.next_number(&format!("WV{stamp}"))?);
    cx.exec(
        include_str!("sql/wave_put.sql"),
        params![wave, &number, cx.now, cx.staff(), form.note.trim()],
    )?;
    out.released = covered.len();
    covered.sort_by_key(|one| (one.carrier, one.cut_off.unwrap_or(i64::MAX)));
    let per_list = form.orders_per_list.clamp(1, ORDERS_PER_LIST);
    for same_carrier in covered.chunk_by(|a, b| a.carrier == b.carrier) {
        let carrier = all_carriers
            .iter()
            .map(|(carrier, _)| carrier)
            .find(|one| one.id == same_carrier[0].carrier);
        let carrier = carrier.ok_or_else(|| DbError::Driver("a carrier vanished".to_owned()))?;
        for orders in same_carrier.chunks(per_list) {
            out.lists
                .push(make_list(cx, &shop, &stamp, wave, carrier, orders)?);
        }
    }
    out.wave = Some((wave, number));
    replenish::propose(cx)?;
    Ok(out)
}

/// The chosen orders, most urgent first.
fn sorted(cx: &Cx<'_>, orders: &[OrderId]) -> Result<Vec<Row>, DbError> {
    // An order that was named twice is released once.
    let orders: BTreeSet<OrderId> = orders.iter().copied().collect();
    let mut rows = Vec::with_capacity(orders.len());
    for order in orders.iter().take(ORDERS_PER_RELEASE) {
        rows.extend(cx.row(include_str!("sql/order_head.sql"), params![*order])?);
    }
    let mut keyed = rows
        .into_iter()
        .map(|row| {
            let urgency = row.opt_int("cut_off")?.unwrap_or(i64::MAX);
            Ok((
                urgency,
                row.opt_int("placed_at")?.unwrap_or(i64::MAX),
                row.text("order_no")?,
                row,
            ))
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    keyed.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    Ok(keyed.into_iter().map(|(_, _, _, row)| row).collect())
}

/// What an order wants of each item; the same item on several lines adds up.
fn parts(cx: &Cx<'_>, order: OrderId) -> Result<Vec<(ItemId, i64)>, DbError> {
    cx.rows(include_str!("sql/order_parts.sql"), params![order])?
        .iter()
        .map(|row| Ok((row.parse("item")?, row.int("quantity")?)))
        .collect()
}

fn supply_of(cx: &Cx<'_>, item: ItemId, today: &str) -> Result<Vec<Supply>, DbError> {
    cx.rows(include_str!("sql/supply.sql"), params![item, today])?
        .iter()
        .map(|row| {
            Ok(Supply {
                bin: row.parse("bin")?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                available: row.int("available")?,
                walk: row.int("walk")?,
                reserve: row.flag("reserve")?,
            })
        })
        .collect()
}

fn note_missing(
    cx: &Cx<'_>,
    order: OrderId,
    order_no: String,
    missing: &BTreeMap<ItemId, i64>,
) -> Result<Missing, DbError> {
    let mut items = Vec::with_capacity(missing.len());
    for (item, quantity) in missing {
        let row = cx.row("select sku from item where id = ?1", params![*item])?;
        items.push((
            row.map(|row| row.text("sku")).transpose()?.unwrap_or_default(),
            *quantity,
        ));
    }
    items.sort();
    let text = items
        .iter()
        .map(|(sku, quantity)| format!("{sku} × {quantity}"))
        .collect::<Vec<_>>()
        .join(", ");
    cx.exec(
        "update orders set missing = ?2 where id = ?1",
        params![order, text],
    )?;
    Ok(Missing {
        order,
        order_no,
        items,
    })
}

fn make_list(
    cx: &Cx<'_>,
    shop: &Shop,
    stamp: &str,
    wave: WaveId,
    carrier: &Carrier,
    orders: &[Covered],
) -> Result<ListId, DbError> {
    let list: ListId = cx.new_id();
    let number = format!("PK{stamp}-{:04}", cx.next_number(&format!("PK{stamp}"))?);
    let pieces: i64 = orders
        .iter()
        .flat_map(|order| &order.taken)
        .map(|taken| taken.quantity)
        .sum();
    let cut_off = orders.iter().filter_map(|order| order.cut_off).min();
    cx.exec(
        include_str!("sql/list_put.sql"),
        params![
            list,
            &number,
            wave,
            carrier.id,
            cut_off,
            orders.len(),
            pieces,
            cx.now
        ],
    )?;
    cx.touch(RowKind::List, list.0);
    // One line for each bin, item and lot, whichever orders it serves.
    let mut lines: BTreeMap<(i64, BinId, ItemId, Lot), (LineId, i64)> = BTreeMap::new();
    let mut shares: BTreeMap<(LineId, ShipmentLineId), i64> = BTreeMap::new();
    for order in orders {
        let shipment = shipments::open(cx, shop, stamp, order.order, wave, list, carrier)?;
        let mut shipment_lines = Vec::with_capacity(order.parts.len());
        for (at, (item, quantity)) in order.parts.iter().enumerate() {
            shipment_lines.push(shipments::open_line(cx, shipment, at, *item, *quantity)?);
        }
        for taken in &order.taken {
            let walk = cx.number("select walk as n from bin where id = ?1", params![taken.bin])?;
            let key = (walk, taken.bin, taken.item, taken.lot.clone());
            let line = lines.entry(key).or_insert_with(|| (cx.new_id(), 0));
            line.1 += taken.quantity;
            *shares.entry((line.0, shipment_lines[taken.key])).or_default() += taken.quantity;
        }
        cx.exec(
            include_str!("sql/order_released.sql"),
            params![order.order, cx.now],
        )?;
    }
    for (seq, ((_, bin, item, lot), (line, quantity))) in lines.iter().enumerate() {
        cx.exec(
            include_str!("sql/line_put.sql"),
            params![
                *line,
                list,
                seq + 1,
                *item,
                *bin,
                &lot.number,
                &lot.expiry,
                *quantity
            ],
        )?;
        cx.touch(RowKind::Line, line.0);
    }
    for ((line, shipment_line), quantity) in shares {
        cx.exec(
            include_str!("sql/allocation_put.sql"),
            params![line, shipment_line, quantity],
        )?;
    }
    Ok(list)
}
