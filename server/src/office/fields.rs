//! A form as it was typed, with what is wrong beside each field: the one way in for every form of the office.
//!
//! A handler takes `Fields` as its last parameter (a form's body, or a page's query), says whose titles they have with
//! `of`, reads them (`text`, `whole`, `ids` …) and shows them again where `failed`.
//!
//! Invariant: what was typed is kept as text until it was saved, so a form that comes back shows exactly that; nothing
//! is cut silently. Deliberately absent: rules. They belong to verbs, whose no is put beside its field by `refuse`.

use super::texts;
use crate::domain::catalogue::Invalid;
use crate::http::{Failure, User};
use crate::intake::file::fold;
use crate::intake::value::{self, DateOrder};
use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use shared::lang::Lang;
use shared::money::Minor;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Name and text of each field, as a browser sends them.
pub type Pairs = Vec<(String, String)>;

#[derive(Clone, Debug)]
pub struct Fields {
    lang: Lang,
    /// Whose titles the fields have: `field.item.sku`.
    noun: &'static str,
    typed: Pairs,
    errors: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &S) -> Result<Fields, Failure> {
        let lang = request.extensions().get::<User>().map(User::lang);
        match Form::<Pairs>::from_request(request, state).await {
            Ok(Form(typed)) => Ok(Fields::typed(lang.unwrap_or_default(), "", typed)),
            Err(no) if no.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLarge),
            Err(_) => Err(Failure::Bad("a form that cannot be read")),
        }
    }
}

impl Fields {
    /// Whose titles the fields have.
    pub fn of(self, noun: &'static str) -> Fields {
        Fields { noun, ..self }
    }

    pub fn typed(lang: Lang, noun: &'static str, typed: Pairs) -> Fields {
        Fields {
            lang,
            noun,
            typed,
            errors: Vec::new(),
        }
    }

    /// A form filled by us: what is there now, or the defaults of something new.
    pub fn filled(lang: Lang, noun: &'static str, typed: &[(&str, String)]) -> Fields {
        let typed = typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        Fields::typed(lang, noun, typed.collect())
    }

    /// What stands in a field; the last one counts, as a hidden field may stand before a checkbox.
    pub fn get(&self, name: &str) -> &str {
        self.typed
            .iter()
            .rev()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// The same without the blanks around it.
    pub fn text(&self, name: &str) -> String {
        self.get(name).trim().to_owned()
    }

    /// The same of at most `limit` characters; a longer one is said to be too long.
    pub fn text_within(&mut self, name: &str, limit: usize) -> String {
        let text = self.text(name);
        let length = text.chars().count();
        if length > limit {
            let (length, limit) = (length.to_string(), limit.to_string());
            self.say(
                name,
                "invalid.too_long",
                &[("length", &length), ("limit", &limit)],
            );
        }
        text
    }

    /// Every field of the form, in its order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.typed
    }

    /// A box is ticked, a text is there.
    pub fn on(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.typed
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The text of a table's row.
    pub fn nth(&self, name: &str, row: &usize) -> &str {
        self.all(name).get(*row).copied().unwrap_or_default()
    }

    /// The ids among the fields of that name.
    pub fn ids<T: FromStr>(&self, name: &str) -> Vec<T> {
        let all = self.all(name).into_iter();
        all.filter_map(|value| value.trim().parse().ok()).collect()
    }

    /// A whole number where one stands there: blanks around it and full-width digits are fine.
    pub fn number(&self, name: &str) -> Option<i64> {
        plain(self.get(name)).parse().ok()
    }

    /// Fields that stand in a table, row by row.
    pub fn rows<const N: usize>(&self, names: [&str; N]) -> Vec<[String; N]> {
        let columns = names.map(|name| self.all(name));
        let count = columns.iter().map(Vec::len).max().unwrap_or(0);
        (0..count)
            .map(|row| std::array::from_fn(|at| (*columns[at].get(row).unwrap_or(&"")).to_owned()))
            .collect()
    }

    /// Never shown again, whatever happens: a password or PIN.
    pub fn forget(&mut self, names: &[&str]) {
        self.typed.retain(|(field, _)| !names.contains(&field.as_str()));
    }

    pub fn title(&self, name: &str) -> &'static str {
        texts::text(self.lang, &format!("field.{}.{name}", self.noun))
    }

