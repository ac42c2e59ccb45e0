//! Files of returns: a platform's list, a carrier's list of parcels that come back, or invoices that cancel earlier ones. One
//! row a line; rows of one return number, else of one order or parcel, are one return.
//!
//! Invariant: a bad row holds itself and no other: a return is counted blind on the bench, so half an announcement
//! harms nobody, and its line is in the report. Deliberately absent: whether order, parcel and item exist.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake};
use super::mapping::{Mapping, Reader};
use super::orders::SkipReason;
use super::row::{Severity, What};
use super::value::{self, Wrong};
use shared::inspect::{ReturnReason, ReturnSource};
use shared::lang::Lang;
use shared::quantity;
use std::collections::HashMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnDraft {
    pub channel: String,
    /// The platform's number of the return, or of the cancelling invoice; may be empty.
    pub return_no: String,
    pub order_no: String,
    pub parcel: String,
    pub buyer: String,
    pub source: Option<ReturnSource>,
    pub reason: Option<ReturnReason>,
    /// What the file says as a reason, where it is none of ours.
    pub reason_note: String,
    /// Numbers that stand on the parcel that comes back.
    pub codes: Vec<String>,
    /// `YYYY-MM-DD` or empty.
    pub noticed_on: String,
    pub received_on: String,
    pub remark: String,
    /// Empty: everything.
    pub lines: Vec<LineDraft>,
    pub rows: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDraft {
    pub code: String,
    pub quantity: i64,
    pub row: u32,
}

/// Rows left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub row: u32,
    pub key: String,
    pub reason: SkipReason,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> (Intake<ReturnDraft>, Vec<LeftOut>) {
    let reader = Reader::new(sheet, mapping);
    let mut out = Intake::of(sheet);
    let mut left_out = Vec::new();
    let mut index: HashMap<[String; 4], usize> = HashMap::new();
    let mut above = [const { String::new() }; 4];
    for row in sheet.rows() {
        let get = |field| reader.get(row, field);
        let return_no = get(Field::ReturnNo);
        let key = [return_no, get(Field::OrderNo), get(Field::Parcel)];
        let key = key.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        if let Some(reason) = not_a_return(mapping, return_no, get(Field::Sku)) {
            left_out.push(LeftOut {
                row: sheet.row_number(row),
                key: key.to_owned(),
                reason,
            });
            continue;
        }
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key,
            problems: Vec::new(),
        };
        let draft = draft(&mut cells, row, mapping, &above);
        let names = |draft: &ReturnDraft| {
            [&draft.channel, &draft.return_no, &draft.order_no, &draft.parcel].map(Clone::clone)
        };
        if cells
            .problems
            .iter()
            .any(|problem| problem.severity == Severity::Held)
        {
            out.add(None, cells.problems);
            continue;
        }
        above = names(&draft);
        match index.get(&above) {
            Some(at) => merge(&mut out.drafts[*at], draft),
            None => {
                index.insert(above.clone(), out.drafts.len());
                out.drafts.push(draft);
            }
        }
        out.problems.extend(cells.problems);
    }
    (out, left_out)
}

/// Sales among cancelling invoices, and charges: no goods come back with them.
fn not_a_return(mapping: &Mapping, return_no: &str, code: &str) -> Option<SkipReason> {
    let prefix = mapping.options.cancel_prefix.as_deref().unwrap_or_default();
    let cancels = return_no
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if !prefix.is_empty() && !cancels {
        return Some(SkipReason::Sale);
    }
    let mut charges = mapping.options.charge_codes.iter();
    let charge = charges.find(|(one, _)| one.eq_ignore_ascii_case(code));
    charge.map(|(_, kind)| SkipReason::Charge(*kind))
}

fn draft(cells: &mut Cells<'_, '_>, row: usize, mapping: &Mapping, above: &[String; 4]) -> ReturnDraft {
    let mut text = |field| cells.text(row, field).to_owned();
    let mut draft = ReturnDraft {
        channel: text(Field::Channel),
        return_no: text(Field::ReturnNo),
        order_no: text(Field::OrderNo),
        parcel: text(Field::Parcel),
        buyer: text(Field::BuyerAccount),
        codes: Some(text(Field::ReverseWaybill))
            .filter(|code| !code.is_empty())
            .into_iter()
            .collect(),
        remark: text(Field::Remark),
        rows: vec![cells.sheet.row_number(row)],
        ..ReturnDraft::default()
    };
    if draft.channel.is_empty() {
        draft.channel.clone_from(&mapping.options.channel);
    }
    let nameless = draft.return_no.is_empty() && draft.order_no.is_empty() && draft.parcel.is_empty();
    if nameless && mapping.options.fill_down {
        let [channel, return_no, order_no, parcel] = above.clone();
        (draft.channel, draft.return_no) = (channel, return_no);
        (draft.order_no, draft.parcel) = (order_no, parcel);
    }
    let cancels = mapping.options.cancel_prefix.is_some() && !draft.return_no.is_empty();
    if draft.order_no.is_empty() && draft.parcel.is_empty() && !cancels {
        cells.hold(
            row,
            What::Missing {
                field: Field::OrderNo,
            },
        );
    }
    let order = mapping.options.date_order;
    let mut day = |field| {
        cells
            .read(row, field, |text| value::day(text, order))
            .map(value::day_iso)
            .unwrap_or_default()
    };
    (draft.noticed_on, draft.received_on) = (day(Field::NoticedOn), day(Field::ReceivedOn));
    draft.source = cells.word(row, Field::ReturnSource, source_word);
    let said = cells.text(row, Field::ReturnReason);
    draft.reason = reason_word(said);
    if draft.reason.is_none() && !said.is_empty() {
        draft.reason = Some(ReturnReason::Other);
        draft.reason_note = said.to_owned();
    }
    let code = cells.text(row, Field::Sku).to_owned();
    if code.is_empty() {
        return draft;
    }
    cells.required(row, Field::Quantity);
    let pieces = cells.read(row, Field::Quantity, |text| {
        // A cancelling invoice counts downwards.
        let pieces = value::whole(text)?.abs();
        quantity::check(pieces).map_err(|_| Wrong::OutOfRange)
    });
    draft.lines.push(LineDraft {
        code,
        quantity: pieces.unwrap_or(0),
        row: cells.sheet.row_number(row),
    });
    draft
}

