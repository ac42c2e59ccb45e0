//! What a GS1 clerk, a warehouse clerk and a bad scanner bring to the counter.
use super::super::check_digit::{SsccError, check_pair, mod10, sscc};
use super::*;
use crate::lang::Lang;

#[test]
fn numbers_under_bars_become_one_gtin() {
    check_list(&[
        ("4712345678900", "gtin 04712345678900"),
        ("14712345678907", "gtin 14712345678907"),
        ("96385074", "gtin 00000096385074"),
        ("614141000036", "gtin 00614141000036"),
        ("0614141000036", "gtin 00614141000036"),
        ("]E04712345678900", "gtin 04712345678900"),
        ("]E496385074", "gtin 00000096385074"),
        ("]I114712345678907", "gtin 14712345678907"),
        ("]C04712345678900", "gtin 04712345678900"),
        ("]E3471234567890012", "gtin 04712345678900"),
        ("]E3471234567890012345", "gtin 04712345678900"),
        ("]E3471234567890112", "plain 471234567890112"),
        ("]E112", "plain 12"),
    ]);
}

#[test]
fn upc_e_is_expanded_where_the_symbol_says_so() {
    check_list(&[
        ("]E001234565", "gtin 00012345000065"),
        ("]E00425261", "gtin 00042100005264"),
        ("]E0425261", "gtin 00042100005264"),
        ("]E014252611", "gtin 00142100005261"),
        // EAN-8 announces itself as ]E4; without an identifier eight digits are a GTIN-8 or a house code.
        ("]E401234565", "gtin 00000001234565"),
        ("01234565", "gtin 00000001234565"),
        ("04252614", "plain 04252614"),
        ("]E096385074", "gtin 00000096385074"),
    ]);
    let shop = Options {
        upc_e: true,
        ..options()
    };
    assert_eq!(told_with("04252614", &shop), "gtin 00042100005264");
    assert_eq!(told_with("04252613", &shop), "plain 04252613");
}

#[test]
fn every_zero_suppression_rule_of_upc_e_expands() {
    // Last digit of the six decides; expected bodies by hand from GenSpecs §5.2.2.4.2.
    for (six, body) in [
        ("123450", "01200000345"),
        ("123451", "01210000345"),
        ("123452", "01220000345"),
        ("123453", "01230000045"),
        ("123454", "01234000005"),
        ("123455", "01234500005"),
        ("123459", "01234500009"),
    ] {
        let right = format!("{body}{}", mod10(body).expect("digits"));
        assert_eq!(Gtin::from_upc_e(six), Gtin::parse(&right), "{six}");
    }
    assert_eq!(Gtin::from_upc_e("21234565"), None, "number system 2 has no UPC-E");
}

#[test]
fn a_plain_code_is_never_corrected() {
    check_list(&[
        ("A-03-2", "plain A-03-2"),
        ("TOTE-0017", "plain TOTE-0017"),
        ("4712345678901", "plain 4712345678901"),
        ("]E04712345678901", "plain 4712345678901"),
        ("00000000", "plain 00000000"),
        ("SO-2026-000123", "plain SO-2026-000123"),
        ("  A 1 ", "plain   A 1 "),
        ("(A)123", "plain (A)123"),
        ("(1)123", "plain (1)123"),
        ("]", "plain ]"),
        ("]C", "plain ]C"),
        ("]w1X", "plain ]w1X"),
        ("倉-A1", "plain 倉-A1"),
        ("ㄅㄉˇˋ", "plain ㄅㄉˇˋ"),
        ("0104712345678901", "plain 0104712345678901"),
        ("10ABC", "plain 10ABC"),
        ("A|B", "plain A|B"),
        ("|10ABC", "plain |10ABC"),
        (
            "https://shop.example.tw/p/0123",
            "plain https://shop.example.tw/p/0123",
        ),
        (
            "https://shop.example.tw/01/news",
            "plain https://shop.example.tw/01/news",
        ),
        ("https://shop.example.tw", "plain https://shop.example.tw"),
    ]);
}

