//! The label printer's settings.

use super::{Parts, action, common_more, t};
use crate::device::printer::{Head, Settings, Speech};
use crate::flows::printer::{Asking, State};
use crate::view::{Action, ActionKind, Body, ChoiceOption, Overlay, RowView, Screen, Tone};
use shared::lang::Lang;

pub fn view(state: &State, lang: Lang) -> Parts {
    let mut actions = vec![action("home", ActionKind::Plain, t(lang, "首頁", "Home"))];
    if state.settings.is_set() {
        let test = t(lang, "印測試標籤", "Test label");
        actions.insert(0, action("printer.test", ActionKind::Main, test));
    }
    Parts {
        screen: Screen::Printer,
        title: t(lang, "印表機設定", "Printer settings"),
        body: Body::Rows {
            heading: t(lang, "標籤機（40 × 20 mm）", "Label printer (40 × 20 mm)"),
            rows: rows(&state.settings, lang),
        },
        actions,
        more: common_more(lang),
        overlay: state.asking.map(|asking| sheet(asking, &state.settings, lang)),
    }
}

/// Behind 更多 on the home screen.
pub(crate) fn entry(lang: Lang) -> Action {
    action(
        "printer",
        ActionKind::Plain,
        t(lang, "印表機設定", "Printer settings"),
    )
}

fn rows(settings: &Settings, lang: Lang) -> Vec<RowView> {
    let row = |id: &str, title: String, detail: String, value: String| RowView {
        id: id.to_owned(),
        title,
        detail,
        value,
        tone: Tone::Plain,
    };
    vec![
        row(
            "printer.address",
            t(lang, "位址", "Address"),
            if settings.is_set() {
                settings.address()
            } else {
                t(lang, "還沒有", "None yet")
            },
            String::new(),
        ),
        row(
            "printer.speech",
            t(lang, "指令", "Language"),
            t(lang, "說明書或機身上有寫", "See its manual or its label"),
            match settings.speech {
                Speech::Zpl => "ZPL".to_owned(),
                Speech::Tspl => "TSPL".to_owned(),
            },
        ),
        row(
            "printer.head",
            t(lang, "解析度", "Resolution"),
            t(lang, "不對的話，字會變大或變小", "If wrong: too big or too small"),
            match settings.head {
                Head::D203 => "203 dpi".to_owned(),
                Head::D300 => "300 dpi".to_owned(),
            },
        ),
    ]
}

fn sheet(asking: Asking, settings: &Settings, lang: Lang) -> Overlay {
    let option = |id: &str, title: &str, detail: String| ChoiceOption {
        id: id.to_owned(),
        title: title.to_owned(),
        detail,
        item: None,
    };
    match asking {
        Asking::Address => Overlay::Text {
            id: "printer.address".to_owned(),
            title: t(lang, "印表機位址", "The printer's address"),
            hint: t(
                lang,
                "例如 192.168.1.50。空著就是沒有印表機",
                "For example 192.168.1.50. Empty: no printer",
            ),
            text: settings.address(),
            ok: t(lang, "確定", "OK"),
        },
        Asking::Speech => Overlay::Choice {
            title: t(lang, "印表機聽得懂什麼？", "What does it understand?"),
            options: vec![
                option("zpl", "ZPL", t(lang, "Zebra 和相容機", "Zebra and those like it")),
                option("tspl", "TSPL", t(lang, "TSC 和相容機", "TSC and those like it")),
            ],
        },
        Asking::Head => Overlay::Choice {
            title: t(lang, "印字頭的解析度", "The print head's resolution"),
            options: vec![
                option(
                    "d203",
                    "203 dpi",
                    t(lang, "最常見，每公釐 8 點", "Most have it: 8 dots a mm"),
                ),
                option("d300", "300 dpi", t(lang, "每公釐約 12 點", "About 12 dots a mm")),
            ],
        },
    }
}