/// Another row of the same return: its line, and whatever the rows before it left empty.
fn merge(draft: &mut ReturnDraft, other: ReturnDraft) {
    draft.lines.extend(other.lines);
    draft.rows.extend(other.rows);
    for code in other.codes {
        if !draft.codes.contains(&code) {
            draft.codes.push(code);
        }
    }
    draft.source = draft.source.or(other.source);
    draft.reason = draft.reason.or(other.reason);
    for (here, there) in [
        (&mut draft.buyer, other.buyer),
        (&mut draft.reason_note, other.reason_note),
        (&mut draft.noticed_on, other.noticed_on),
        (&mut draft.received_on, other.received_on),
        (&mut draft.remark, other.remark),
    ] {
        if here.is_empty() {
            *here = there;
        }
    }
}

/// 來源 as people write it: our code, our words, or a longer phrase around them.
pub fn source_word(text: &str) -> Option<ReturnSource> {
    let own = ReturnSource::ALL.into_iter().find(|one| {
        one.code() == text
            || Lang::ALL
                .iter()
                .any(|lang| one.text(*lang).to_lowercase() == text)
    });
    own.or_else(|| {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if has(&["未取", "unclaimed"]) => Some(ReturnSource::Unclaimed),
            () if has(&["拒收", "refused"]) => Some(ReturnSource::Refused),
            () if has(&["地址", "聯絡不上", "無法投遞", "undeliver"]) => {
                Some(ReturnSource::Undeliverable)
            }
            () if has(&["客戶", "買家", "顧客", "customer", "buyer"]) => Some(ReturnSource::Customer),
            () if has(&["商家", "賣家", "seller", "shop"]) => Some(ReturnSource::Shop),
            () => None,
        }
    })
}

fn reason_word(text: &str) -> Option<ReturnReason> {
    let text = text.trim();
    ReturnReason::ALL.into_iter().find(|one| {
        one.code().eq_ignore_ascii_case(text)
            || Lang::ALL
                .iter()
                .any(|lang| one.text(*lang).eq_ignore_ascii_case(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::builtin;
    use crate::intake::file::{self, OpenOptions};

    fn read(mapping: &str, csv: &str) -> (Intake<ReturnDraft>, Vec<LeftOut>) {
        let sheet = file::open(csv.as_bytes(), "a.csv", OpenOptions::default()).unwrap();
        drafts(&sheet, &builtin::named(mapping).unwrap())
    }

    #[test]
    fn rows_of_one_return_are_one_and_a_bad_row_holds_itself() {
        let (intake, _) = read(
            "returns",
            "退貨編號,訂單編號,貨號,數量,退貨原因,來源,逆物流單號\n\
             R1,A1,MUG,1,尺寸不合,買家申請退貨,W1\n\
             R1,A1,PEN,2,,,\n\
             R1,A1,TEA,x,,,\n\
             ,A2,,,,逾期未取件,\n\
             ,,MUG,1,,,\n\
             R3,A3,MUG,1,太貴了,天外,\n",
        );
        let first = &intake.drafts[0];
        let lines: Vec<(&str, i64)> = first
            .lines
            .iter()
            .map(|line| (line.code.as_str(), line.quantity))
            .collect();
        assert_eq!(lines, [("MUG", 1), ("PEN", 2)]);
        assert_eq!(
            (first.reason, first.source, first.codes.as_slice()),
            (
                Some(ReturnReason::WrongSize),
                Some(ReturnSource::Customer),
                &["W1".to_owned()][..]
            )
        );
        let second = &intake.drafts[1];
        assert_eq!(
            (second.source, second.lines.len()),
            (Some(ReturnSource::Unclaimed), 0)
        );
        assert_eq!(intake.drafts.len(), 2);
        let bad: Vec<u32> = intake
            .problems
            .iter()
            .flat_map(|problem| problem.rows.clone())
            .collect();
        assert_eq!((bad, intake.held), (vec![4, 6, 7], 3));
    }

    #[test]
    fn of_invoices_only_those_that_cancel_are_returns() {
        let (intake, left_out) = read(
            "online-retail-returns",
            "InvoiceNo,StockCode,Description,Quantity,UnitPrice,CustomerID,Country\n\
             536365,85123A,LANTERN,6,2.55,17850,United Kingdom\n\
             C536379,D,Discount,-1,27.5,14527,United Kingdom\n\
             C536391,22556,PLASTERS,-12,1.65,17548,United Kingdom\n",
        );
        assert_eq!(intake.drafts.len(), 1);
        assert_eq!(intake.drafts[0].lines[0].quantity, 12);
        let codes: Vec<&str> = left_out.iter().map(|one| one.reason.code()).collect();
        assert_eq!(codes, ["sale", "charge"]);
    }
}
