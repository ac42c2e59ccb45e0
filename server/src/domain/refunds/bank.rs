//! A customer's bank account, where the money goes back by transfer.
//!
//! Personal: pages mask it, showing it whole is written down (without the account), and it is removed
//! [`BANK_KEPT_DAYS`] days after the refund ended.

use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{self, Invalid, Kept};
use crate::domain::orders::mask_name;
use crate::domain::settings::day::DAY_MS;
use crate::params;
use uuid::Uuid;

/// A transfer that comes back does so within days; accounting has its own papers.
pub const BANK_KEPT_DAYS: i64 = 30;
/// Removed in one transaction.
const AT_ONCE: i64 = 200;
const NAME_LIMIT: usize = 60;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankForm {
    /// 銀行代碼, three digits.
    pub bank_code: String,
    /// 分行代碼, four digits or empty.
    pub branch_code: String,
    /// 戶名
    pub account_name: String,
    /// 帳號, 6 to 16 digits.
    pub account_no: String,
}

pub type Bank = BankForm;

impl BankForm {
    /// `012-3456 王○明 ********8901`
    pub fn masked(&self) -> String {
        let digits = self.account_no.chars().count();
        let tail: String = self.account_no.chars().skip(digits.saturating_sub(4)).collect();
        let hidden = "*".repeat(digits.saturating_sub(4));
        format!("{} {} {hidden}{tail}", self.at(), mask_name(&self.account_name))
    }

    pub fn whole(&self) -> String {
        format!("{} {} {}", self.at(), self.account_name, self.account_no)
    }

    fn at(&self) -> String {
        match self.branch_code.is_empty() {
            true => self.bank_code.clone(),
            false => format!("{}-{}", self.bank_code, self.branch_code),
        }
    }

    fn plain(&self) -> BankForm {
        let digits = |text: &str| -> String {
            let all = text.chars().map(crate::intake::file::fold);
            all.filter(|c| !c.is_whitespace() && *c != '-').collect()
        };
        BankForm {
            bank_code: digits(&self.bank_code),
            branch_code: digits(&self.branch_code),
            account_name: self.account_name.trim().to_owned(),
            account_no: digits(&self.account_no),
        }
    }
}

pub(super) fn check(form: &BankForm) -> Kept<()> {
    let plain = form.plain();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // What was typed is not repeated: it is somebody's account.
    let wrong = |field| Invalid::Unknown {
        field,
        value: "…".to_owned(),
    };
    if !digits(&plain.bank_code) || plain.bank_code.len() != 3 {
        return Err(wrong("bank_code"));
    }
    if !plain.branch_code.is_empty() && (!digits(&plain.branch_code) || plain.branch_code.len() != 4) {
        return Err(wrong("branch_code"));
    }
    if !digits(&plain.account_no) || !(6..=16).contains(&plain.account_no.len()) {
        return Err(wrong("account_no"));
    }
    catalogue::text("account_name", &plain.account_name, NAME_LIMIT)?;
    Ok(())
}

pub(super) fn put(cx: &Cx<'_>, refund: Uuid, form: &BankForm) -> Result<(), DbError> {
    let plain = form.plain();
    cx.exec(
        include_str!("sql/put_bank.sql"),
        params![
            refund,
            &plain.bank_code,
            &plain.branch_code,
            &plain.account_name,
            &plain.account_no
        ],
    )?;
    Ok(())
}

fn bank(tx: &Tx<'_>, refund: Uuid) -> Result<Option<Bank>, DbError> {
    tx.row(
        "select bank_code, branch_code, account_name, account_no from refund_bank where refund = ?1",
        params![refund],
    )?
    .map(|row| {
        Ok(Bank {
            bank_code: row.text("bank_code")?,
            branch_code: row.text("branch_code")?,
            account_name: row.text("account_name")?,
            account_no: row.text("account_no")?,
        })
    })
    .transpose()
}

/// Masked, where there is one.
pub fn has_bank(tx: &Tx<'_>, refund: Uuid) -> Result<Option<String>, DbError> {
    Ok(bank(tx, refund)?.map(|bank| bank.masked()))
}

/// Whole; that it was shown, and to whom, is written down in the same transaction.
pub fn show_bank(cx: &Cx<'_>, refund: Uuid) -> Result<Option<Bank>, DbError> {
    let found = bank(cx, refund)?;
    if found.is_some() {
        cx.exec(
            "insert into refund_bank_log (refund, at, what, by_staff) values (?1, ?2, 'shown', ?3)",
            params![refund, cx.now, cx.staff()],
        )?;
    }
    Ok(found)
}

/// When it was shown to whom, and when it was removed: (moment, `shown` or `removed`, name).
pub fn bank_looks(tx: &Tx<'_>, refund: Uuid) -> Result<Vec<(i64, String, String)>, DbError> {
    tx.rows(include_str!("sql/bank_looks.sql"), params![refund])?
        .iter()
        .map(|row| {
            Ok((
                row.int("at")?,
                row.text("what")?,
                row.opt_text("name")?.unwrap_or_default(),
            ))
        })
        .collect()
}

/// Removes the accounts of refunds that ended long enough ago; how many there were. Until it answers 0 there are more.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize, DbError> {
    let before = cx.now - BANK_KEPT_DAYS * DAY_MS;
    let old = cx.rows(include_str!("sql/forgettable.sql"), params![before, AT_ONCE])?;
    for row in &old {
        let refund: Uuid = row.parse("refund")?;
        cx.exec("delete from refund_bank where refund = ?1", params![refund])?;
        cx.exec(
            "insert into refund_bank_log (refund, at, what) values (?1, ?2, 'removed')",
            params![refund, cx.now],
        )?;
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_masked_and_checked() {
        let form = BankForm {
            bank_code: "012".to_owned(),
            branch_code: "3456".to_owned(),
            account_name: "王小明".to_owned(),
            account_no: "１234-5678-9012".to_owned(),
        };
        assert_eq!(check(&form), Ok(()));
        assert_eq!(form.plain().masked(), "012-3456 王○明 ********9012");
        for (field, bad) in [
            (
                "bank_code",
                Bank {
                    bank_code: "12".to_owned(),
                    ..form.clone()
                },
            ),
            (
                "branch_code",
                Bank {
                    branch_code: "abcd".to_owned(),
                    ..form.clone()
                },
            ),
            (
                "account_no",
                Bank {
                    account_no: "12345".to_owned(),
                    ..form.clone()
                },
            ),
            (
                "account_name",
                Bank {
                    account_name: " ".to_owned(),
                    ..form.clone()
                },
            ),
        ] {
            assert_eq!(check(&bad).unwrap_err().field(), field);
        }
    }
}