#[test]
fn a_carton_label_is_read_however_the_scanner_sends_it() {
    let carton = "(01)14712345678907 (17)271231=2027-12-31 (10)L-88 (37)12=12";
    let said = format!("element_string {carton}");
    for raw in [
        "]C101147123456789071727123110L-88\u{1D}3712",
        "]d201147123456789071727123110L-88\u{1D}3712",
        "]Q301147123456789071727123110L-88\u{1D}3712",
        "]e001147123456789071727123110L-88\u{1D}3712",
        "]J101147123456789071727123110L-88\u{1D}3712\r\n",
        "\u{1D}01147123456789071727123110L-88\u{1D}3712",
        "01147123456789071727123110L-88\u{1D}3712",
        "]C10114712345678907\u{1D}17271231\u{1D}10L-88\u{1D}3712\u{1D}",
        "]C101147123456789071727123110L-88|3712",
        "]C101147123456789071727123110L-88^]3712",
        "]C101147123456789071727123110L-88␝3712",
        "］Ｃ１０１１４７１２３４５６７８９０７１７２７１２３１１０Ｌ－８８｜３７１２",
    ] {
        assert_eq!(told(raw), said, "{raw:?}");
    }
    assert_eq!(
        told("(01)14712345678907(17)271231(10)L-88(37)12"),
        format!("bracketed {carton}")
    );
    assert_eq!(
        told("(01) 14712345678907 (17) 271231 (10) L-88 (37) 12"),
        format!("bracketed {carton}")
    );
    assert_eq!(
        told("01147123456789071727123110L-88|3712"),
        format!("unannounced {carton}")
    );
    let own = Options {
        gs_substitutes: vec!["~".into()],
        ..options()
    };
    assert_eq!(told_with("]C101147123456789071727123110L-88~3712", &own), said);
}

#[test]
fn element_strings_that_nothing_announces_must_be_right_in_all() {
    check_list(&[
        ("0114712345678907", "unannounced (01)14712345678907"),
        ("00347123450000000122", "unannounced (00)347123450000000122"),
        ("02147123456789073712", "unannounced (02)14712345678907 (37)12=12"),
        ("0214712345678907", "plain 0214712345678907"),
        ("0114712345678907171313", "plain 0114712345678907171313"),
        ("00347123450000000123", "plain 00347123450000000123"),
    ]);
    let strict = Options {
        unannounced: false,
        ..options()
    };
    assert_eq!(told_with("0114712345678907", &strict), "plain 0114712345678907");
}

#[test]
fn what_announces_itself_and_is_wrong_names_the_ai_and_the_reason() {
    check_list(&[
        ("]C10114712345678901", "error (01) check_digit at 13"),
        ("]C1011471234567", "error (01) too_short at 10"),
        ("]C101147123456789x7", "error (01) not_digits at 12"),
        ("]C10512345", "error (05) unknown_ai at 0"),
        ("]C1ABC", "error no_ai at 0"),
        ("]C1", "error empty at 0"),
        ("\u{1D}", "error empty at 0"),
        ("]C10114712345678907A", "error no_ai at 16"),
        ("]C110", "error (10) no_value at 0"),
        ("]C11012345678901234567890X", "error (10) too_long at 20"),
        ("]C110L#1", "error (10) not_cset82 at 1"),
        ("]C110批號", "error (10) not_cset82 at 0"),
        ("]C117271331", "error (17) date at 0"),
        ("]C117270230", "error (17) date at 0"),
        ("]C1421999123", "error (421) country at 0"),
        ("]C17003271231", "error (7003) too_short at 6"),
        ("]C170032712312460", "error (7003) time at 6"),
        ("]C14309180000000036000000", "error (4309) too_short at 18"),
        ("]C143091800000001360000000", "error (4309) latitude at 0"),
        ("]C1800601471234567890020102", "error (8006) check_digit at 13"),
        ("]C1800614712345678907 0201", "error (8006) not_digits at 14"),
        ("]C18006147123456789070201", "error (8006) piece_of_total at 14"),
        ("]C18007DE91100000000123456780", "error (8007) iban at 2"),
        ("]C18013471212AB99", "error (8013) check_pair at 8"),
        ("(01)14712345678901(10)A", "error (01) check_digit at 13"),
        ("(05)1", "error (05) unknown_ai at 0"),
        ("(10)A(99999)B", "bracketed (10)A(99999)B"),
        ("(10)A(05)B", "error (05) unknown_ai at 0"),
    ]);
    let error = parse("]C10114712345678901\r\n", &options()).expect_err("wrong check digit");
    assert_eq!(
        error.raw, "]C10114712345678901\r\n",
        "still there to be searched as a plain code"
    );
    assert_eq!(
        error.message(Lang::ZhTw),
        "AI (01) GTIN：檢查碼不對，應為 7（第 14 個字）"
    );
    assert_eq!(
        error.message(Lang::En),
        "AI (01) GTIN: wrong check digit: it should be 7 (character 14)"
    );
    assert_eq!(error.to_string(), error.message(Lang::En));
    assert_eq!(error.keys(), ["0114712345678901"]);
    assert_eq!(parse("A\u{0}", &options()).expect_err("NUL").keys(), [""; 0]);
}

