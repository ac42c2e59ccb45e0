//! The few words that no view brings, in both languages. A word that is missing does not compile.

use shared::lang::Lang;

use super::face::WordSet;

/// The fixed words in a language.
pub fn words(lang: Lang) -> WordSet {
    match lang {
        Lang::ZhTw => WordSet {
            more: "更多".into(),
            close: "關閉".into(),
            delete: "刪除".into(),
            clear: "清除重簽".into(),
            space: "空白".into(),
            input_method: "輸入法".into(),
            paste: "貼上".into(),
            sign_here: "請司機在框內簽名".into(),
            driver: "司機姓名".into(),
            short: "缺".into(),
            scanned: "已點交".into(),
            waiting: "未點交".into(),
            cod: "代收貨款".into(),
            carton: "紙箱".into(),
            weight: "重量".into(),
            label: "寄送單號".into(),
            scan_badge: "請刷員工證".into(),
            scan_badge_how: "刷完輸入 PIN 碼就可以開始。".into(),
            pin_of: "請輸入 PIN 碼".into(),
            practice_title: "練習條碼".into(),
            practice_how: "點一下就等於刷一次。".into(),
        },
        Lang::En => WordSet {
            more: "More".into(),
            close: "Close".into(),
            delete: "Delete".into(),
            clear: "Clear and sign again".into(),
            space: "Space".into(),
            input_method: "IME".into(),
            paste: "Paste".into(),
            sign_here: "Driver: sign inside the box".into(),
            driver: "Driver's name".into(),
            short: "short".into(),
            scanned: "handed over".into(),
            waiting: "still here".into(),
            cod: "Cash on delivery".into(),
            carton: "Carton".into(),
            weight: "Weight".into(),
            label: "Label number".into(),
            scan_badge: "Scan your badge".into(),
            scan_badge_how: "Then key your PIN, and work begins.".into(),
            pin_of: "Key your PIN".into(),
            practice_title: "Practice barcodes".into(),
            practice_how: "One click is one scan.".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The struct literal already fails to compile on a missing word; this one catches the empty and the untranslated.
    #[test]
    fn every_word_stands_in_both_languages() {
        let debug = |lang| format!("{:?}", words(lang));
        assert!(!debug(Lang::ZhTw).contains("\"\""));
        assert!(!debug(Lang::En).contains("\"\""));
        assert!(
            debug(Lang::En).is_ascii(),
            "an English word was left in Chinese: {}",
            debug(Lang::En)
        );
        assert!(!debug(Lang::ZhTw).contains("Scan"));
    }
}
