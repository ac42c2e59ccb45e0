use super::*;

fn cleaned(text: &str) -> (String, Vec<Warning>) {
    let mut warnings = Vec::new();
    let text = clean(text, "name", &mut warnings);
    (text, warnings)
}

#[test]
fn a_character_no_font_has_shows_its_code_point_and_warns() {
    let (text, warnings) = cleaned("𠮷田");
    assert_eq!(text, "〈U+20BB7〉田");
    assert_eq!(
        warnings,
        [Warning::NoGlyph {
            field: "name".into(),
            character: '𠮷'
        }]
    );
    assert_eq!(
        warnings[0].say(Lang::ZhTw),
        "字型沒有「𠮷」，已印成 〈U+20BB7〉（name）"
    );
}

#[test]
fn rare_taiwanese_names_are_covered() {
    assert_eq!(
        cleaned("堃喆犇峯煊瑨氹碁恒裏粧銹嫺·")
            .0
            .chars()
            .filter(|c| *c == '〈')
            .count(),
        0
    );
}

#[test]
fn controls_vanish_and_line_breaks_become_spaces() {
    assert_eq!(cleaned(" a\u{0}\u{202e}b\r\nc\td\u{feff} ").0, "ab c d");
    assert_eq!(cleaned("一行\n\n二行").1, []);
}

#[test]
fn a_very_long_text_ends_in_an_ellipsis_and_warns() {
    let (text, warnings) = cleaned(&"長".repeat(401));
    assert_eq!(text.chars().count(), MAX_TEXT_CHARS + 1);
    assert!(text.ends_with("長…"));
    assert_eq!(warnings, [Warning::Cut { field: "name".into() }]);
}

#[test]
fn warnings_name_the_field_from_1_and_are_limited() {
    let mut value = serde_json::json!({ "lines": [{ "name": "好" }, { "name": "😀" }] });
    let mut warnings = Vec::new();
    clean_all(&mut value, &mut warnings);
    assert_eq!(
        warnings,
        [Warning::NoGlyph {
            field: "lines[2].name".into(),
            character: '😀'
        }]
    );
    let mut many = serde_json::json!(vec!["😀"; 200]);
    clean_all(&mut many, &mut warnings);
    assert_eq!(warnings.len(), MAX_WARNINGS);
}

fn lines(text: &str, width: f32, tries: &[(f32, usize)]) -> (f32, Vec<String>) {
    let fitted = fit(
        text,
        Place {
            width,
            tries,
            bold: false,
        },
    );
    (fitted.size, fitted.lines)
}

#[test]
fn a_text_takes_the_first_way_that_fits() {
    assert_eq!(
        lines("王曉明", 100.0, &[(20.0, 1), (10.0, 1)]),
        (20.0, vec!["王曉明".into()])
    );
    assert_eq!(lines("王曉明王曉明", 100.0, &[(20.0, 1), (10.0, 1)]).0, 10.0);
    assert_eq!(lines("", 100.0, &[(20.0, 1)]).1, Vec::<String>::new());
}

#[test]
fn what_fits_no_way_is_cut_with_an_ellipsis() {
    let (size, cut) = lines(&"長".repeat(60), 100.0, &[(20.0, 1), (10.0, 2)]);
    assert_eq!((size, cut.len()), (10.0, 2));
    assert_eq!(cut[1], "長長長長長長長長…");
}

#[test]
fn words_stay_whole_unless_longer_than_the_line() {
    assert_eq!(
        lines("Blue cotton shirt", 60.0, &[(10.0, 3)]).1,
        ["Blue cotton", "shirt"]
    );
    let (_, long) = lines(&"W".repeat(20), 50.0, &[(10.0, 9)]);
    assert_eq!(long.concat(), "W".repeat(20));
    assert!(long.iter().all(|line| fonts::width(line, false) * 10.0 <= 50.0));
    assert_eq!(
        lines("一二三四，五六", 42.0, &[(10.0, 3)]).1,
        ["一二三", "四，五六"],
        "no line begins with a comma"
    );
}

#[test]
fn money_is_grouped() {
    assert_eq!(
        [0, 999, 1_280, 1_234_567].map(money),
        ["NT$0", "NT$999", "NT$1,280", "NT$1,234,567"]
    );
}