#[test]
fn what_cannot_be_a_barcode_is_refused_with_words() {
    check_list(&[
        ("", "error empty at 0"),
        ("\r\n", "error empty at 0"),
        ("   ", "error empty at 0"),
        ("AB\u{0}C", "error control_character at 2"),
        ("\u{2}4712345678900\u{3}", "error control_character at 0"),
        ("倉\u{7F}", "error control_character at 1"),
        ("A\u{85}", "error control_character at 1"),
        ("A\tB", "error control_character at 1"),
        (
            "[)>\u{1E}06\u{1D}1P123\u{1E}\u{4}",
            "error control_character at 3",
        ),
    ]);
    let nul = parse("AB\u{0}C", &options()).expect_err("NUL");
    assert_eq!(nul.message(Lang::ZhTw), "含有控制字元 U+0000，請檢查掃描器設定");
    let long = "9".repeat(5_000);
    let error = parse(&long, &options()).expect_err("too long");
    assert_eq!((error.code(), error.raw.len()), ("too_many_chars", MAX_CHARS));
    assert_eq!(error.message(Lang::ZhTw), "條碼超過 4000 個字");
    assert!(parse(&"9".repeat(MAX_CHARS), &options()).is_ok());
    assert!(
        parse(&"九".repeat(MAX_CHARS), &options()).is_ok(),
        "characters are counted, not bytes"
    );
    assert!(parse(&"九".repeat(MAX_CHARS + 1), &options()).is_err());
}

#[test]
fn dates_follow_the_sliding_century_and_day_zero() {
    check_list(&[
        ("(17)270200", "bracketed (17)270200=2027-02-28"),
        ("(17)280200", "bracketed (17)280200=2028-02-29"),
        ("(17)261200", "bracketed (17)261200=2026-12-31"),
        // 2026: 76 is fifty years ahead, 77 is forty-nine back.
        ("(17)760101", "bracketed (17)760101=2076-01-01"),
        ("(17)770101", "bracketed (17)770101=1977-01-01"),
        ("(17)990101", "bracketed (17)990101=1999-01-01"),
        ("(17)000101", "bracketed (17)000101=2000-01-01"),
        ("(7006)270200", "error (7006) date at 0"),
        ("(7007)260701", "bracketed (7007)260701=2026-07-01..2026-07-01"),
        (
            "(7007)260701260715",
            "bracketed (7007)260701260715=2026-07-01..2026-07-15",
        ),
        (
            "(7003)2607011530",
            "bracketed (7003)2607011530=2026-07-01 15:30:00.0",
        ),
        ("(8008)26070115", "bracketed (8008)26070115=2026-07-01 15:00:00.0"),
        (
            "(8008)260701153059",
            "bracketed (8008)260701153059=2026-07-01 15:30:59.0",
        ),
        ("(7011)260701", "bracketed (7011)260701=2026-07-01"),
        ("(7250)19690720", "bracketed (7250)19690720=1969-07-20"),
    ]);
    for (today, yy, year) in [
        (date!(2050 - 01 - 01), "00", 2100),
        (date!(2050 - 01 - 01), "01", 2001),
        (date!(2051 - 01 - 01), "01", 2101),
        (date!(1999 - 12 - 31), "49", 2049),
        (date!(1999 - 12 - 31), "50", 1950),
    ] {
        let scan = parse(&format!("(17){yy}0101"), &Options::new(today)).expect("date");
        assert_eq!(scan.expiry().map(Date::year), Some(year), "{yy} seen in {today}");
    }
}

