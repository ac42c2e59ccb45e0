//! An allowance as data for the tax platform: MIG 4.1, G0401 (折讓) and G0501 (折讓作廢).
//!
//! Source: 電子發票資料交換標準文件 MIG 4.1, field lists of G0401 and G0501: amounts without tax, amounts and taxes in whole dollars,
//! at most seven decimals in a unit price, and since 2025-01-01 the seller issues (AllowanceType 2). `schema/*.xsd`,
//! written from the same lists, says what is allowed; the tests hold every file against it. A private buyer is
//! `0000000000`: no name of theirs leaves the house.
//!
//! Invariant: the same allowance gives the same bytes. Deliberately absent: sending it, and 3.x messages.

use super::AllowanceView;
use crate::domain::purchasing::terms::TaxKind;
use crate::domain::settings::{Shop, day};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use shared::money::Minor;
use shared::tax_id;
use std::io;

/// A buyer without a 統編.
const PRIVATE_BUYER: &str = "0000000000";
const PRIVATE_NAME: &str = "0000";
/// What a line is counted in where the invoice does not say.
const UNIT: &str = "件";
/// Characters that MIG 4.1 allows.
const NAME_LIMIT: usize = 60;
const ADDRESS_LIMIT: usize = 100;
const PHONE_LIMIT: usize = 26;
const DESCRIPTION_LIMIT: usize = 500;
const REMARK_LIMIT: usize = 200;

/// The shop's own 統編 is not set, or fails its check: nothing can be sent in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSeller;

type Xml = Writer<Vec<u8>>;

fn clean(text: &str, limit: usize) -> String {
    let kept = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(kept).take(limit).collect()
}

fn put(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(text))
        .map(|_| ())
}

/// The element where there is something to say.
fn put_some(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    match text.is_empty() {
        true => Ok(()),
        false => put(xml, name, text),
    }
}

fn dollars(amount: Minor) -> String {
    (amount / 100).to_string()
}

/// `20261124` of `2026-11-24`.
fn compact(day: &str) -> String {
    day.replace('-', "")
}

/// A piece's price without tax: seven decimals at most, without trailing zeros.
pub fn unit_price(net: Minor, quantity: i64) -> String {
    let (net, quantity) = (i128::from(net), i128::from(quantity.max(1)));
    // Ten-millionths of a dollar, half up.
    let tiny = (net * 100_000 * 2 + quantity) / (quantity * 2);
    let (whole, part) = (tiny / 10_000_000, tiny % 10_000_000);
    match part {
        0 => whole.to_string(),
        part => format!("{whole}.{}", format!("{part:07}").trim_end_matches('0')),
    }
}

fn tax_type(kind: TaxKind) -> &'static str {
    match kind {
        TaxKind::Taxable => "1",
        TaxKind::Zero => "2",
        TaxKind::Free => "3",
    }
}

fn buyer_id(view: &AllowanceView) -> &str {
    match view.head.buyer_tax_id.as_str() {
        "" => PRIVATE_BUYER,
        id => id,
    }
}

fn document(root: &str, message: &str, body: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let space = format!("urn:GEINV:eInvoiceMessage:{message}:4.1");
    xml.create_element(root)
        .with_attribute(("xmlns", space.as_str()))
        .write_inner_content(body)?;
    Ok(xml.into_inner())
}

/// Writing to memory does not fail.
fn made(bytes: io::Result<Vec<u8>>) -> Vec<u8> {
    bytes.unwrap_or_default()
}

fn seller_checked(shop: &Shop) -> Result<(), NoSeller> {
    match tax_id::valid(&shop.tax_id) {
        true => Ok(()),
        false => Err(NoSeller),
    }
}

