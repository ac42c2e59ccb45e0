//! Labels are read by zbar as a scanner would, and the printers' programs by readers of our own, which
//! `fixtures/label` holds against an independent renderer (see its README).

use proptest::prelude::*;

use super::*;
use crate::barcode::readers::{Grey, read_barcodes};

const FONTS: Fonts<'static> = Fonts {
    regular: include_bytes!("../../fonts/NotoSansTC-Regular.ttf"),
    bold: include_bytes!("../../fonts/NotoSansTC-Bold.ttf"),
};
const BOTH: [Dpi; 2] = [Dpi::D203, Dpi::D300];

fn item(code: &str, name: &str) -> ItemLabel {
    ItemLabel {
        code: code.into(),
        sku: "BL-1203-BK-L".into(),
        name: name.into(),
        spec: "黑／L".into(),
    }
}

fn drawing(item: &ItemLabel, dpi: Dpi) -> Drawing {
    item_label(item, dpi, &FONTS).expect("printable")
}

fn burnt(item: &ItemLabel, dpi: Dpi) -> Raster {
    raster(&drawing(item, dpi), &FONTS).expect("the fonts are fonts")
}

/// The label lying on white, each dot `zoom` pixels.
fn picture(raster: &Raster, zoom: usize) -> Grey {
    let (width, height) = (raster.width as usize, raster.height as usize);
    let mut grey = Grey::white((width + 40) * zoom, (height + 40) * zoom);
    for (x, y) in dots(raster) {
        grey.black((x as usize + 20) * zoom, (y as usize + 20) * zoom, zoom, zoom);
    }
    grey
}

fn dots(raster: &Raster) -> impl Iterator<Item = (u32, u32)> {
    let all = (0..raster.height).flat_map(|y| (0..raster.width).map(move |x| (x, y)));
    all.filter(|(x, y)| raster.black(*x, *y))
}

fn lines(drawing: &Drawing) -> Vec<&str> {
    drawing.texts.iter().map(|text| text.text.as_str()).collect()
}

/// Ordinary goods and the worst ones, with what a scanner must read.
fn goods() -> Vec<(ItemLabel, &'static str)> {
    let long = "不鏽鋼保溫瓶 500ml 霧面白限量版附原廠提袋與杯套組合".repeat(20);
    vec![
        (item("4711234567899", "純棉圓領短袖T恤"), "EAN-13:4711234567899"),
        (item("96385074", "口紅膠"), "EAN-8:96385074"),
        (item("BL-1203BK", "Ceramic mug"), "CODE-128:BL-1203BK"),
        (item("123456789012345678", &long), "CODE-128:123456789012345678"),
        (item("4711234567890", "檢查碼不對"), "CODE-128:4711234567890"),
        (item("A1", "𠮷野家😀"), "CODE-128:A1"),
        (item("4006381333931", ""), "EAN-13:4006381333931"),
    ]
}

/// What is too long or too foreign for bars of 40 mm. Chinese stands in a QR code as UTF-8 without saying so, as readers
/// expect it; one at a time they all guess it right, zbar too.
fn long_goods() -> Vec<(ItemLabel, String)> {
    let long = "不鏽鋼保溫瓶 500ml 霧面白限量版附原廠提袋與杯套組合".repeat(20);
    let codes = [
        ("TSHIRT-BLACK-XL-2026", "純棉圓領短袖T恤"),
        ("Mug-Blue-350ml-b", "Ceramic mug with a lid, blue"),
        ("0123456789012345678901234567890123456789", &long),
        ("WWWWWWWWWWMMMMMMMMMMWWWWWWWWWWMMMMMMMMMM", &long),
        ("籃-1", "中文條碼"),
        (
            "春季限定櫻花保濕乳液五百毫升補充包兩入組加贈旅行組與化妝棉一盒四十個字的貨號完畢了",
            &long,
        ),
        ("http://shop.example/i?id=BL-1203&s=L", ""),
        ("籃-2", "𠮷野家😀"),
    ];
    let made = codes.map(|(code, name)| (item(code, name), format!("QR-Code:{code}")));
    made.into_iter().collect()
}

fn all_goods() -> Vec<(ItemLabel, String)> {
    let linear = goods().into_iter().map(|(item, read)| (item, read.to_owned()));
    linear.chain(long_goods()).collect()
}

#[test]
fn a_scanner_reads_every_label_at_203_and_300_dpi() {
    for (item, wanted) in all_goods() {
        for dpi in BOTH {
            let read = read_barcodes(&picture(&burnt(&item, dpi), 2).pgm());
            assert_eq!(read, [wanted.as_str()], "{dpi:?}");
        }
    }
}

