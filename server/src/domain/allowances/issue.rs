//! An allowance is issued: numbered, its tax split line by line, the invoice's remaining amount checked.

use super::{TakenOff, split};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::invoices;
use crate::domain::settings::{self, day};
use crate::params;
use shared::money::Minor;
use shared::quantity;
use uuid::Uuid;

const TEXT_LIMIT: usize = 200;

#[derive(Clone, Debug)]
pub struct NewAllowance {
    pub invoice: Uuid,
    /// The refund it is for.
    pub refund: Option<Uuid>,
    pub remark: String,
    pub lines: Vec<TakenOff>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issued {
    Done {
        id: Uuid,
        number: String,
    },
    NoInvoice,
    /// The invoice was voided.
    Void,
    /// More than this line has left: what it is, and what is left.
    TooMuch {
        description: String,
        remaining: Minor,
    },
    /// Nothing is taken off.
    Empty,
    Wrong(Invalid),
}

pub fn issue(cx: &Cx<'_>, new: &NewAllowance) -> Result<Issued, DbError> {
    let remark = match catalogue::optional("remark", &new.remark, TEXT_LIMIT) {
        Ok(remark) => remark,
        Err(invalid) => return Ok(Issued::Wrong(invalid)),
    };
    let Some(view) = invoices::invoice(cx, new.invoice)? else {
        return Ok(Issued::NoInvoice);
    };
    if view.head.voided_at.is_some() {
        return Ok(Issued::Void);
    }
    let lines: Vec<&TakenOff> = new.lines.iter().filter(|line| line.amount > 0).collect();
    if lines.is_empty() {
        return Ok(Issued::Empty);
    }
    for line in &view.lines {
        let off = lines.iter().filter(|off| off.line == line.id);
        if off.map(|off| off.amount).sum::<Minor>() > line.remaining() {
            return Ok(Issued::TooMuch {
                description: line.description.clone(),
                remaining: line.remaining(),
            });
        }
    }
    for line in &lines {
        if let Err(error) = quantity::check(line.quantity) {
            return Ok(Issued::Wrong(Invalid::Quantity {
                field: "quantity",
                error,
            }));
        }
        if line.amount % 100 != 0 || view.lines.iter().all(|known| known.id != line.line) {
            return Ok(Issued::Wrong(Invalid::Unknown {
                field: "amount",
                value: shared::money::plain(line.amount),
            }));
        }
    }
    let offset = settings::shop(cx)?.utc_offset_min;
    let stamp = day::stamp(cx.now, offset);
    // At most 16 characters (MIG 4.1 AllowanceNumber).
    let number = format!("AL{stamp}-{:03}", cx.next_number(&format!("AL{stamp}"))?);
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &number,
            new.invoice,
            new.refund,
            day::date(cx.now, offset),
            &remark
        ],
    )?;
    for (seq, line) in lines.iter().enumerate() {
        let kind = view.lines.iter().find(|known| known.id == line.line);
        let amount = split(
            line.amount,
            kind.map_or_else(Default::default, |known| known.tax_kind),
        );
        cx.exec(
            include_str!("sql/put_line.sql"),
            params![id, seq + 1, line.line, line.quantity, amount.net, amount.tax],
        )?;
    }
    super::step::note(cx, id, super::State::Issued, "")?;
    Ok(Issued::Done { id, number })
}