/// G0401: the allowance.
///
/// # Errors
/// [`NoSeller`].
pub fn g0401(view: &AllowanceView, shop: &Shop) -> Result<Vec<u8>, NoSeller> {
    seller_checked(shop)?;
    Ok(made(document("Allowance", "G0401", |xml| {
        xml.create_element("Main")
            .write_inner_content(|xml| main(xml, view, shop))?;
        xml.create_element("Details").write_inner_content(|xml| {
            view.lines.iter().try_for_each(|line| {
                xml.create_element("ProductItem")
                    .write_inner_content(|xml| item(xml, view, line))
                    .map(|_| ())
            })
        })?;
        xml.create_element("Amount").write_inner_content(|xml| {
            put(xml, "TaxAmount", &dollars(view.head.amount.tax))?;
            put(xml, "TotalAmount", &dollars(view.head.amount.net))
        })?;
        Ok(())
    })))
}

fn main(xml: &mut Xml, view: &AllowanceView, shop: &Shop) -> io::Result<()> {
    let head = &view.head;
    put(xml, "AllowanceNumber", &head.number)?;
    put(xml, "AllowanceDate", &compact(&head.day))?;
    xml.create_element("Seller").write_inner_content(|xml| {
        put(xml, "Identifier", &shop.tax_id)?;
        put(xml, "Name", &clean(&shop.name, NAME_LIMIT))?;
        put_some(xml, "Address", &clean(&shop.address, ADDRESS_LIMIT))?;
        put_some(xml, "TelephoneNumber", &clean(&shop.phone, PHONE_LIMIT))
    })?;
    let name = match (head.buyer_tax_id.as_str(), head.buyer_name.as_str()) {
        ("", _) => PRIVATE_NAME.to_owned(),
        // A business is known by its number; the platform asks for some name.
        (id, "") => id.to_owned(),
        (_, name) => clean(name, NAME_LIMIT),
    };
    xml.create_element("Buyer").write_inner_content(|xml| {
        put(xml, "Identifier", buyer_id(view))?;
        put(xml, "Name", &name)
    })?;
    put(xml, "AllowanceType", "2")
}

fn item(xml: &mut Xml, view: &AllowanceView, line: &super::AllowanceLine) -> io::Result<()> {
    put(xml, "OriginalInvoiceDate", &compact(&view.head.invoice_day))?;
    put(xml, "OriginalInvoiceNumber", &view.head.invoice_no)?;
    put(xml, "OriginalSequenceNumber", &format!("{:03}", line.invoice_seq))?;
    put(
        xml,
        "OriginalDescription",
        &clean(&line.description, DESCRIPTION_LIMIT),
    )?;
    put(xml, "Quantity", &line.quantity.to_string())?;
    let unit = if line.unit.is_empty() { UNIT } else { &line.unit };
    put(xml, "Unit", unit)?;
    put(xml, "UnitPrice", &unit_price(line.net, line.quantity))?;
    put(xml, "Amount", &dollars(line.net))?;
    put(xml, "Tax", &dollars(line.tax))?;
    put(xml, "AllowanceSequenceNumber", &format!("{:03}", line.seq))?;
    put(xml, "TaxType", tax_type(line.tax_kind))
}

/// G0501: the allowance is void. `None` where it stands.
///
/// # Errors
/// [`NoSeller`].
pub fn g0501(view: &AllowanceView, shop: &Shop) -> Result<Option<Vec<u8>>, NoSeller> {
    seller_checked(shop)?;
    let Some(void) = view.voided() else {
        return Ok(None);
    };
    let moment = day::second(void.at, shop.utc_offset_min);
    let (date, clock) = moment.split_once(' ').unwrap_or((&moment, "00:00:00"));
    Ok(Some(made(document("CancelAllowance", "G0501", |xml| {
        put(xml, "CancelAllowanceNumber", &view.head.number)?;
        put(xml, "AllowanceType", "2")?;
        put(xml, "AllowanceDate", &compact(&view.head.day))?;
        put(xml, "BuyerId", buyer_id(view))?;
        put(xml, "SellerId", &shop.tax_id)?;
        put(xml, "CancelDate", &compact(date))?;
        put(xml, "CancelTime", clock)?;
        put(xml, "CancelReason", &clean(&void.note, 20))?;
        put_some(xml, "Remark", &clean(&view.head.remark, REMARK_LIMIT))
    }))))
}

#[cfg(test)]
#[path = "mig_tests.rs"]
mod tests;
