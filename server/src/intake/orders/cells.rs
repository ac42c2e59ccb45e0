//! Cells of an order file to a line, to the order's head, and what is wrong with them.
//!
//! Invariant: a wrong cell is always recorded as a problem; the value put in its place never leaves the room, because
//! the order is then held. Deliberately absent: which rows belong together.

use super::{Facts, LineDraft, LineKind, OrderDraft, Recipient};
use super::{Head, Line, Work};
use crate::intake::fields::Field;
use crate::intake::row::{RowProblem, What};
use crate::intake::value::{self, When, Wrong};
use shared::money::Minor;
use shared::quantity;

/// Order numbers and codes must fit a barcode or at least a label.
const MAX_CODE_CHARS: usize = 80;
/// Names, addresses and the like.
const MAX_TEXT_CHARS: usize = 300;
/// Notes people write.
const MAX_NOTE_CHARS: usize = 2_000;

impl<'a> Work<'a> {
    pub(super) fn line(&mut self, order_no: &str, row: usize, head: &Head<'a>, before: usize) -> Line {
        let number = self.sheet.row_number(row);
        let from = self.out.problems.len();
        let sku = self.text(order_no, row, Field::Sku, self.reader.get(row, Field::Sku));
        let platform_code = self.text(
            order_no,
            row,
            Field::PlatformCode,
            self.reader.get(row, Field::PlatformCode),
        );
        let charge = if self.charges.is_empty() {
            None
        } else {
            self.charges
                .get(sku.as_str())
                .or_else(|| self.charges.get(&sku.to_uppercase()))
                .copied()
        };
        let raw = self.reader.get(row, Field::Quantity);
        let quantity = match (value::whole(raw), charge) {
            (Ok(q), None)
                if q < 0 && self.mapping.options.write_offs && head.get(Field::BuyerAccount).is_empty() =>
            {
                self.out.problems.truncate(from);
                return Line::WriteOff;
            }
            (Ok(q), Some(_)) if q.abs() <= quantity::MAX => q,
            (Ok(q), None) if quantity::check(q).is_ok() => q,
            (Ok(_), _) => self.bad(order_no, row, Field::Quantity, raw, Wrong::OutOfRange),
            (Err(wrong), _) => self.bad(order_no, row, Field::Quantity, raw, wrong),
        };
        if sku.is_empty() && platform_code.is_empty() {
            self.hold(row, order_no, What::Missing { field: Field::Sku });
        }
        let unit_price_minor = self.price(order_no, row, charge.is_some());
        let discount = self.reader.get(row, Field::LineDiscount);
        let discount_minor = self.money(order_no, row, Field::LineDiscount, discount);
        let name = self.text(
            order_no,
            row,
            Field::ItemName,
            self.reader.get(row, Field::ItemName),
        );
        let option = self.text(
            order_no,
            row,
            Field::OptionName,
            self.reader.get(row, Field::OptionName),
        );
        if self.first_held(from).is_some() {
            return Line::Bad;
        }
        Line::Draft(LineDraft {
            row: number,
            line_no: u32::try_from(before + 1).unwrap_or(u32::MAX),
            sku,
            platform_code,
            name,
            option,
            quantity,
            unit_price_minor,
            discount_minor,
            kind: charge.map_or(LineKind::Goods, LineKind::Charge),
        })
    }

    /// Records a bad value; the zero stands for it only until the order is held.
    fn bad(&mut self, order_no: &str, row: usize, field: Field, raw: &str, wrong: Wrong) -> i64 {
        let what = match raw.is_empty() {
            true => What::Missing { field },
            false => What::Value {
                field,
                value: raw.to_owned(),
                wrong,
            },
        };
        self.hold(row, order_no, what);
        0
    }

    fn price(&mut self, order_no: &str, row: usize, charge: bool) -> Option<Minor> {
        let raw = self.reader.get(row, Field::UnitPrice);
        if raw.is_empty() {
            return None;
        }
        match value::amount(raw) {
            Ok(amount) => {
                if amount.minor < 0 && !charge {
                    self.hold(
                        row,
                        order_no,
                        What::NegativePrice {
                            value: raw.to_owned(),
                        },
                    );
                } else if amount.rounded {
                    let number = self.sheet.row_number(row);
                    let what = What::PriceRounded {
                        value: raw.to_owned(),
                    };
                    self.out.problems.push(RowProblem::note(number, order_no, what));
                }
                Some(amount.minor)
            }
            Err(wrong) => {
                self.bad(order_no, row, Field::UnitPrice, raw, wrong);
                None
            }
        }
    }

    fn money(&mut self, order_no: &str, row: usize, field: Field, raw: &str) -> Option<Minor> {
        if raw.is_empty() {
            return None;
        }
        match value::amount(raw) {
            Ok(amount) => Some(amount.minor),
            Err(wrong) => {
                self.bad(order_no, row, field, raw, wrong);
                None
            }
        }
    }

    fn date(&mut self, order_no: &str, row: usize, field: Field, raw: &str) -> Option<When> {
        if raw.is_empty() {
            return None;
        }
        match value::when(raw, self.mapping.options.date_order) {
            Ok(when) => Some(when),
            Err(wrong) => {
                self.bad(order_no, row, field, raw, wrong);
                None
            }
        }
    }

    /// A text within its field's limit; codes also without control characters and not spoilt by Excel.
    fn text(&mut self, order_no: &str, row: usize, field: Field, raw: &str) -> String {
        if let Some(what) = check_text(field, raw) {
            self.hold(row, order_no, what);
        }
        raw.to_owned()
    }

