//! 營業稅 on a paper: net, tax and total in whole dollars.
//!
//! Rule: 加值型及非加值型營業稅法 §10, 5 %; documents in TWD are in whole dollars (統一發票使用辦法), rounded half up
//! once a document and not once a line.

use super::terms::TaxKind;
use shared::money::Minor;

const PERCENT: i64 = 5;

/// Minor units, all of them whole dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// 未稅
    pub net: Minor,
    /// 營業稅
    pub tax: Minor,
    /// 含稅
    pub total: Minor,
}

/// To a whole dollar, half up.
fn dollars(numerator: i64, denominator: i64) -> Minor {
    (numerator * 2 + denominator).div_euclid(denominator * 2) * 100
}

/// What lines that add up to `sum` come to on paper.
pub fn amounts(sum: Minor, kind: TaxKind, included: bool) -> Amounts {
    let rate = match kind {
        TaxKind::Taxable => PERCENT,
        TaxKind::Zero | TaxKind::Free => 0,
    };
    if included {
        let total = dollars(sum, 100);
        let net = dollars(total, 100 + rate);
        Amounts {
            net,
            tax: total - net,
            total,
        }
    } else {
        let net = dollars(sum, 100);
        let tax = dollars(net * rate, 10_000);
        Amounts {
            net,
            tax,
            total: net + tax,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_rounded_once_and_the_parts_add_up() {
        let said = |sum, kind, included| {
            let a = amounts(sum, kind, included);
            (a.net, a.tax, a.total)
        };
        assert_eq!(said(100_000, TaxKind::Taxable, false), (100_000, 5_000, 105_000));
        assert_eq!(said(105_000, TaxKind::Taxable, true), (100_000, 5_000, 105_000));
        // NT$10.50 of pieces at 3.5: net 11, tax 0.55 is a dollar.
        assert_eq!(said(1_050, TaxKind::Taxable, false), (1_100, 100, 1_200));
        assert_eq!(said(1_000, TaxKind::Taxable, true), (1_000, 0, 1_000));
        assert_eq!(said(123_450, TaxKind::Free, false), (123_500, 0, 123_500));
        assert_eq!(said(0, TaxKind::Zero, true), (0, 0, 0));
        for sum in (0..500_000).step_by(37) {
            for included in [true, false] {
                let a = amounts(sum, TaxKind::Taxable, included);
                assert_eq!(a.net + a.tax, a.total);
                assert!(a.net % 100 == 0 && a.tax % 100 == 0 && a.tax >= 0);
            }
        }
    }
}
