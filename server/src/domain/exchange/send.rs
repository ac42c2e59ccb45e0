//! What goes out: the new order is made, allocated and released; and the exchange is changed or called off.

use super::make::is_for;
use super::{CHANNEL, ExchangeLine, ExchangeView, Way, find, lines};
use crate::db::{Cx, DbError};
use crate::domain::catalogue;
use crate::domain::orders::{self, Arrival, NewLine, NewOrder, Told};
use crate::domain::waves::{self, CancelOutcome, ReleaseForm};
use crate::params;
use shared::id::{OrderId, ReturnId};
use uuid::Uuid;

/// Exchanges of one order: more is a mistake.
const MOST: usize = 99;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Allocated and on a pick list.
    Released {
        order_no: String,
    },
    /// The new order is there and waits: SKU and pieces that stock does not cover.
    Missing {
        order_no: String,
        items: Vec<(String, i64)>,
    },
    /// 先收後出: the goods are not back and inspected.
    NotBack,
    /// 先收後出: nobody has decided that it is an exchange.
    NotDecided,
    /// The order cannot be released: no carrier, or somebody holds it.
    Held {
        order_no: String,
    },
    /// It was sent, or called off.
    TooLate,
    NotFound,
}

/// Makes the new order where there is none, and releases it.
pub fn send(cx: &Cx<'_>, id: Uuid) -> Result<Sent, DbError> {
    let Some(exchange) = find(cx, id)? else {
        return Ok(Sent::NotFound);
    };
    if !exchange.may_send() {
        return Ok(Sent::TooLate);
    }
    if exchange.way == Way::BackFirst {
        match (exchange.return_state.as_str(), exchange.decision.as_str()) {
            ("done", "exchange") => {}
            ("done", _) => return Ok(Sent::NotDecided),
            (_, _) => return Ok(Sent::NotBack),
        }
    }
    let order = match exchange.new_order {
        Some(order) if exchange.new_state == "open" => order,
        Some(_) | None => match new_order(cx, &exchange)? {
            Some(order) => order,
            None => return Ok(Sent::TooLate),
        },
    };
    cx.exec(
        "update exchange set new_order = ?2 where id = ?1",
        params![id, order],
    )?;
    let form = ReleaseForm {
        orders: vec![order],
        orders_per_list: 1,
        note: exchange.number.clone(),
    };
    let release = waves::release(cx, &form)?;
    let order_no = orders::get(cx, order)?.map_or_else(String::new, |order| order.head.order_no);
    if release.wave.is_some() {
        return Ok(Sent::Released { order_no });
    }
    Ok(match release.missing.into_iter().next() {
        Some(missing) => Sent::Missing {
            order_no,
            items: missing.items,
        },
        None => Sent::Held { order_no },
    })
}

/// The address of the old order, the lines that go out, a number of its own.
fn new_order(cx: &Cx<'_>, exchange: &ExchangeView) -> Result<Option<OrderId>, DbError> {
    let Some(old) = orders::get(cx, exchange.order)? else {
        return Ok(None);
    };
    let carrier = cx.row(
        "select carrier from orders where id = ?1",
        params![exchange.order],
    )?;
    let out: Vec<ExchangeLine> = lines(cx, exchange.id)?
        .into_iter()
        .filter(|line| !line.back)
        .collect();
    let due = exchange.difference.max(0);
    let told = Told {
        recipient: old.recipient,
        phone: old.phone,
        zip: old.zip,
        address: old.address,
        store_id: old.store_id,
        store_name: old.store_name,
        buyer: old.buyer,
        logistics: old.head.logistics,
        temperature: old.temperature,
        cod: if exchange.collect { due } else { 0 },
        seller_note: format!("{} ← {}", exchange.number, exchange.order_no),
        total: out.iter().map(|line| line.amount).sum(),
        placed_at: Some(cx.now),
        ..Told::default()
    };
    for n in 1..=MOST {
        let order_no = format!("{}-X{n}", exchange.order_no);
        let taken = cx.row(
            "select id from orders where channel = ?1 and order_no = ?2",
            params![CHANNEL, &order_no],
        )?;
        if taken.is_some() {
            continue;
        }
        let order = NewOrder {
            channel: CHANNEL.to_owned(),
            order_no,
            told,
            lines: out.iter().flat_map(split).collect(),
            carrier: match &carrier {
                Some(row) => row.opt_parse("carrier")?,
                None => None,
            },
            cancelled: false,
            import_run: None,
        };
        return Ok(match waves::take_in(cx, &order)? {
            Arrival::Created(id) => Some(id),
            // An item that was retired since.
            Arrival::Same(_)
            | Arrival::Changed(_)
            | Arrival::Held { .. }
            | Arrival::UnknownCodes(_)
            | Arrival::Pieces { .. }
            | Arrival::CancelledBefore => None,
        });
    }
    Ok(None)
}

