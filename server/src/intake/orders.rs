//! Order files: many rows to orders with lines.
//!
//! Invariant: every data row ends in exactly one place (goods line, charge line, skipped with a reason, held with a
//! problem); [`Tally`] adds up to the rows. One bad row holds its whole order: half an order would ship half a parcel.
//! The same SKU twice in one order stays two lines. Deliberately absent: whether a code is known and whether the order
//! is in the books already; the caller asks its tables.

use super::fields::Field;
use super::file::{Sheet, normalise};
use super::mapping::{ChargeKind, Mapping, Reader};
use super::row::{RowProblem, Severity, What};
use super::value::{self, When, Wrong};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::lang::Lang;
use shared::money::Minor;
use shared::quantity;
use std::collections::{BTreeMap, HashMap};

/// The largest real order known has 675 lines; a pick list of more than 2,000 is a wrong mapping.
pub const MAX_LINES: usize = 2_000;
/// Order numbers and codes must fit a barcode or at least a label.
const MAX_CODE_CHARS: usize = 80;
/// Names, addresses and the like.
const MAX_TEXT_CHARS: usize = 300;
/// Notes people write.
const MAX_NOTE_CHARS: usize = 2_000;

/// What a file gives.
#[derive(Debug, Default)]
pub struct OrderIntake {
    /// In the order their first rows stand in the file.
    pub orders: Vec<OrderDraft>,
    pub problems: Vec<RowProblem>,
    pub skipped: Vec<Skipped>,
    pub tally: Tally,
}

/// Where the data rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub rows: usize,
    pub goods: usize,
    pub charges: usize,
    pub skipped: usize,
    pub held: usize,
}

impl Tally {
    pub fn balanced(self) -> bool {
        self.rows == self.goods + self.charges + self.skipped + self.held
    }
}

/// Rows left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub rows: Vec<u32>,
    pub order_no: String,
    pub reason: SkipReason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Not a sale but its cancellation.
    Cancellation,
    /// Cancelled on the platform.
    Cancelled,
    /// Negative stock without a buyer.
    WriteOff,
    /// A status that is not for shipping, or a line that ships nothing.
    NotToShip {
        field: Field,
        value: String,
    },
    NotPaid {
        value: String,
    },
    /// Postage, fees or discounts and no goods.
    OnlyCharges,
}

impl SkipReason {
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::Cancellation => "cancellation",
            SkipReason::Cancelled => "cancelled",
            SkipReason::WriteOff => "write_off",
            SkipReason::NotToShip { .. } => "not_to_ship",
            SkipReason::NotPaid { .. } => "not_paid",
            SkipReason::OnlyCharges => "only_charges",
        }
    }

    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (SkipReason::Cancellation, Lang::ZhTw) => "取消（退貨）單，不是訂單".into(),
            (SkipReason::Cancellation, Lang::En) => "a cancellation, not an order".into(),
            (SkipReason::Cancelled, Lang::ZhTw) => "平台上已取消".into(),
            (SkipReason::Cancelled, Lang::En) => "cancelled on the platform".into(),
            (SkipReason::WriteOff, Lang::ZhTw) => "負數量又沒有買家：是庫存報廢，不是訂單".into(),
            (SkipReason::WriteOff, Lang::En) => {
                "a negative quantity without a buyer: a stock write-off, not an order".into()
            }
            (SkipReason::NotToShip { field, value }, Lang::ZhTw) => {
                format!("{}是「{value}」，不用出貨", field.title(lang))
            }
            (SkipReason::NotToShip { field, value }, Lang::En) => {
                format!("{} is \"{value}\": nothing to ship", field.title(lang))
            }
            (SkipReason::NotPaid { value }, Lang::ZhTw) => format!("還沒付款（{value}）"),
            (SkipReason::NotPaid { value }, Lang::En) => format!("not paid yet ({value})"),
            (SkipReason::OnlyCharges, Lang::ZhTw) => "只有運費、手續費等，沒有商品".into(),
            (SkipReason::OnlyCharges, Lang::En) => "only postage, fees and the like, no goods".into(),
        }
    }
}

