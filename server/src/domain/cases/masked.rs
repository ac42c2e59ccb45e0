//! Texts of customers without what could reach them: telephone numbers and mail addresses inside are masked.

/// Digits of a telephone number at least.
const DIGITS: usize = 8;

/// `打 0912-345-678 給我` → `打 091*-***-*78 給我`; `ann@example.com` → `a○○@example.com`.
pub fn masked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = run(&letters, at, in_number);
        let digits = letters[at..end].iter().filter(|c| c.is_ascii_digit()).count();
        let begun = at == 0 || !letters[at - 1].is_ascii_alphanumeric();
        if begun && digits >= DIGITS && matches!(letters[at], '0' | '+') {
            number(&letters[at..end], digits, &mut out);
            at = end;
            continue;
        }
        let end = run(&letters, at, in_mail);
        if let Some(mail) = letters[at..end]
            .iter()
            .position(|c| *c == '@')
            .filter(|at| *at > 0)
        {
            out.push(letters[at]);
            out.push_str("○○");
            out.extend(&letters[at + mail..end]);
            at = end;
            continue;
        }
        // A whole word, so that none of its later letters begins a number.
        let end = end.max(at + 1);
        out.extend(&letters[at..end]);
        at = end;
    }
    out
}

fn run(letters: &[char], from: usize, of: fn(char) -> bool) -> usize {
    from + letters[from..].iter().take_while(|c| of(**c)).count()
}

fn in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '(' | ')')
}

fn in_mail(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '%')
}

/// The first three digits and the last two stay.
fn number(letters: &[char], digits: usize, out: &mut String) {
    let mut seen = 0;
    for c in letters {
        if c.is_ascii_digit() {
            seen += 1;
            out.push(if seen > 3 && seen + 2 <= digits { '*' } else { *c });
        } else {
            out.push(*c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_could_reach_a_customer_is_masked_and_the_rest_stays() {
        for (text, shown) in [
            ("打 0912-345-678 給我", "打 091*-***-*78 給我"),
            ("02 2712 3456#12", "02 2*** **56#12"),
            ("+886912345678", "+886*******78"),
            ("寄到 ann.lee@example.com 好嗎", "寄到 a○○@example.com 好嗎"),
            (
                "訂單 261123ABC0012345678 還沒到",
                "訂單 261123ABC0012345678 還沒到",
            ),
            ("2611230001 有 3 個", "2611230001 有 3 個"),
            ("王小姐說顏色不對", "王小姐說顏色不對"),
            ("", ""),
            ("@", "@"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }
}