#[test]
fn bars_are_whole_modules_of_a_quarter_millimetre_at_least_inside_their_quiet_zones() {
    for (item, _) in goods() {
        for (dpi, narrowest) in [(Dpi::D203, 2), (Dpi::D300, 3)] {
            let drawing = drawing(&item, dpi);
            let module = drawing.bars.iter().map(|bar| bar.width).min().expect("bars");
            assert!(module >= narrowest, "{}", item.code);
            assert!(drawing.bars.iter().all(|bar| bar.width % module == 0));
            let (first, last) = (drawing.bars[0], drawing.bars[drawing.bars.len() - 1]);
            let quiet = match item.code.as_str() {
                "4711234567899" | "4006381333931" => [11, 7],
                "96385074" => [7, 7],
                _ => [10, 10],
            };
            assert!(first.x >= quiet[0] * module, "{}", item.code);
            assert!(drawing.width - last.x - last.width >= quiet[1] * module);
            // 8 mm, and nothing written across them.
            assert!(
                drawing
                    .bars
                    .iter()
                    .all(|bar| bar.height * 20 >= drawing.height * 8)
            );
            for text in &drawing.texts {
                let apart = text.baseline + text.size / 5 <= first.y
                    || text.baseline - text.size * 9 / 10 >= first.y + first.height;
                assert!(apart, "{text:?} and {first:?}");
            }
        }
    }
}

#[test]
fn every_word_stays_on_the_label() {
    for (item, _) in all_goods() {
        for dpi in BOTH {
            let drawing = drawing(&item, dpi);
            let mut wide = Raster::new(drawing.width * 3, drawing.height * 3);
            // Moved into the middle of a bigger label: what would have been cut off shows.
            let mut moved = drawing.clone();
            (moved.width, moved.height) = (wide.width, wide.height);
            moved.bars.clear();
            for text in &mut moved.texts {
                text.x += drawing.width;
                text.baseline += drawing.height;
                assert!(text.size >= 16, "{text:?}");
            }
            wide = raster(&moved, &FONTS).expect("the fonts are fonts");
            let inside = |(x, y)| {
                (drawing.width..drawing.width * 2).contains(&x)
                    && (drawing.height..drawing.height * 2).contains(&y)
            };
            assert!(dots(&wide).count() > 100);
            assert!(dots(&wide).all(inside), "{dpi:?} {:?}", lines(&drawing));
        }
    }
}

#[test]
fn the_label_says_name_sku_spec_and_code() {
    let drawing = drawing(&item("4711234567899", "純棉圓領短袖T恤"), Dpi::D203);
    let wanted = ["純棉圓領短袖T恤", "BL-1203-BK-L　黑／L", "4711234567899"];
    assert_eq!(lines(&drawing), wanted);
    let bare = ItemLabel {
        spec: String::new(),
        ..item("96385074", "口紅膠")
    };
    let bare = item_label(&bare, Dpi::D203, &FONTS).expect("printable");
    assert_eq!(lines(&bare), ["口紅膠", "BL-1203-BK-L", "96385074"]);
}

#[test]
fn both_printers_break_a_name_at_the_same_place() {
    for (item, _) in all_goods() {
        let [coarse, fine] = BOTH.map(|dpi| drawing(&item, dpi));
        assert_eq!(lines(&coarse), lines(&fine));
    }
}

#[test]
fn a_very_long_name_takes_two_lines_and_ends_in_an_ellipsis() {
    let name = "不鏽鋼保溫瓶 500ml 霧面白限量版附原廠提袋與杯套組合";
    let two = drawing(&item("A1", name), Dpi::D203);
    assert_eq!(two.texts.len(), 4);
    assert_eq!(
        format!("{}{}", two.texts[0].text, two.texts[1].text).replace(' ', ""),
        name.replace(' ', "")
    );
    let cut = drawing(&item("A1", &name.repeat(100)), Dpi::D203);
    assert_eq!(cut.texts.len(), 4);
    assert!(cut.texts[1].text.ends_with('…'), "{:?}", cut.texts[1]);
}

