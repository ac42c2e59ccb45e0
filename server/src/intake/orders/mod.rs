//! Order files: many rows to orders with lines.
//!
//! Invariant: every data row ends in exactly one place (goods line, charge line, skipped with a reason, held with a
//! problem); [`Tally`] adds up to the rows. One bad row holds its whole order: half an order would ship half a parcel.
//! The same SKU twice in one order stays two lines. Deliberately absent: whether a code is known and whether the order
//! is in the books already; the caller asks its tables.

mod cells;
mod draft;

pub use cells::check_text;
pub use draft::*;

use super::fields::Field;
use super::file::{Sheet, normalise};
use super::mapping::{ChargeKind, Mapping, Reader};
use super::row::{RowProblem, Severity, What};
use std::collections::HashMap;

/// The largest real order known has 675 lines; a pick list of more than 2,000 is a wrong mapping.
pub const MAX_LINES: usize = 2_000;

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