impl OrderIntake {
    /// Reasons per row: held rows, and write-offs, which a person may want to book.
    pub fn bad_rows(&self, lang: Lang) -> BTreeMap<u32, String> {
        let mut out = super::row::reasons(&self.problems, lang);
        for skipped in self.skipped.iter().filter(|s| s.reason == SkipReason::WriteOff) {
            for &row in &skipped.rows {
                out.entry(row).or_insert_with(|| skipped.reason.message(lang));
            }
        }
        out
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderDraft {
    pub channel: String,
    pub order_no: String,
    pub status: String,
    pub placed_at: Option<When>,
    /// 最晚出貨: a day without a time means its end.
    pub cut_off: Option<When>,
    /// ISO 4217.
    pub currency: String,
    pub lines: Vec<LineDraft>,
    pub recipient: Recipient,
    pub facts: Facts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineDraft {
    /// Row number in the file.
    pub row: u32,
    /// From 1 within the order.
    pub line_no: u32,
    /// As the shop calls it; may be empty where `platform_code` is not.
    pub sku: String,
    /// As the platform calls it.
    pub platform_code: String,
    pub name: String,
    pub option: String,
    /// Goods: 1 to 999,999. Charges: any whole number within that, also negative.
    pub quantity: i64,
    /// Hundredths; `None` where the file has no price. More decimals are rounded half up and noted.
    pub unit_price_minor: Option<Minor>,
    pub discount_minor: Option<Minor>,
    pub kind: LineKind,
}

impl LineDraft {
    /// The code to look the item up by.
    pub fn code(&self) -> &str {
        if self.sku.is_empty() {
            &self.platform_code
        } else {
            &self.sku
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Goods,
    Charge(ChargeKind),
}

/// Personal data: unmasked only where the parcel is packed and on the carrier's label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recipient {
    pub name: String,
    pub phone: String,
    pub zip: String,
    pub city: String,
    pub district: String,
    /// As in the file; often holds city and district already.
    pub address: String,
}

impl Recipient {
    /// One line: city and district put before the address unless it names them already.
    pub fn full_address(&self) -> String {
        let chinese = self
            .address
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let plain = |s: &str| s.replace('臺', "台");
        let missing = |part: &str| !part.is_empty() && !plain(&self.address).contains(&plain(part));
        if chinese || self.address.is_empty() {
            let mut out = String::new();
            for part in [&self.city, &self.district] {
                if missing(part) && !out.contains(part.as_str()) {
                    out.push_str(part);
                }
            }
            return out + &self.address;
        }
        let mut parts = vec![self.address.as_str()];
        parts.extend(
            [self.district.as_str(), self.city.as_str()]
                .into_iter()
                .filter(|p| missing(p)),
        );
        parts.join(", ")
    }
}

/// 溫層
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    Ambient,
    Chilled,
    Frozen,
}

/// What the platform says of an order, kept even where nothing uses it yet. Amounts are hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    pub buyer_account: String,
    pub country: String,
    pub store_id: String,
    pub store_name: String,
    pub logistics: String,
    pub temperature: String,
    pub payment: String,
    pub cod_amount_minor: Option<Minor>,
    pub tax_id: String,
    pub invoice_title: String,
    pub carrier_code: String,
    pub donation_code: String,
    pub invoice_no: String,
    pub buyer_note: String,
    pub seller_note: String,
    pub order_total_minor: Option<Minor>,
    pub shipping_fee_minor: Option<Minor>,
    pub discount_minor: Option<Minor>,
}

impl Facts {
    /// The temperature the carrier must keep, where the platform's words say it.
    pub fn zone(&self) -> Option<Temperature> {
        let text = normalise(&self.temperature);
        match () {
            () if text.contains("冷凍") || text.contains("frozen") => Some(Temperature::Frozen),
            () if text.contains("冷藏") || text.contains("chilled") => Some(Temperature::Chilled),
            () if text.contains("常溫") || text.contains("ambient") => Some(Temperature::Ambient),
            () => None,
        }
    }
}

impl OrderDraft {
    /// The same content gives the same hash wherever its rows stand in a file.
    pub fn content_hash(&self) -> [u8; 32] {
        let mut plain = self.clone();
        for line in &mut plain.lines {
            line.row = 0;
        }
        let bytes = serde_json::to_vec(&plain).expect("plain data has a JSON form");
        Sha256::digest(&bytes).into()
    }

    pub fn goods(&self) -> impl Iterator<Item = &LineDraft> {
        self.lines.iter().filter(|l| l.kind == LineKind::Goods)
    }
}

/// Reads all orders of a sheet. Call [`super::mapping::check`] first: with a required column missing every row is held.
pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> OrderIntake {
    let mut work = Work::new(sheet, mapping);
    for (order_no, rows) in work.groups() {
        work.order(order_no, &rows);
    }
    let mut out = work.out;
    out.tally.rows = sheet.len();
    debug_assert!(out.tally.balanced(), "{:?}", out.tally);
    out
}

struct Work<'a> {
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    reader: Reader<'a>,
    /// Mapped fields that all rows of an order must agree on.
    order_fields: Vec<Field>,
    rules: Vec<Rule>,
    unpaid: Vec<String>,
    cod: Vec<String>,
    charges: HashMap<String, ChargeKind>,
    out: OrderIntake,
}

struct Rule {
    field: Field,
    words: Vec<String>,
    only: bool,
}

impl<'a> Work<'a> {
    fn new(sheet: &'a Sheet, mapping: &'a Mapping) -> Work<'a> {
        let reader = Reader::new(sheet, mapping);
        let order_fields: Vec<Field> = reader
            .fields()
            .filter(|f| !f.is_line() && *f != Field::OrderNo && *f != Field::Channel)
            .collect();
        let options = &mapping.options;
        let norm = |words: &[String]| words.iter().map(|w| normalise(w)).collect::<Vec<_>>();
        let rule = |only| {
            move |(field, words): (&Field, &Vec<String>)| Rule {
                field: *field,
                words: norm(words),
                only,
            }
        };
        let rules = options
            .only
            .iter()
            .map(rule(true))
            .chain(options.except.iter().map(rule(false)))
            .collect();
        let charges = options
            .charge_codes
            .iter()
            .map(|(c, k)| (c.to_uppercase(), *k))
            .collect();
        Work {
            sheet,
            mapping,
            reader,
            order_fields,
            rules,
            unpaid: norm(&options.unpaid),
            cod: norm(&options.cod_payments),
            charges,
            out: OrderIntake::default(),
        }
    }

