//! North American coupon codes: AI (8110) and the positive offer file AI (8112).
//!
//! Sources: "North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols" and "GS1 AI (8112) Coupon
//! Data Specification" (GS1 US). Only the structure is checked; what a coupon is worth is a till's business.
use super::checks::Complaint;
use super::date;
use super::error::Reason;

/// Walks over the digits of a coupon; every step says how many it takes.
struct Walk<'a> {
    digits: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn new(part: &'a [u8]) -> Result<Walk<'a>, Complaint> {
        match part.iter().position(|b| !b.is_ascii_digit()) {
            Some(at) => Err((at, Reason::NotDigits)),
            None => Ok(Walk { digits: part, at: 0 }),
        }
    }

    fn fail<T>(&self) -> Result<T, Complaint> {
        Err((self.at.min(self.digits.len().saturating_sub(1)), Reason::Coupon))
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Complaint> {
        match self.digits.get(self.at..self.at + len) {
            Some(found) => {
                self.at += len;
                Ok(found)
            }
            None => self.fail(),
        }
    }

    /// One digit out of `allowed`, as a number.
    fn one_of(&mut self, allowed: &[u8]) -> Result<usize, Complaint> {
        let Some(digit) = self.digits.get(self.at) else {
            return self.fail();
        };
        let value = digit - b'0';
        if !allowed.contains(&value) {
            return self.fail();
        }
        self.at += 1;
        Ok(value as usize)
    }

    /// Is the next digit this field's number? Then it is taken.
    fn field(&mut self, number: u8) -> bool {
        let here = self.digits.get(self.at) == Some(&(b'0' + number));
        self.at += here as usize;
        here
    }

    /// A length digit out of `allowed`, then `extra` digits more than it says.
    fn sized(&mut self, allowed: &[u8], extra: usize) -> Result<&'a [u8], Complaint> {
        let len = self.one_of(allowed)?;
        self.take(len + extra)
    }

    fn end(&self) -> Result<(), Complaint> {
        if self.at == self.digits.len() {
            Ok(())
        } else {
            self.fail()
        }
    }

    /// Amount, requirement code and family code of one purchase.
    fn purchase(&mut self) -> Result<(), Complaint> {
        self.sized(&[1, 2, 3, 4, 5], 0)?;
        self.one_of(&[0, 1, 2, 3, 4, 9])?;
        self.take(3)?;
        Ok(())
    }

    /// Company prefix of a second or third purchase; 9 says it is the first one again.
    fn other_prefix(&mut self) -> Result<(), Complaint> {
        match self.one_of(&[0, 1, 2, 3, 4, 5, 6, 9])? {
            9 => Ok(()),
            len => self.take(len + 6).map(drop),
        }
    }

    fn date(&mut self) -> Result<&'a [u8], Complaint> {
        let start = self.at;
        let found = self.take(6)?;
        if date::valid_yymmdd(found, false) {
            Ok(found)
        } else {
            Err((start, Reason::Date))
        }
    }
}

const ANY: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

pub(super) fn check_8110(part: &[u8]) -> Result<(), Complaint> {
    let mut walk = Walk::new(part)?;
    walk.sized(&[0, 1, 2, 3, 4, 5, 6], 6)?; // company prefix
    walk.take(6)?; // offer code
    walk.sized(&[1, 2, 3, 4, 5], 0)?; // save value
    walk.purchase()?;
    if walk.field(1) {
        walk.one_of(&[0, 1, 2, 3])?; // additional purchase rules
        walk.purchase()?;
        walk.other_prefix()?;
    }
    if walk.field(2) {
        walk.purchase()?;
        walk.other_prefix()?;
    }
    let expires = if walk.field(3) { Some(walk.date()?) } else { None };
    if walk.field(4) {
        let starts = walk.date()?;
        if expires.is_some_and(|expires| starts > expires) {
            return Err((walk.at - 6, Reason::Date));
        }
    }
    if walk.field(5) {
        walk.sized(ANY, 6)?; // serial number
    }
    if walk.field(6) {
        walk.sized(&[1, 2, 3, 4, 5, 6, 7], 6)?; // retailer
    }
    if walk.field(9) {
        walk.one_of(&[0, 1, 2, 5, 6])?; // save value code
        walk.one_of(&[0, 1, 2])?; // applies to which item
        walk.one_of(ANY)?; // store coupon
        walk.one_of(&[0, 1])?; // may not be multiplied
    }
    walk.end()
}

pub(super) fn check_8112(part: &[u8]) -> Result<(), Complaint> {
    let mut walk = Walk::new(part)?;
    walk.one_of(&[0, 1])?; // format
    walk.sized(&[0, 1, 2, 3, 4, 5, 6], 6)?; // funder
    walk.take(6)?; // offer code
    walk.sized(ANY, 6)?; // serial number
    walk.end()
}
