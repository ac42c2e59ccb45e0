//! A question comes in, or goods are to be looked after.

use super::{Category, Channel, Kind, ServiceKind, TEXT_LIMIT, WORD_LIMIT, promise};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::orders::{self, mask_name};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{ItemId, OrderId, ReturnId, StaffId};
use uuid::Uuid;

/// A case as it is typed.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub kind: Kind,
    pub channel: Channel,
    pub category: Category,
    pub service: Option<ServiceKind>,
    /// How the customer is called; of an order its buyer, where it is empty. Kept masked.
    pub alias: String,
    /// An order number, or a platform, a blank and an order number.
    pub order: String,
    pub sku: String,
    pub serial: String,
    /// A return's number.
    pub returned: String,
    pub question: String,
    /// Milliseconds since 1970; `None`: now.
    pub asked_at: Option<i64>,
    pub holder: Option<StaffId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    Done {
        id: Uuid,
        number: String,
    },
    Wrong(Invalid),
    /// Several platforms have an order of that number.
    Channels(Vec<String>),
}

/// What a case is about, as ids.
struct About {
    order: Option<OrderId>,
    item: Option<ItemId>,
    returned: Option<ReturnId>,
}

pub fn open(cx: &Cx<'_>, new: &NewCase) -> Result<Opened, DbError> {
    let about = match about(cx, new)? {
        Ok(about) => about,
        Err(no) => return Ok(no),
    };
    let question = match many_lines("question", &new.question) {
        Ok(question) => question,
        Err(invalid) => return Ok(Opened::Wrong(invalid)),
    };
    let serial = match catalogue::optional("serial", &new.serial, WORD_LIMIT) {
        Ok(serial) => serial,
        Err(invalid) => return Ok(Opened::Wrong(invalid)),
    };
    let asked = new.asked_at.unwrap_or(cx.now);
    if asked > cx.now {
        return Ok(Opened::Wrong(Invalid::Unknown {
            field: "asked_at",
            value: String::new(),
        }));
    }
    let shop = settings::shop(cx)?;
    let promise = promise(cx)?;
    let due = promise.due(asked, promise.hours_of(new.channel), shop.utc_offset_min);
    let stamp = day::stamp(cx.now, shop.utc_offset_min);
    let letters = match new.kind {
        Kind::Question => "CS",
        Kind::Service => "AS",
    };
    let series = format!("{letters}{stamp}");
    let number = format!("{series}-{:04}", cx.next_number(&series)?);
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &number,
            new.kind.code(),
            new.channel.code(),
            new.category.code(),
            alias(cx, new, about.order)?,
            about.order,
            about.item,
            about.returned,
            question,
            asked,
            due,
            new.holder.or(cx.staff()),
            new.service.map_or("", ServiceKind::code),
            serial,
            cx.now,
            cx.staff(),
        ],
    )?;
    Ok(Opened::Done { id, number })
}

/// Masked before it is kept: a typed name, else the order's buyer.
fn alias(cx: &Cx<'_>, new: &NewCase, order: Option<OrderId>) -> Result<String, DbError> {
    let typed: String = new.alias.trim().chars().take(WORD_LIMIT).collect();
    if !typed.is_empty() {
        return Ok(match typed.contains('○') {
            true => typed,
            false => mask_name(&typed),
        });
    }
    let view = match order {
        Some(order) => orders::get(cx, order)?,
        None => None,
    };
    Ok(view.map_or_else(String::new, |view| {
        mask_name(if view.buyer.is_empty() {
            &view.recipient
        } else {
            &view.buyer
        })
    }))
}

fn unknown(field: &'static str, value: &str) -> Opened {
    Opened::Wrong(Invalid::Unknown {
        field,
        value: value.chars().take(WORD_LIMIT).collect(),
    })
}

fn about(cx: &Cx<'_>, new: &NewCase) -> Result<Result<About, Opened>, DbError> {
    let mut about = About {
        order: None,
        item: None,
        returned: None,
    };
    let (order, sku, returned) = (new.order.trim(), new.sku.trim(), new.returned.trim());
    if !returned.is_empty() {
        let row = cx.row(
            "select id, order_id from sales_return where number = ?1",
            params![returned],
        )?;
        let Some(row) = row else {
            return Ok(Err(unknown("returned", returned)));
        };
        about.returned = Some(row.parse("id")?);
        about.order = row.opt_parse("order_id")?;
    }
    if !order.is_empty() {
        match orders::named(cx, order)?.as_slice() {
            [] => return Ok(Err(unknown("order", order))),
            [(order, _)] => about.order = Some(*order),
            several => {
                let channels = several.iter().map(|(_, channel)| channel.clone());
                return Ok(Err(Opened::Channels(channels.collect())));
            }
        }
    }
    if !sku.is_empty() {
        about.item = match catalogue::item_by_code(cx, sku)? {
            Some(item) => Some(item),
            None => return Ok(Err(unknown("sku", sku))),
        };
    }
    Ok(Ok(about))
}

/// Text of several lines: trimmed, there, not too long.
pub(super) fn many_lines(field: &'static str, text: &str) -> Result<String, Invalid> {
    let text = text.trim().replace("\r\n", "\n");
    match text.chars().count() {
        0 => Err(Invalid::Empty(field)),
        length if length > TEXT_LIMIT => Err(Invalid::TooLong {
            field,
            length,
            limit: TEXT_LIMIT,
        }),
        _ => Ok(text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()),
    }
}