#[test]
fn a_glyph_no_font_has_shows_its_code_point_on_paper_too() {
    let label = item("A1", "𠮷野家");
    let marked = drawing(&label, Dpi::D203);
    assert_eq!(marked.texts[0].text, "〈U+20BB7〉野家");
    assert_eq!(
        burnt(&label, Dpi::D203),
        burnt(&item("A1", "〈U+20BB7〉野家"), Dpi::D203)
    );
    // Even if somebody else made the drawing.
    let mut own = marked;
    own.texts[0].text = "𠮷野家".into();
    assert_eq!(raster(&own, &FONTS), Ok(burnt(&label, Dpi::D203)));
}

#[test]
fn what_turns_text_over_or_has_no_shape_goes_and_line_breaks_become_spaces() {
    let drawing = drawing(&item("A1", "紅\u{202e}色\r\n杯\u{fe0f}"), Dpi::D203);
    assert_eq!(drawing.texts[0].text, "紅色 杯");
}

/// Nine mixed characters are bars at 40 mm, and ten are not.
#[test]
fn bars_where_they_fit_and_a_qr_code_where_they_do_not() {
    let module = |code: &str, dpi| {
        let widths = drawing(&item(code, "x"), dpi)
            .bars
            .into_iter()
            .map(|bar| bar.width);
        widths.min().expect("a symbol")
    };
    let is_square = |code: &str| {
        drawing(&item(code, "x"), Dpi::D203)
            .bars
            .iter()
            .any(|bar| bar.y < 54)
    };
    for (code, square) in [
        ("BL-1203BK", false),
        ("BL-1203-BK", true),
        ("123456789012345678", false),
        ("4711234567899", false),
        ("bl-1203bk", false),
        ("籃", true),
    ] {
        assert_eq!(is_square(code), square, "{code}");
    }
    assert_eq!(BOTH.map(|dpi| module("TSHIRT-BLACK-XL-2026", dpi)), [4, 5]);
}

#[test]
fn a_qr_code_is_whole_modules_with_its_quiet_zone_and_words_stay_beside_it() {
    for (item, _) in long_goods() {
        for (dpi, narrowest) in [(Dpi::D203, 2), (Dpi::D300, 3)] {
            let drawing = drawing(&item, dpi);
            let module = drawing
                .bars
                .iter()
                .map(|bar| bar.width.min(bar.height))
                .min()
                .expect("a symbol");
            assert!(module >= narrowest, "{}", item.code);
            assert!(
                drawing
                    .bars
                    .iter()
                    .all(|bar| bar.width % module == 0 && bar.height % module == 0)
            );
            let side = |at: fn(&Bar) -> [u32; 2]| {
                let [first, last] = [
                    drawing.bars.iter().map(|bar| at(bar)[0]).min().expect("a symbol"),
                    drawing.bars.iter().map(|bar| at(bar)[1]).max().expect("a symbol"),
                ];
                [first, last]
            };
            let [left, right] = side(|bar| [bar.x, bar.x + bar.width]);
            let [top, bottom] = side(|bar| [bar.y, bar.y + bar.height]);
            assert_eq!(right - left, bottom - top, "a square");
            let quiet = 4 * module;
            assert!(
                left >= quiet && top >= quiet && drawing.height - bottom >= quiet,
                "{}",
                item.code
            );
            for text in &drawing.texts {
                assert!(text.x >= right + quiet, "{text:?}");
            }
            // No two lines touch.
            for pair in drawing.texts.windows(2) {
                assert!(
                    pair[1].baseline - pair[1].size * 9 / 10 >= pair[0].baseline,
                    "{pair:?}"
                );
            }
        }
    }
}

#[test]
fn beside_a_qr_code_the_whole_code_is_written_and_an_sku_once() {
    let label = |sku: &str| ItemLabel {
        sku: sku.into(),
        ..item("TSHIRT-BLACK-XL-2026", "純棉圓領短袖T恤")
    };
    let own = drawing(&label("TSHIRT-BLACK-XL-2026"), Dpi::D203);
    assert_eq!(lines(&own).concat(), "純棉圓領短袖T恤黑／LTSHIRT-BLACK-XL-2026");
    let other = drawing(&label("T-7"), Dpi::D203);
    assert_eq!(
        lines(&other).concat(),
        "純棉圓領短袖T恤T-7　黑／LTSHIRT-BLACK-XL-2026"
    );
    let forty = "0123456789ABCDEFGHIJabcdefghij0123456789";
    let long = drawing(&item(forty, &"名".repeat(100)), Dpi::D203);
    assert!(lines(&long).concat().ends_with(forty), "{:?}", lines(&long));
}