    /// Rows by order, in the order of first rows; rows without an order number are held at once.
    fn groups(&mut self) -> Vec<(&'a str, Vec<usize>)> {
        let mut index: HashMap<(&str, &str), usize> = HashMap::new();
        let mut groups: Vec<(&'a str, Vec<usize>)> = Vec::new();
        let mut above = ("", "");
        for row in self.sheet.rows() {
            let mut key = (
                self.reader.get(row, Field::OrderNo),
                self.reader.get(row, Field::Channel),
            );
            if key.0.is_empty() && self.mapping.options.fill_down {
                key = above;
            }
            if key.0.is_empty() {
                self.hold(
                    row,
                    "",
                    What::Missing {
                        field: Field::OrderNo,
                    },
                );
                self.out.tally.held += 1;
                continue;
            }
            // Order cells, the channel's too, may stand only on the first row of an order.
            if key.1.is_empty() && key.0 == above.0 {
                key = above;
            }
            above = key;
            let at = *index.entry(key).or_insert_with(|| {
                groups.push((key.0, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.push(row);
        }
        groups
    }

    fn hold(&mut self, row: usize, order_no: &str, what: What) {
        self.out
            .problems
            .push(RowProblem::held(self.sheet.row_number(row), order_no, what));
    }

    fn numbers(&self, rows: &[usize]) -> Vec<u32> {
        rows.iter().map(|&r| self.sheet.row_number(r)).collect()
    }

    fn skip(&mut self, order_no: &str, rows: &[usize], reason: SkipReason) {
        self.out.tally.skipped += rows.len();
        let rows = self.numbers(rows);
        self.out.skipped.push(Skipped {
            rows,
            order_no: order_no.to_owned(),
            reason,
        });
    }

    fn is_cancellation(&self, order_no: &str) -> bool {
        let Some(prefix) = self
            .mapping
            .options
            .cancel_prefix
            .as_deref()
            .filter(|p| !p.is_empty())
        else {
            return false;
        };
        order_no
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn order(&mut self, order_no: &'a str, rows: &[usize]) {
        if self.is_cancellation(order_no) {
            return self.skip(order_no, rows, SkipReason::Cancellation);
        }
        let head = Head::read(&self.reader, &self.order_fields, rows);
        let cod = matches(&self.cod, head.get(Field::Payment), |value, word| {
            value.contains(word)
        });
        let rows = self.left_after_rules(order_no, rows, &head, cod);
        if rows.is_empty() {
            return;
        }
        let problems_before = self.out.problems.len();
        let mut lines = Vec::with_capacity(rows.len());
        let mut kept = Vec::with_capacity(rows.len());
        let mut write_offs = Vec::new();
        for &row in &rows {
            match self.line(order_no, row, &head, lines.len()) {
                Line::Draft(line) => {
                    lines.push(line);
                    kept.push(row);
                }
                Line::WriteOff => write_offs.push(row),
                Line::Bad => kept.push(row),
            }
        }
        if !write_offs.is_empty() {
            self.skip(order_no, &write_offs, SkipReason::WriteOff);
        }
        let Some(&first) = kept.first() else { return };
        let draft = self.head_draft(order_no, first, &kept, &head, cod);
        if lines.len() > MAX_LINES {
            self.hold(
                first,
                order_no,
                What::TooManyLines {
                    count: lines.len(),
                    limit: MAX_LINES,
                },
            );
        }
        if let Some(bad_row) = self.first_held(problems_before) {
            return self.hold_rest(order_no, &kept, problems_before, bad_row);
        }
        let goods = lines.iter().filter(|l| l.kind == LineKind::Goods).count();
        if goods == 0 {
            return self.skip(order_no, &kept, SkipReason::OnlyCharges);
        }
        self.out.tally.goods += goods;
        self.out.tally.charges += lines.len() - goods;
        self.out.orders.push(OrderDraft { lines, ..draft });
    }

    fn first_held(&self, from: usize) -> Option<u32> {
        self.out.problems[from..]
            .iter()
            .find(|p| p.severity == Severity::Held)
            .and_then(|p| p.rows.first().copied())
    }

    /// Holds the good rows of an order that has a bad one, all in one problem.
    fn hold_rest(&mut self, order_no: &str, rows: &[usize], from: usize, bad_row: u32) {
        self.out.tally.held += rows.len();
        let mut rest = self.numbers(rows);
        for problem in self.out.problems[from..]
            .iter()
            .filter(|p| p.severity == Severity::Held)
        {
            rest.retain(|r| !problem.rows.contains(r));
        }
        // Notes of an order that does not come in would only distract.
        let mut at = 0;
        self.out.problems.retain(|p| {
            at += 1;
            at <= from || p.severity == Severity::Held
        });
        if !rest.is_empty() {
            self.out.problems.push(RowProblem {
                rows: rest,
                key: order_no.to_owned(),
                severity: Severity::Held,
                what: What::HeldWithOrder { bad_row },
            });
        }
    }

    /// Takes out the rows that are not to be shipped, each with its reason.
    fn left_after_rules(&mut self, order_no: &str, rows: &[usize], head: &Head<'a>, cod: bool) -> Vec<usize> {
        if !head.get(Field::CancelledAt).is_empty() {
            self.skip(order_no, rows, SkipReason::Cancelled);
            return Vec::new();
        }
        let status = head.get(Field::Status);
        if !cod && matches(&self.unpaid, status, |a, b| a == b) {
            self.skip(
                order_no,
                rows,
                SkipReason::NotPaid {
                    value: status.to_owned(),
                },
            );
            return Vec::new();
        }
        let mut left = Vec::with_capacity(rows.len());
        let mut out: Vec<(SkipReason, Vec<usize>)> = Vec::new();
        for &row in rows {
            let Some(reason) = self.rule_against(row, head) else {
                left.push(row);
                continue;
            };
            match out.iter_mut().find(|(r, _)| *r == reason) {
                Some((_, rows)) => rows.push(row),
                None => out.push((reason, vec![row])),
            }
        }
        for (reason, rows) in out {
            self.skip(order_no, &rows, reason);
        }
        left
    }

    fn rule_against(&self, row: usize, head: &Head<'a>) -> Option<SkipReason> {
        for rule in &self.rules {
            let mut value = self.reader.get(row, rule.field);
            if value.is_empty() && !rule.field.is_line() {
                value = head.get(rule.field);
            }
            if matches(&rule.words, value, |a, b| a == b) != rule.only {
                return Some(SkipReason::NotToShip {
                    field: rule.field,
                    value: value.to_owned(),
                });
            }
        }
        None
    }

    fn line(&mut self, order_no: &str, row: usize, head: &Head<'a>, before: usize) -> Line {
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
    fn head_draft(
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

enum Line {
    Draft(LineDraft),
    WriteOff,
    Bad,
}

/// First filled value of each order field.
struct Head<'a> {
    values: Vec<(Field, &'a str)>,
}

impl<'a> Head<'a> {
    fn read(reader: &Reader<'a>, fields: &[Field], rows: &[usize]) -> Head<'a> {
        let first = |field| rows.iter().map(|&r| reader.get(r, field)).find(|v| !v.is_empty());
        Head {
            values: fields.iter().filter_map(|&f| first(f).map(|v| (f, v))).collect(),
        }
    }

    fn get(&self, field: Field) -> &'a str {
        self.values
            .iter()
            .find(|(f, _)| *f == field)
            .map_or("", |(_, v)| v)
    }
}

fn matches(words: &[String], value: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    if words.is_empty() {
        return false;
    }
    let value = normalise(value);
    words.iter().any(|w| same(value.as_str(), w.as_str()))
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
pub(super) fn check_text(field: Field, raw: &str) -> Option<What> {
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
