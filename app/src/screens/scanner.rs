//! The scanner's settings, and what the last scan arrived as.

use super::{Parts, action, common_more, t};
use crate::device::wedge::{GS_SIGNS, Settings};
use crate::flows::pad::Pad;
use crate::flows::scanner::{Asking, Read, State, Tried, sign_id};
use crate::view::{ActionKind, Body, ChoiceOption, Overlay, PadField, RowView, ScannerView, Screen, Tone};
use shared::lang::Lang;

/// `double_ms`: the warehouse's window for double triggers, which holds where the device sets none.
pub fn view(state: &State, double_ms: i64, lang: Lang) -> Parts {
    let tried = state.tried.as_ref();
    Parts {
        screen: Screen::Scanner,
        title: t(lang, "掃描器設定", "Scanner settings"),
        body: Body::Scanner(ScannerView {
            prompt: t(lang, "試刷", "Try it"),
            arrived: tried.map_or_else(
                || t(lang, "還沒刷到條碼", "Nothing has arrived yet"),
                |tried| tried.arrived.clone(),
            ),
            about: tried.map(|tried| about(tried, lang)).unwrap_or_default(),
            elements: tried.map(elements).unwrap_or_default(),
            settings: rows(&state.settings, double_ms, lang),
        }),
        actions: vec![
            standard(lang),
            action("home", ActionKind::Plain, t(lang, "首頁", "Home")),
        ],
        more: common_more(lang),
        overlay: state
            .asking
            .as_ref()
            .map(|asking| sheet(asking, &state.settings, lang)),
    }
}

/// The way out of every wrong setting, by touch.
pub(crate) fn standard(lang: Lang) -> crate::view::Action {
    action(
        "scanner.standard",
        ActionKind::Plain,
        t(lang, "恢復標準", "Back to standard"),
    )
}

/// The same from the sign-in screen, where nobody knows yet what is meant.
pub(crate) fn standard_outside(lang: Lang) -> crate::view::Action {
    action(
        "scanner.standard",
        ActionKind::Plain,
        t(lang, "掃描器恢復標準", "Scanner back to standard"),
    )
}

/// Behind 更多 on the home screen.
pub(crate) fn entry(lang: Lang) -> crate::view::Action {
    action(
        "scanner",
        ActionKind::Plain,
        t(lang, "掃描器設定", "Scanner settings"),
    )
}

fn about(tried: &Tried, lang: Lang) -> String {
    let mut parts = Vec::new();
    parts.push(match tried.symbology {
        Some(symbology) => symbology.name().to_owned(),
        None => t(lang, "沒說是哪一種條碼", "symbology not told"),
    });
    parts.push(match tried.read {
        Read::Plain => t(lang, "一般文字", "plain text"),
        Read::Gtin => t(lang, "商品條碼", "trade item number"),
        Read::Gs1 => "GS1".to_owned(),
        Read::Broken => t(lang, "讀不出來", "cannot be read"),
    });
    parts.push(match (tried.gap_ms, lang) {
        (Some(gap), Lang::ZhTw) => format!("間隔最長 {gap} 毫秒"),
        (Some(gap), Lang::En) => format!("gaps up to {gap} ms"),
        (None, _) => t(lang, "不是鍵盤打的", "not typed"),
    });
    parts.join(" · ")
}

fn elements(tried: &Tried) -> Vec<String> {
    let line = |(ai, title, value): &(String, &str, String)| format!("({ai}) {title} {value}");
    let mut lines: Vec<String> = tried.elements.iter().map(line).collect();
    if tried.used != tried.arrived {
        lines.push(format!("→ {}", tried.used));
    }
    lines
}

