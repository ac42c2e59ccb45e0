//! Masking of personal data. What leaves the server for a handheld, and what lists show, is masked.

/// 王小明 → 王○明, 王明 → 王○, Ann Lee → A○○ L○○. An empty name stays empty.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        let words = name.split_whitespace().map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| format!("{first}○○"))
        });
        return words.collect::<Vec<_>>().join(" ");
    }
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [_] => "○".to_owned(),
        [first, _] => format!("{first}○"),
        [first, middle @ .., last] => format!("{first}{}{last}", "○".repeat(middle.len())),
    }
}

/// 0912345678 → 091*****78.
pub fn mask_phone(phone: &str) -> String {
    let letters: Vec<char> = phone.chars().collect();
    let last = letters.len().saturating_sub(2);
    letters
        .iter()
        .enumerate()
        .map(|(at, c)| {
            if (3..last).contains(&at) && c.is_ascii_digit() {
                '*'
            } else {
                *c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_phones() {
        for (name, masked) in [
            ("王小明", "王○明"),
            ("王明", "王○"),
            ("歐陽小明", "歐○○明"),
            ("王", "○"),
            ("", ""),
            ("Ann Lee", "A○○ L○○"),
        ] {
            assert_eq!(mask_name(name), masked);
        }
        assert_eq!(mask_phone("0912345678"), "091*****78");
        assert_eq!(mask_phone("02-2712-3456"), "02-****-**56");
        assert_eq!(mask_phone(""), "");
    }
}