#[test]
fn measures_counts_and_money_are_numbers() {
    check_list(&[
        ("(3103)001250", "bracketed (3103)001250=1.250"),
        ("(3100)000012", "bracketed (3100)000012=12"),
        ("(3922)1999", "bracketed (3922)1999=19.99"),
        ("(3932)9011999", "bracketed (3932)9011999=19.99 in 901"),
        ("(3909)5", "bracketed (3909)5=0.000000005"),
        ("(30)00012", "bracketed (30)00012=12"),
        ("(422)158", "bracketed (422)158"),
    ]);
}

#[test]
fn digital_links_carry_the_same_elements() {
    check_list(&[
        (
            "https://id.gs1.org/01/14712345678907/10/L-88?17=271231&linkType=gs1:pip",
            "digital_link (01)14712345678907 (10)L-88 (17)271231=2027-12-31",
        ),
        (
            "HTTPS://shop.example.tw/p/x/01/4712345678900",
            "digital_link (01)04712345678900",
        ),
        ("]Q1https://a.tw/01/96385074/", "digital_link (01)00000096385074"),
        (
            "https://a.tw/01/4712345678900/21/A%2FB%2b1#top",
            "digital_link (01)04712345678900 (21)A/B+1",
        ),
        (
            "https://a.tw/01/4712345678900/22/2A/10/L/21/7",
            "digital_link (01)04712345678900 (22)2A (10)L (21)7",
        ),
        (
            "https://a.tw/01/4712345678900/235/TPX",
            "digital_link (01)04712345678900 (235)TPX",
        ),
        (
            "https://a.tw/00/347123450000000122?0=1&9999=1",
            "digital_link (00)347123450000000122",
        ),
        ("https://a.tw/01/4712345678901", "error (01) check_digit at 13"),
        (
            "https://a.tw/01/4712345678900/21/7/10/L",
            "error (21) link_order at 0",
        ),
        (
            "https://a.tw/01/4712345678900/10/L/235/T",
            "error (10) link_order at 0",
        ),
        (
            "https://a.tw/01/4712345678900/10/L/10/M",
            "error (10) link_order at 0",
        ),
        ("https://a.tw/01/4712345678900/99/X", "error (99) link_order at 0"),
        ("https://a.tw/01/4712345678900/zz/X", "error (zz) link_order at 0"),
        ("https://a.tw/01/4712345678900?21=7", "error (21) link_query at 0"),
        ("https://a.tw/01/4712345678900?17=271331", "error (17) date at 0"),
        (
            "https://a.tw/01/4712345678900/10/%G1",
            "error (10) link_encoding at 0",
        ),
        (
            "https://a.tw/01/4712345678900/10/%E6%89%B9",
            "error (10) not_cset82 at 0",
        ),
        (
            "https://a.tw/01/4712345678900/10",
            "plain https://a.tw/01/4712345678900/10",
        ),
    ]);
}

#[test]
fn a_lot_that_swallowed_the_next_ai_is_not_guessed_at() {
    check_list(&[
        (
            "]C1011471234567890710L-8817271231",
            "element_string (01)14712345678907 (10)L-8817271231",
        ),
        (
            "]C1011471234567890710L-881727123121SERIAL000000001",
            "error (10) too_long at 20",
        ),
    ]);
}

