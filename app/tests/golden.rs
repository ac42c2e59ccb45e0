//! Every state of every screen, drawn without a display and compared with what a person found good.
//! `BEELINE_BLESS=1 cargo test -p beeline --test golden` draws them anew.
#![cfg(feature = "ui")]

use std::path::PathBuf;

use app::ui::golden::{assert_golden, compare};
use app::ui::{PracticeCode, PracticeGroup, PracticeSheet, practice_picture};
use app::view::{self, View};
use shared::lang::Lang;

#[path = "golden/views.rs"]
mod views;

const REFERENCE: (u32, u32) = (480, 800);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn all(views: fn(Lang) -> Vec<(&'static str, View)>) {
    for lang in Lang::ALL {
        for (name, view) in views(lang) {
            assert_golden(&folder(), name, &view, REFERENCE);
        }
    }
}

#[test]
fn signing_in() {
    all(views::sign_in);
}

#[test]
fn home() {
    all(views::home);
}

#[test]
fn choosing() {
    all(views::choose);
}

#[test]
fn picking() {
    all(views::picking);
}

#[test]
fn packing() {
    all(views::packing);
}

#[test]
fn handing_over() {
    all(views::handover);
}

#[test]
fn setting_the_scanner() {
    all(views::scanner);
}

#[test]
fn sheets() {
    all(views::sheets);
}

#[test]
fn before_and_beyond_work() {
    all(views::outside);
}

/// From the small handheld to the tablet: nothing is cut off, and everything grows with the screen.
#[test]
fn small_and_large_screens() {
    let shown = [
        "pick_counted",
        "pick_long",
        "pack_part",
        "sheet_pad",
        "sheet_text",
        "sign_in_typing",
        "handover",
        "scanner",
    ];
    for lang in Lang::ALL {
        let every = [
            views::picking(lang),
            views::packing(lang),
            views::sheets(lang),
            views::sign_in(lang),
            views::handover(lang),
            views::scanner(lang),
        ];
        for (name, view) in every
            .into_iter()
            .flatten()
            .filter(|(name, _)| shown.contains(name))
        {
            for (width, height) in [(360, 640), (800, 1280)] {
                // The large ones weigh the most; the tightest of them say enough.
                if width == 800 && ["pick_counted", "sheet_pad", "handover", "scanner"].contains(&name) {
                    continue;
                }
                assert_golden(&folder(), &format!("{name}_{width}"), &view, (width, height));
            }
        }
    }
}

#[test]
fn the_practice_table() {
    for lang in Lang::ALL {
        let code = |label: &str, code: &str, note: String| PracticeCode {
            label: label.into(),
            code: code.into(),
            note,
        };
        let t = |zh, en| views::t(lang, zh, en);
        let sheet = PracticeSheet {
            groups: vec![
                PracticeGroup {
                    title: t("儲位", "Bins"),
                    codes: vec![
                        code("A-03-2", "BIN:A-03-2", String::new()),
                        code("B-11-04-3", "BIN:B-11-04-3", String::new()),
                    ],
                },
                PracticeGroup {
                    title: t("商品", "Items"),
                    codes: vec![
                        code(
                            &t("阿里山高山烏龍茶葉禮盒 150g 二入", "Alishan oolong gift box"),
                            "4710088412345",
                            String::new(),
                        ),
                        code(
                            &t("阿里山高山烏龍茶葉禮盒 整箱", "Alishan oolong gift box, carton"),
                            "14710088412342",
                            t("1 箱 = 12 個", "1 carton = 12 pieces"),
                        ),
                        code(
                            &t("含批號效期", "With lot and expiry"),
                            "]C1010471008841234517270331\x1d10L2611",
                            String::new(),
                        ),
                    ],
                },
                PracticeGroup {
                    title: t("其他", "Other"),
                    codes: vec![code(
                        &t("沒有建檔的條碼", "A code nobody knows"),
                        "4719999999999",
                        String::new(),
                    )],
                },
            ],
        };
        let view = views::home(lang).remove(0).1;
        let drawn = practice_picture(&view, &sheet, (420, 800)).expect("the practice window is drawn");
        compare(&folder(), &format!("practice.{}.png", lang.code()), &drawn);
    }
}