#[test]
fn nothing_and_more_than_a_label_holds_are_refused_by_name_and_bytes_that_are_no_font_too() {
    for dpi in BOTH {
        let refused = |code: &str| item_label(&item(code, "x"), dpi, &FONTS).expect_err("refused");
        assert_eq!(
            refused("").say(Lang::En),
            "“” cannot be a label: the barcode is empty"
        );
        let long = "LONG-SKU-".repeat(40);
        assert_eq!(
            refused(&long).say(Lang::ZhTw),
            format!("「{}」無法印成標籤：條碼有 360 個字，最多 300 個", &long[..80])
        );
        // As many as are said to fit do fit.
        assert!(item_label(&item(&"x".repeat(300), "x"), dpi, &FONTS).is_ok());
    }
    let no_font = Fonts {
        regular: b"not a font",
        bold: &[],
    };
    assert_eq!(
        item_label(&item("A1", "x"), Dpi::D203, &no_font),
        Err(LabelError::Font)
    );
}

/// What a ZPL printer has: the graphic's dots and the copies. Written from Zebra's manual, not from our encoder.
fn read_zpl(program: &[u8]) -> (Raster, u32) {
    let text = std::str::from_utf8(program).expect("ASCII");
    assert!(text.is_ascii() && text.starts_with("^XA") && text.trim_end().ends_with("^XZ"));
    let command = |name: &str| {
        let at = text.find(name).unwrap_or_else(|| panic!("{name} in {text}"));
        text[at + name.len()..]
            .split('^')
            .next()
            .expect("a rest")
            .trim_end()
    };
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let graphic: Vec<&str> = command("^GFA,").splitn(4, ',').collect();
    let row = number(graphic[2]) as usize;
    let mut raster = Raster::new(number(command("^PW")), number(command("^LL")));
    assert_eq!(number(graphic[0]) as usize, row * raster.height as usize);
    assert_eq!(graphic[0], graphic[1]);
    let digits = expand(graphic[3], row * 2);
    assert_eq!(digits.len(), row * 2 * raster.height as usize);
    for (i, digit) in digits.iter().enumerate() {
        for bit in (0..4).filter(|bit| digit >> (3 - bit) & 1 == 1) {
            let x = (i % (row * 2) * 4 + bit) as u32;
            assert!(x < raster.width, "a dot beyond the label");
            raster.blacken(x, (i / (row * 2)) as u32);
        }
    }
    (raster, number(command("^PQ")))
}

/// Zebra's Alternative Compression Scheme, `width` digits a row.
fn expand(data: &str, width: usize) -> Vec<u8> {
    let mut digits: Vec<u8> = Vec::new();
    let mut times = 0;
    for c in data.chars() {
        let used = digits.len() % width;
        let fill = |digit| vec![digit; width - used];
        match c {
            'G'..='Y' => times += c as usize - 'F' as usize,
            'g'..='z' => times += (c as usize - 'f' as usize) * 20,
            ',' => digits.extend(fill(0)),
            '!' => digits.extend(fill(15)),
            ':' => {
                assert_eq!((used, times), (0, 0), ": stands for a whole row");
                digits.extend_from_within(digits.len() - width..);
            }
            _ => {
                let digit = c.to_digit(16).unwrap_or_else(|| panic!("{c:?}")) as u8;
                digits.extend(vec![digit; times.max(1)]);
                times = 0;
            }
        }
    }
    digits
}

/// What a TSPL printer has: the bitmap's dots and the copies. In TSPL 0 is black.
fn read_tspl(program: &[u8]) -> (Raster, String) {
    let at = |name: &[u8]| {
        program
            .windows(name.len())
            .position(|w| w == name)
            .expect("a command")
    };
    let start = at(b"BITMAP ");
    let head = String::from_utf8_lossy(&program[..start]);
    let set = [
        "GAP 2 mm,0",
        "DIRECTION 1,0",
        "REFERENCE 0,0",
        "OFFSET 0 mm",
        "SET PEEL OFF",
        "SET TEAR ON",
        "CLS",
    ];
    assert_eq!(head.lines().skip(1).collect::<Vec<_>>(), set);
    let fields: Vec<&[u8]> = program[start + 7..].splitn(6, |byte| *byte == b',').collect();
    let number = |i: usize| {
        String::from_utf8_lossy(fields[i])
            .parse::<usize>()
            .expect("a number")
    };
    assert_eq!((number(0), number(1), number(4)), (0, 0, 0));
    let (row, height) = (number(2), number(3));
    let (bits, tail) = fields[5].split_at(row * height);
    let mut raster = Raster::new(row as u32 * 8, height as u32);
    for (i, byte) in bits.iter().enumerate() {
        for bit in (0..8).filter(|bit| byte >> (7 - bit) & 1 == 0) {
            raster.blacken((i % row * 8 + bit) as u32, (i / row) as u32);
        }
    }
    (
        raster,
        head.lines().next().unwrap_or_default().to_owned() + &String::from_utf8_lossy(tail),
    )
}