#[test]
fn the_keys_come_most_specific_first() {
    let keys = |raw: &str| parse(raw, &options()).expect("read").keys();
    assert_eq!(keys("A-03-2\r"), ["A-03-2"]);
    assert_eq!(keys("]A0A-03-2"), ["A-03-2"]);
    assert_eq!(keys("Ａ－０３"), ["Ａ－０３", "A-03"]);
    assert_eq!(keys("4712345678900"), ["4712345678900", "04712345678900"]);
    assert_eq!(
        keys("614141000036"),
        ["614141000036", "00614141000036", "0614141000036"]
    );
    assert_eq!(
        keys("96385074"),
        ["96385074", "00000096385074", "0000096385074", "000096385074"]
    );
    assert_eq!(
        keys("(01)04712345678900(10)L"),
        ["(01)04712345678900(10)L", "04712345678900", "4712345678900"]
    );
    assert_eq!(
        keys("(00)347123450000000122(02)04712345678900(37)12"),
        [
            "(00)347123450000000122(02)04712345678900(37)12",
            "347123450000000122",
            "04712345678900",
            "4712345678900"
        ]
    );
    assert_eq!(keys("(8004)4712TROLLEY7"), ["(8004)4712TROLLEY7", "4712TROLLEY7"]);
}

#[test]
fn the_accessors_say_what_a_flow_asks() {
    let scan = parse(
        "]C100347123450000000122021471234567890737120017271231",
        &options(),
    );
    assert!(scan.is_err(), "(37) swallows what follows: no separator");
    let raw = "]C1003471234500000001220214712345678907152708313712\u{1D}10L-88\u{1D}21S1";
    let scan = parse(raw, &options()).expect("pallet");
    assert_eq!(scan.sscc(), Some("347123450000000122"));
    assert_eq!(scan.gtin(), None, "a pallet is no trade item");
    assert_eq!(
        scan.content_gtin().map(|g| g.to_string()).as_deref(),
        Some("14712345678907")
    );
    assert_eq!(
        (scan.count(), scan.lot(), scan.serial()),
        (Some(12), Some("L-88"), Some("S1"))
    );
    assert_eq!(
        scan.expiry(),
        Some(date!(2027 - 08 - 31)),
        "best before, for want of an expiry"
    );
    assert_eq!(scan.symbology, Some(Symbology::Gs1_128));
    let both = parse("(15)270831(17)270930(11)260701", &options()).expect("dates");
    assert_eq!(both.expiry(), Some(date!(2027 - 09 - 30)));
    assert_eq!(both.produced(), Some(date!(2026 - 07 - 01)));
    assert_eq!(parse("A-1", &options()).expect("plain").expiry(), None);
}