    /// The hint under a field, where there is one.
    pub fn hint(&self, name: &str) -> &'static str {
        texts::find(self.lang, &format!("hint.{}.{name}", self.noun)).unwrap_or_default()
    }

    pub fn error(&self, name: &str) -> String {
        let of_field = self.errors.iter().filter(|(field, _)| field == name);
        let texts: Vec<&str> = of_field.map(|(_, text)| text.as_str()).collect();
        texts.join(" ")
    }

    pub fn wrong(&self, name: &str) -> bool {
        self.errors.iter().any(|(field, _)| field == name)
    }

    pub fn failed(&self) -> bool {
        !self.errors.is_empty()
    }

    /// A whole number of this range; empty counts as the range's smallest. Full-width digits, as an input method
    /// makes them, are digits.
    pub fn whole(&mut self, name: &str, range: RangeInclusive<i64>) -> i64 {
        let text = self.get(name).to_owned();
        self.whole_in(name, &text, range)
    }

    /// The same for a text of a table's row, said beside the field `name`.
    pub fn whole_in(&mut self, name: &str, text: &str, range: RangeInclusive<i64>) -> i64 {
        let least = *range.start();
        let plain = plain(text);
        if plain.is_empty() {
            return least;
        }
        match plain.parse::<i64>() {
            Ok(number) if range.contains(&number) => number,
            Ok(_) => {
                let (from, to) = (least.to_string(), range.end().to_string());
                self.say(
                    name,
                    "invalid.range",
                    &[("value", text), ("from", &from), ("to", &to)],
                );
                least
            }
            // Longer than any number of ours, or no number at all.
            Err(_) => {
                self.say(name, "invalid.number", &[("value", text)]);
                least
            }
        }
    }

    /// A day as people write it, ROC years included, as `YYYY-MM-DD`; empty stays empty.
    pub fn day(&mut self, name: &str) -> String {
        let text = self.text(name);
        self.day_in(name, &text)
    }

    /// The same for a text of a table's row, said beside the field `name`.
    pub fn day_in(&mut self, name: &str, text: &str) -> String {
        if text.trim().is_empty() {
            return String::new();
        }
        match value::day(text.trim(), DateOrder::YearFirst) {
            Ok(day) => value::day_iso(day),
            Err(_) => {
                self.say(name, "invalid.date", &[("value", text)]);
                String::new()
            }
        }
    }

    /// An amount of money, not below zero, in minor units; `None` where the field is empty.
    pub fn money(&mut self, name: &str) -> Option<Minor> {
        let text = self.text(name);
        self.money_in(name, &text)
    }

    /// The same for a text of a table's row, said beside the field `name`.
    pub fn money_in(&mut self, name: &str, text: &str) -> Option<Minor> {
        if text.trim().is_empty() {
            return None;
        }
        match value::amount(text.trim()) {
            Ok(amount) if amount.minor >= 0 && !amount.rounded => Some(amount.minor),
            Ok(_) | Err(_) => {
                self.say(name, "invalid.money", &[("value", text)]);
                None
            }
        }
    }

    /// Puts a text beside a field; `{field}` and the given names are filled in.
    pub fn say(&mut self, name: &str, key: &str, filled: &[(&str, &str)]) {
        let mut text = texts::text(self.lang, key).replace("{field}", self.title(name));
        for (slot, value) in filled {
            // A value of thousands of characters is not repeated in the message; it still stands in its field.
            let mut short: String = value.chars().take(60).collect();
            if short.len() < value.len() {
                short.push('…');
            }
            text = text.replace(&format!("{{{slot}}}"), &short);
        }
        self.errors.push((name.to_owned(), text));
    }

    /// A verb's no, beside the field it is about.
    pub fn refuse(&mut self, invalid: &Invalid) {
        let field = invalid.field();
        match invalid {
            Invalid::Empty(_) => self.say(field, "invalid.empty", &[]),
            Invalid::TooLong { length, limit, .. } => {
                let (length, limit) = (length.to_string(), limit.to_string());
                self.say(
                    field,
                    "invalid.too_long",
                    &[("length", &length), ("limit", &limit)],
                );
            }
            Invalid::Taken { value, .. } => self.say(field, "invalid.taken", &[("value", value)]),
            Invalid::Unknown { value, .. } => self.say(field, "invalid.unknown", &[("value", value)]),
            Invalid::Control { .. } => self.say(field, "invalid.control", &[]),
            Invalid::Quantity { .. } => self.say(field, "invalid.quantity", &[]),
            Invalid::LastAdmin => self.say(field, "invalid.last_admin", &[]),
            Invalid::OnePiece => self.say(field, "invalid.one_piece", &[]),
            Invalid::Untracked(_) => self.say(field, "invalid.untracked", &[]),
            Invalid::Check { value, .. } => self.say(field, "invalid.check", &[("value", value)]),
            Invalid::Repeated { value, .. } => self.say(field, "invalid.repeated", &[("value", value)]),
        }
    }
}

/// A number as people type it, as a number is read: an input method makes full-width digits.
fn plain(text: &str) -> String {
    text.trim().chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Fields {
        let typed = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::typed(Lang::En, "item", typed.collect())
    }

    #[test]
    fn a_number_is_whole_and_of_its_range_or_is_said_to_be_wrong() {
        for (text, number) in [("12", 12), (" ７ ", 7), ("", 1)] {
            let mut form = form(&[("barcode_quantity", text)]);
            assert_eq!(form.whole("barcode_quantity", 1..=999), number);
            assert!(!form.failed(), "{text}");
        }
        for text in ["0", "-1", "1.5", "1000000000000", "99999999999999999999", "a"] {
            let mut form = form(&[("barcode_quantity", text)]);
            form.whole("barcode_quantity", 1..=999);
            assert!(form.error("barcode_quantity").contains(text), "{text}");
        }
    }

    #[test]
    fn a_text_is_trimmed_and_one_that_is_too_long_is_said_and_not_cut() {
        let mut form = form(&[("sku", " A-1　"), ("name", "12345")]);
        assert_eq!(form.text("sku"), "A-1");
        assert_eq!(form.text_within("name", 5), "12345");
        assert!(!form.failed());
        assert_eq!(form.text_within("name", 4), "12345");
        assert!(form.error("name").contains('4') && form.get("name") == "12345");
        assert_eq!((form.number("sku"), form.number("name")), (None, Some(12345)));
    }

    #[test]
    fn rows_of_a_table_stay_together_and_a_short_column_counts_as_empty() {
        let form = form(&[("code", "a"), ("n", "1"), ("code", "b")]);
        assert_eq!(
            form.rows(["code", "n"]),
            [["a".to_owned(), "1".to_owned()], ["b".to_owned(), String::new()]]
        );
    }
}