fn rows(settings: &Settings, double_ms: i64, lang: Lang) -> Vec<RowView> {
    let row = |id: &str, title: String, detail: String, value: String| RowView {
        id: id.to_owned(),
        title,
        detail,
        value,
        tone: Tone::Plain,
    };
    let text = |text: &str| match text {
        "" => t(lang, "無", "none"),
        text => text.to_owned(),
    };
    let sign = settings.gs_substitute.map_or_else(String::new, String::from);
    vec![
        row(
            "scanner.gap",
            t(lang, "按鍵間隔", "Gap between keys"),
            t(
                lang,
                "比這慢就當成人在打字",
                "Slower than this is a person typing",
            ),
            format!("{} ms", settings.gap_ms),
        ),
        row(
            "scanner.prefix",
            t(lang, "前綴", "Prefix"),
            t(
                lang,
                "條碼前面多打的字，會拿掉",
                "Typed before each code; taken off",
            ),
            text(&settings.prefix),
        ),
        row(
            "scanner.suffix",
            t(lang, "後綴", "Suffix"),
            t(
                lang,
                "條碼後面多打的字，會拿掉",
                "Typed after each code; taken off",
            ),
            text(&settings.suffix),
        ),
        row(
            "scanner.gs",
            t(lang, "GS 代用字元", "Substitute for GS"),
            t(lang, "掃描器打這個字代替 GS", "What the scanner types for GS"),
            text(&sign),
        ),
        row(
            "scanner.double",
            t(lang, "連按算一下", "Double trigger"),
            match settings.double_ms {
                Some(_) => t(lang, "這台自己的設定", "Set on this device"),
                None => t(lang, "照倉庫的設定", "As the warehouse has it"),
            },
            format!("{} ms", settings.double_ms.unwrap_or(double_ms)),
        ),
    ]
}

fn sheet(asking: &Asking, settings: &Settings, lang: Lang) -> Overlay {
    let title = |id: &str| {
        rows(settings, 0, lang)
            .into_iter()
            .find(|row| row.id == id)
            .map(|row| (row.title, row.detail))
            .unwrap_or_default()
    };
    match asking {
        Asking::Gap(pad) => milliseconds(pad, title("scanner.gap"), lang),
        Asking::Double(pad) => milliseconds(
            pad,
            (
                title("scanner.double").0,
                t(
                    lang,
                    "這段時間內的同一個條碼算一下",
                    "The same code within this time is one",
                ),
            ),
            lang,
        ),
        Asking::Prefix => affix("scanner.prefix", title("scanner.prefix"), &settings.prefix, lang),
        Asking::Suffix => affix("scanner.suffix", title("scanner.suffix"), &settings.suffix, lang),
        Asking::GsSign => signs(title("scanner.gs").0, lang),
    }
}

fn milliseconds(pad: &Pad, (title, hint): (String, String), lang: Lang) -> Overlay {
    let field = |field: &crate::flows::pad::Field| PadField {
        id: field.id.clone(),
        label: t(lang, "毫秒", "ms"),
        text: field.text.clone(),
    };
    Overlay::Pad {
        title,
        hint,
        fields: pad.fields.iter().map(field).collect(),
        active: pad.active.clone(),
        total: String::new(),
        ok: t(lang, "確定", "OK"),
    }
}

fn affix(id: &str, (title, hint): (String, String), text: &str, lang: Lang) -> Overlay {
    Overlay::Text {
        id: id.to_owned(),
        title,
        hint,
        text: text.to_owned(),
        ok: t(lang, "確定", "OK"),
    }
}

fn signs(title: String, lang: Lang) -> Overlay {
    let option = |id: String, title: String, detail: String| ChoiceOption {
        id,
        title,
        detail,
        item: None,
    };
    let none = option(
        "none".to_owned(),
        t(lang, "無", "None"),
        t(lang, "掃描器會送真正的 GS", "The scanner sends GS itself"),
    );
    let sign = |sign: char| option(sign_id(sign), sign.to_string(), String::new());
    Overlay::Choice {
        title,
        options: std::iter::once(none).chain(GS_SIGNS.map(sign)).collect(),
    }
}
