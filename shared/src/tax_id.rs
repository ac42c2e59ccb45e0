//! 統一編號: a Taiwanese business's eight digits and their check.
//!
//! Rule of the Ministry of Finance since 2023-04-01: digit by digit times 1, 2, 1, 2, 1, 2, 4, 1; the digits of the
//! products added up; valid where the sum is divisible by 5. Where the seventh digit is 7 its product (28) may count
//! as 10 or as 1 + 0: the sum or the sum plus one will do. Numbers of the old rule (divisible by 10) all stay valid.

const WEIGHTS: [u32; 8] = [1, 2, 1, 2, 1, 2, 4, 1];

/// Whether `code` can be a 統一編號: eight ASCII digits whose check is right. Eight zeros are none.
pub fn valid(code: &str) -> bool {
    if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_digit()) || code == "00000000" {
        return false;
    }
    let sum: u32 = code
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(5) || (code.as_bytes()[6] == b'7' && (sum + 1).is_multiple_of(5))
}

#[cfg(test)]
mod tests {
    use super::valid;

    #[test]
    fn numbers_of_the_old_and_of_the_new_rule() {
        for good in [
            "04595252", "04595257", "10458570", "10458574", "10458575", "12345675",
        ] {
            assert!(valid(good), "{good}");
        }
        for bad in [
            "10458576",
            "12345678",
            "00000000",
            "",
            "0459525",
            "045952577",
            "0459525A",
            "０４５９５２５７",
        ] {
            assert!(!valid(bad), "{bad}");
        }
    }

    #[test]
    fn one_wrong_digit_is_found_unless_it_is_off_by_five() {
        // The rule's own limit: a digit that is wrong by a multiple of five may pass.
        let good = "04595257";
        for at in 0..8 {
            for digit in b'0'..=b'9' {
                let mut typed = good.as_bytes().to_vec();
                let off = i32::from(digit) - i32::from(typed[at]);
                typed[at] = digit;
                let typed = String::from_utf8(typed).unwrap();
                if off % 5 != 0 && !matches!(at, 1 | 3 | 5 | 6) {
                    assert!(!valid(&typed), "{typed}");
                }
            }
        }
    }
}