    /// Everything of an order besides its lines, and the fields its rows disagree on.
    pub(super) fn head_draft(
        &mut self,
        order_no: &str,
        first: usize,
        rows: &[usize],
        head: &Head<'a>,
        cod: bool,
    ) -> OrderDraft {
        self.conflicts(order_no, rows, head);
        let order_text = self.text(order_no, first, Field::OrderNo, order_no);
        let mut text = |field| self.text(order_no, first, field, head.get(field));
        let recipient = Recipient {
            name: text(Field::RecipientName),
            phone: text(Field::RecipientPhone),
            zip: text(Field::RecipientZip),
            city: text(Field::RecipientCity),
            district: text(Field::RecipientDistrict),
            address: text(Field::RecipientAddress),
        };
        let mut facts = Facts {
            buyer_account: text(Field::BuyerAccount),
            country: text(Field::Country),
            store_id: text(Field::StoreId),
            store_name: text(Field::StoreName),
            logistics: text(Field::Logistics),
            temperature: text(Field::Temperature),
            payment: text(Field::Payment),
            tax_id: text(Field::TaxId),
            invoice_title: text(Field::InvoiceTitle),
            carrier_code: text(Field::CarrierCode),
            donation_code: text(Field::DonationCode),
            invoice_no: text(Field::InvoiceNo),
            buyer_note: text(Field::BuyerNote),
            seller_note: text(Field::SellerNote),
            ..Facts::default()
        };
        let status = text(Field::Status);
        let currency = text(Field::Currency);
        let mut money = |field| self.money(order_no, first, field, head.get(field));
        facts.order_total_minor = money(Field::OrderTotal);
        facts.shipping_fee_minor = money(Field::ShippingFee);
        facts.discount_minor = money(Field::OrderDiscount);
        facts.platform_discount_minor = money(Field::PlatformDiscount);
        facts.cod_amount_minor = money(Field::CodAmount);
        if cod && facts.cod_amount_minor.is_none() {
            facts.cod_amount_minor = facts.order_total_minor;
            if facts.cod_amount_minor.is_none() {
                self.hold(first, order_no, What::NoCodAmount);
            }
        }
        let placed_at = self.date(order_no, first, Field::PlacedAt, head.get(Field::PlacedAt));
        let cut_off = self.date(order_no, first, Field::CutOff, head.get(Field::CutOff));
        let own_channel = self.reader.get(first, Field::Channel);
        let options = &self.mapping.options;
        let or = |own: String, fixed: &str| if own.is_empty() { fixed.to_owned() } else { own };
        OrderDraft {
            channel: or(own_channel.to_owned(), &options.channel),
            order_no: order_text,
            status,
            placed_at,
            cut_off,
            currency: or(or(currency, &options.currency), "TWD"),
            lines: Vec::new(),
            recipient,
            facts,
        }
    }

    /// Held where the parcel could go wrong (who, where, how much to collect); a note for everything else.
    fn conflicts(&mut self, order_no: &str, rows: &[usize], head: &Head<'a>) {
        for &(field, first) in &head.values {
            let other = rows
                .iter()
                .map(|&row| (row, self.reader.get(row, field)))
                .find(|(_, value)| !value.is_empty() && *value != first);
            let Some((row, other)) = other else { continue };
            let what = What::Conflict {
                field,
                first: first.to_owned(),
                other: other.to_owned(),
            };
            let number = self.sheet.row_number(row);
            let problem = match ships_by(field) {
                true => RowProblem::held(number, order_no, what),
                false => RowProblem::note(number, order_no, what),
            };
            self.out.problems.push(problem);
        }
    }
}

/// A disagreement here could send a parcel to the wrong place or collect the wrong amount.
fn ships_by(field: Field) -> bool {
    matches!(
        field,
        Field::RecipientName
            | Field::RecipientPhone
            | Field::RecipientZip
            | Field::RecipientCity
            | Field::RecipientDistrict
            | Field::RecipientAddress
            | Field::StoreId
            | Field::Logistics
            | Field::Temperature
            | Field::Payment
            | Field::CodAmount
            | Field::Country
    )
}

/// What is wrong with a text: too long for its field, or a code with control characters or lost digits.
pub fn check_text(field: Field, raw: &str) -> Option<What> {
    let code = matches!(
        field,
        Field::OrderNo
            | Field::Sku
            | Field::PlatformCode
            | Field::StoreId
            | Field::BinCode
            | Field::Barcode
            | Field::InnerBarcode
            | Field::CartonBarcode
            | Field::Lot
            | Field::BundleSku
            | Field::PartSku
            | Field::Badge
            | Field::Login
    );
    // A platform may have no code but the item's name, so it is as long as a name.
    let limit = match field {
        Field::BuyerNote | Field::SellerNote => MAX_NOTE_CHARS,
        Field::PlatformCode => MAX_TEXT_CHARS,
        _ if code => MAX_CODE_CHARS,
        _ => MAX_TEXT_CHARS,
    };
    if raw.len() > limit && raw.chars().count() > limit {
        return Some(What::TooLong { field, limit });
    }
    if code && raw.chars().any(char::is_control) {
        return Some(What::ControlCharacter { field });
    }
    if code && value::spoilt_by_excel(raw) {
        return Some(What::Spoilt {
            field,
            value: raw.to_owned(),
        });
    }
    None
}