/// Lines whose prices come to the amount to the cent: where it cannot be divided, some pieces cost a cent more.
fn split(line: &ExchangeLine) -> Vec<NewLine> {
    let (price, over) = (
        line.amount.div_euclid(line.quantity),
        line.amount.rem_euclid(line.quantity),
    );
    [(line.quantity - over, price), (over, price + 1)]
        .into_iter()
        .filter(|(pieces, _)| *pieces > 0)
        .map(|(quantity, unit_price)| NewLine {
            kind: "goods".to_owned(),
            code: line.sku.clone(),
            name: line.name.clone(),
            option_name: String::new(),
            quantity,
            unit_price,
        })
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// It was sent, or called off.
    TooLate,
    /// The return is of another order, or something else was decided about it.
    NotThisReturn,
    NotFound,
}

/// The return by which the goods come back.
pub fn link(cx: &Cx<'_>, id: Uuid, returned: ReturnId) -> Result<Changed, DbError> {
    let Some(exchange) = find(cx, id)? else {
        return Ok(Changed::NotFound);
    };
    if !exchange.is_live() {
        return Ok(Changed::TooLate);
    }
    if !is_for(cx, returned, exchange.order)? {
        return Ok(Changed::NotThisReturn);
    }
    cx.exec(
        "update exchange set return_id = ?2 where id = ?1",
        params![id, returned],
    )?;
    Ok(Changed::Done)
}

pub fn set_way(cx: &Cx<'_>, id: Uuid, way: Way) -> Result<Changed, DbError> {
    change(
        cx,
        id,
        |exchange| exchange.may_send(),
        || {
            cx.exec(
                "update exchange set way = ?2 where id = ?1",
                params![id, way.code()],
            )
        },
    )
}

/// 客戶確認. The first time counts.
pub fn confirm(cx: &Cx<'_>, id: Uuid) -> Result<Changed, DbError> {
    change(cx, id, ExchangeView::is_live, || {
        cx.exec(
            "update exchange set confirmed_at = coalesce(confirmed_at, ?2) where id = ?1",
            params![id, cx.now],
        )
    })
}

fn change(
    cx: &Cx<'_>,
    id: Uuid,
    may: impl Fn(&ExchangeView) -> bool,
    update: impl FnOnce() -> Result<u64, DbError>,
) -> Result<Changed, DbError> {
    match find(cx, id)? {
        None => Ok(Changed::NotFound),
        Some(exchange) if !may(&exchange) => Ok(Changed::TooLate),
        Some(_) => update().map(|_| Changed::Done),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelled {
    Done {
        /// Pieces already picked or packed, to be put back.
        put_back: i64,
    },
    /// The parcel has left, or it was called off before.
    TooLate,
    NoReason,
    NotFound,
}

/// Called off, with its order where that has not left.
pub fn cancel(cx: &Cx<'_>, id: Uuid, note: &str) -> Result<Cancelled, DbError> {
    let Some(exchange) = find(cx, id)? else {
        return Ok(Cancelled::NotFound);
    };
    let Ok(note) = catalogue::text("note", note, 200) else {
        return Ok(Cancelled::NoReason);
    };
    if exchange.cancelled_at.is_some() || exchange.new_state == "shipped" {
        return Ok(Cancelled::TooLate);
    }
    let put_back = match exchange.new_order {
        Some(order) if exchange.new_state != "cancelled" => match waves::cancel_order(cx, order, &note)? {
            CancelOutcome::Cancelled { put_back } => put_back,
            CancelOutcome::TooLate(_) => return Ok(Cancelled::TooLate),
        },
        Some(_) | None => 0,
    };
    cx.exec(
        "update exchange set cancelled_at = ?2, cancelled_by = ?3, cancel_note = ?4 where id = ?1",
        params![id, cx.now, cx.staff(), &note],
    )?;
    Ok(Cancelled::Done { put_back })
}