#[test]
fn what_either_printer_gets_is_the_label_dot_for_dot() {
    for (item, _) in all_goods() {
        for dpi in BOTH {
            let label = burnt(&item, dpi);
            assert_eq!(read_zpl(&zpl::program(&label, 3)), (label.clone(), 3));
            let wanted = "SIZE 40 mm,20 mm\r\nPRINT 3\r\n".to_owned();
            assert_eq!(read_tspl(&tspl::program(&label, dpi, 3)), (label, wanted));
        }
    }
}

#[test]
fn what_other_software_left_changed_in_a_zpl_printer_is_set_before_the_graphic() {
    let program = String::from_utf8(zpl::program(&Raster::new(320, 160), 1)).expect("ASCII");
    let (head, graphic) = program.split_once("^FO0,0^GFA,").expect("a graphic");
    assert_eq!(head, "^XA^MUd^JMA^PMN^LRN^PW320^LL160^LH0,0^MMT^PON^FWN\n");
    assert!(!graphic.contains("^FO"));
}

#[test]
fn copies_are_one_to_999() {
    let label = Raster::new(8, 1);
    for (asked, printed) in [(0, 1), (1, 1), (999, 999), (1_000, 999), (u32::MAX, 999)] {
        assert_eq!(read_zpl(&zpl::program(&label, asked)).1, printed);
        let tspl = tspl::program(&label, Dpi::D203, asked);
        assert!(tspl.ends_with(format!("\r\nPRINT {printed}\r\n").as_bytes()));
    }
}

#[test]
fn a_label_is_a_few_kilobytes() {
    let label = burnt(&item("4711234567899", "純棉圓領短袖T恤"), Dpi::D203);
    let program = zpl::program(&label, 1);
    assert!(program.len() < 5_000, "{}", program.len());
}

/// `fixtures/label/item.pbm` is what labelize made of `item.zpl`: our reader agrees with it.
#[test]
fn our_reader_of_zpl_agrees_with_an_independent_renderer() {
    let (read, copies) = read_zpl(include_bytes!("../../fixtures/label/item.zpl"));
    assert_eq!(copies, 2);
    let theirs = include_bytes!("../../fixtures/label/item.pbm");
    let bits = theirs.strip_prefix(b"P4\n320 160\n").expect("a portable bitmap");
    assert_eq!(read.rows().flatten().copied().collect::<Vec<u8>>(), bits);
}

/// Rows as labels have them: long runs, rows repeated, full and empty ones.
fn any_raster() -> impl Strategy<Value = Raster> {
    let row = prop_oneof![
        Just(vec![]),
        prop::collection::vec((0u32..1700, 1u32..900), 0..6),
        Just(vec![(0, 1700)]),
    ];
    let rows = prop::collection::vec((row, 1u32..4), 1..12);
    (1u32..1700, rows).prop_map(|(width, rows)| {
        let height = rows.iter().map(|(_, times)| times).sum();
        let mut raster = Raster::new(width, height);
        let repeated = rows
            .iter()
            .flat_map(|(runs, times)| (0..*times).map(move |_| runs));
        for (y, runs) in (0..).zip(repeated) {
            for (from, length) in runs {
                (*from..from + length).for_each(|x| raster.blacken(x, y));
            }
        }
        raster
    })
}

proptest! {
    #[test]
    fn a_printer_expands_what_was_compressed(raster in any_raster(), copies in 1u32..1000) {
        prop_assert_eq!(read_zpl(&zpl::program(&raster, copies)), (raster, copies));
    }

    #[test]
    fn any_words_make_a_label_without_a_panic(
        code in "[ -~]{1,12}|\\PC{0,90}|.{200,400}", name in any::<String>(), sku in any::<String>(), spec in any::<String>(),
    ) {
        let label = ItemLabel { code, sku, name, spec };
        if let Ok(drawing) = item_label(&label, Dpi::D300, &FONTS) {
            let raster = raster(&drawing, &FONTS).expect("the fonts are fonts");
            prop_assert_eq!([raster.width, raster.height], Dpi::D300.size());
        }
    }
}