#[test]
fn partners_are_judged_apart_from_reading() {
    let problems = |raw: &str| {
        let scan = parse(raw, &options()).expect("reads all the same");
        let told = associations(scan.elements());
        told.iter()
            .map(|p| p.message(Lang::En))
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(problems("(01)14712345678907(10)L"), "");
    assert_eq!(problems("(10)L"), "AI (10) needs one of: 01,02,03,8006,8026");
    assert_eq!(problems("(02)14712345678907"), "AI (02) needs one of: 37");
    assert_eq!(
        problems("(01)14712345678907(37)5"),
        "AI (01) must not stand beside AI (37); AI (37) needs one of: 00+02,00+8026"
    );
    assert_eq!(problems("(01)14712345678907(3922)100(3103)000100"), "");
    assert_eq!(
        problems("(01)14712345678907(10)A(10)B"),
        "AI (10) stands twice with different values"
    );
    assert_eq!(problems("(01)14712345678907(10)A(10)A"), "");
    assert_eq!(
        problems("(01)14712345678907(3103)000100(3102)000100"),
        "AI (3103) must not stand beside AI (3102); AI (3102) must not stand beside AI (3103)"
    );
}

#[test]
fn json_shows_what_was_read_and_what_was_wrong() {
    let scan = scan_json("]C10114712345678907310300125017271231", &options());
    assert_eq!(
        scan,
        json!({
            "raw": "]C10114712345678907310300125017271231",
            "text": "0114712345678907310300125017271231",
            "symbology": "gs1_128",
            "kind": "gs1",
            "form": "element_string",
            "gtin": "14712345678907",
            "expiry": "2027-12-31",
            "keys": ["0114712345678907310300125017271231", "14712345678907"],
            "elements": [
                { "ai": "01", "title": "GTIN", "value": "14712345678907" },
                { "ai": "3103", "title": "NET WEIGHT (kg)", "value": "001250", "decimal": "1.250" },
                { "ai": "17", "title": "USE BY or EXPIRY", "value": "271231", "date": "2027-12-31" },
            ],
            "problems": [],
        })
    );
    let moment = scan_json("(7003)2607011530", &options());
    assert_eq!(moment["elements"][0]["datetime"], "2026-07-01T15:30:00");
    assert_eq!(moment["problems"][0]["code"], "needs");
    let error = scan_json("(17)271331", &options());
    assert_eq!(
        error,
        json!({
            "raw": "(17)271331",
            "error": {
                "code": "date",
                "ai": "17",
                "title": "USE BY or EXPIRY",
                "position": 0,
                "zh-TW": "AI (17) USE BY or EXPIRY：不是有效的日期（第 1 個字）",
                "en": "AI (17) USE BY or EXPIRY: not a date (character 1)",
            },
        })
    );
}

#[test]
fn check_digits_agree_with_printed_examples() {
    // GenSpecs' and EAN's own examples, and numbers from real goods.
    for whole in [
        "4006381333931",
        "73513537",
        "036000291452",
        "376104250021234569",
        "9521234543213",
        "6291041500213",
    ] {
        let (body, check) = whole.split_at(whole.len() - 1);
        assert_eq!(
            mod10(body).map(|d| d.to_string()).as_deref(),
            Some(check),
            "{whole}"
        );
    }
    assert_eq!((mod10(""), mod10("12a")), (None, None));
    assert_eq!(
        check_pair("1987654Ad4X4bL5ttr2310c"),
        Some(['2', 'K']),
        "the GMN of GenSpecs §7.9.5"
    );
    assert!(check_digit::iban_ok("DE91100000000123456789"));
    assert!(!check_digit::iban_ok("DE9110000000012345678é"));
}

#[test]
fn an_sscc_is_built_from_the_company_prefix() {
    assert_eq!(sscc(3, "4712345", 12).as_deref(), Ok("347123450000000122"));
    assert_eq!(sscc(0, "471234567", 9_999_999).map(|s| s.len()), Ok(18));
    assert_eq!(
        sscc(0, "471234567", 10_000_000),
        Err(SsccError::Serial {
            serial: 10_000_000,
            digits: 7
        })
    );
    assert_eq!(sscc(10, "4712345", 1), Err(SsccError::Extension(10)));
    assert_eq!(sscc(0, "471", 1), Err(SsccError::Prefix));
    assert_eq!(sscc(0, "47A2345", 1), Err(SsccError::Prefix));
    assert_eq!(sscc(0, "4712345678901", 1), Err(SsccError::Prefix));
    let label = format!(
        "]C100{}",
        sscc(1, "4712345", u64::from(u32::MAX) / 8).expect("fits")
    );
    assert!(parse(&label, &options()).expect("reads back").sscc().is_some());
}

#[test]
fn every_reason_has_words_in_both_languages() {
    let error = |reason| ScanError {
        raw: String::new(),
        ai: Some("10".into()),
        position: 0,
        reason,
    };
    for reason in [
        Reason::NoValue,
        Reason::TooLong { max: 20 },
        Reason::NotCset82,
        Reason::LinkOrder,
        Reason::Coupon,
    ] {
        let (zh, en) = (error(reason).message(Lang::ZhTw), error(reason).message(Lang::En));
        assert!(zh.starts_with("AI (10) BATCH/LOT：") && !zh.is_ascii(), "{zh}");
        assert!(en.starts_with("AI (10) BATCH/LOT: ") && en.is_ascii(), "{en}");
    }
}
