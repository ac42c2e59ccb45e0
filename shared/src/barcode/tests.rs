use std::collections::BTreeMap;

use super::readers::{Grey, Numbers, in_file, read_barcodes, run, zbarimg};
use super::*;

/// Symbols under each other on white, `module` dots a module, 40 dots high.
fn contact_sheet(symbols: &[Bars], module: u32) -> Grey {
    let drawn: Vec<Drawn> = symbols.iter().map(|s| s.draw(module)).collect();
    let width = drawn.iter().map(|d| d.width).max().unwrap_or(0) as usize + 40;
    let mut sheet = Grey::white(width, 80 * drawn.len() + 40);
    for (i, symbol) in drawn.iter().enumerate() {
        for [x, w] in &symbol.bars {
            sheet.black(*x as usize + 20, 80 * i + 40, *w as usize, 40);
        }
    }
    sheet
}

fn counted(values: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The one barcode's bytes.
fn read_raw(picture: &[u8]) -> Vec<u8> {
    let out = in_file("page.pgm", picture, |path| {
        run(zbarimg().args(["--raw", "--oneshot", "-Sbinary"]).arg(path))
    });
    out.strip_suffix(b"\n").map(<[u8]>::to_vec).unwrap_or(out)
}

#[test]
fn three_hundred_random_code_128_are_read_back() {
    let mut numbers = Numbers(20_260_929);
    let alphabets: [&[u8]; 4] = [
        b"0123456789",
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789",
        b"abcXYZ0123456789 #*<>\\`~",
        b"ab01234567890123456789",
    ];
    let values: Vec<String> = (0..300)
        .map(|i| {
            let length = 1 + numbers.below(20);
            // An outer space would be lost in the reader's line, not in the symbol.
            let text = numbers.text(alphabets[i % 4], length).trim().to_owned();
            if text.is_empty() { "x".into() } else { text }
        })
        .collect();
    for part in values.chunks(30) {
        let symbols: Vec<_> = part.iter().map(|v| code128(v).expect("ASCII")).collect();
        let read = read_barcodes(&contact_sheet(&symbols, 2).pgm());
        let wanted = part.iter().map(|v| format!("CODE-128:{v}"));
        assert_eq!(counted(read), counted(wanted));
    }
}

#[test]
fn control_characters_are_read_back_from_set_a() {
    for value in [
        "A\u{1d}B",
        "\u{2}12345\u{3}",
        "a\u{1b}b\u{1b}c",
        "\u{0}\u{1}\u{5f}",
    ] {
        let symbol = code128(value).expect("ASCII");
        assert_eq!(
            read_raw(&contact_sheet(&[symbol], 3).pgm()),
            value.as_bytes(),
            "{value:?}"
        );
    }
}

#[test]
fn the_human_readable_line_shows_control_characters_as_spaces() {
    assert_eq!(code128("A\u{1d}B").expect("ASCII").text, "A B");
}

/// Symbol characters of the shortest encoding, found by trying everything; start included, check and stop not.
fn shortest(rest: &[u8], set: Option<char>) -> usize {
    if rest.is_empty() {
        return usize::from(set.is_none());
    }
    let mut best = usize::MAX;
    for to in ['A', 'B', 'C'] {
        let taken = match to {
            'A' if rest[0] < 0x60 => 1,
            'B' if rest[0] >= 0x20 => 1,
            'C' if rest.len() > 1 && rest[0].is_ascii_digit() && rest[1].is_ascii_digit() => 2,
            _ => continue,
        };
        let change = usize::from(set != Some(to));
        best = best.min(change + 1 + shortest(&rest[taken..], Some(to)));
    }
    best
}

#[test]
fn no_shorter_choice_of_sets_exists() {
    let mut numbers = Numbers(7);
    for _ in 0..400 {
        let length = 1 + numbers.below(9);
        let value = numbers.text(b"0123456789aA\x1d", length);
        // Check symbol 11 and stop 13 modules.
        let modules: u32 = code128(&value).expect("ASCII").runs.iter().sum();
        assert_eq!(
            modules,
            shortest(value.as_bytes(), None) as u32 * 11 + 24,
            "{value:?}"
        );
    }
}

#[test]
fn what_code_128_cannot_carry_is_refused() {
    assert_eq!(code128(""), Err(BarcodeError::Empty));
    assert_eq!(
        code128("A-籃"),
        Err(BarcodeError::Character {
            code: 0x7C43,
            position: 3
        })
    );
    assert_eq!(
        code128("A\u{7f}"),
        Err(BarcodeError::Character {
            code: 0x7F,
            position: 2
        })
    );
    // The encoder's own marks would change the symbol.
    assert_eq!(
        code128("A\u{C0}"),
        Err(BarcodeError::Character {
            code: 0xC0,
            position: 2
        })
    );
    assert_eq!(
        code128(&"9".repeat(5_000)),
        Err(BarcodeError::TooLong {
            given: 5_000,
            limit: MAX_LINEAR_CHARS
        })
    );
}

#[test]
fn gs1_128_separates_only_variable_elements() {
    let element = |ai, value| Element { ai, value };
    let fixed = gs1_128(&[
        element("01", "04006381333931"),
        element("17", "270815"),
        element("10", "L1"),
    ])
    .expect("valid");
    assert_eq!(fixed.text, "(01)04006381333931(17)270815(10)L1");
    assert_eq!(
        read_raw(&contact_sheet(&[fixed], 3).pgm()),
        b"01040063813339311727081510L1"
    );
    let variable = gs1_128(&[element("10", "L1"), element("21", "123")]).expect("valid");
    assert_eq!(read_raw(&contact_sheet(&[variable], 3).pgm()), b"10L1\x1d21123");
    // An odd number of digits before the separator: the half pair stays before it.
    let odd = gs1_128(&[element("10", "12345"), element("21", "6")]).expect("valid");
    assert_eq!(read_raw(&contact_sheet(&[odd], 3).pgm()), b"1012345\x1d216");
}

#[test]
fn sscc_is_156_modules_and_its_check_digit_counts() {
    let symbol = sscc("347112345000000019").expect("right check digit");
    assert_eq!(symbol.runs.iter().sum::<u32>(), 156);
    assert_eq!(symbol.text, "(00)347112345000000019");
    assert_eq!(
        sscc("347112345000000018"),
        Err(BarcodeError::CheckDigit {
            given: '8',
            wanted: '9'
        })
    );
    assert_eq!(
        sscc("34711234500000001"),
        Err(BarcodeError::Digits {
            given: 17,
            wanted: 18
        })
    );
    assert_eq!(
        sscc("34711234500000001９"),
        Err(BarcodeError::Digits {
            given: 17,
            wanted: 18
        })
    );
}

#[test]
fn ean_is_read_back_and_a_wrong_check_digit_refused() {
    let symbols = [
        ean13("4006381333931").expect("valid"),
        ean13("0012345678905").expect("valid"),
        ean8("96385074").expect("valid"),
    ];
    assert_eq!(symbols[0].modules(), 95 + 11 + 7);
    let read = read_barcodes(&contact_sheet(&symbols, 2).pgm());
    let wanted = ["EAN-13:4006381333931", "EAN-13:0012345678905", "EAN-8:96385074"].map(String::from);
    assert_eq!(counted(read), counted(wanted));
    assert_eq!(
        ean13("4006381333932"),
        Err(BarcodeError::CheckDigit {
            given: '2',
            wanted: '1'
        })
    );
    assert_eq!(
        ean13("400638133393"),
        Err(BarcodeError::Digits {
            given: 12,
            wanted: 13
        })
    );
}

#[test]
fn a_symbol_takes_the_widest_module_that_fits_and_is_never_scaled() {
    // Start, twelve characters, check, stop, two quiet zones.
    let symbol = code128("ABCDEFGHIJKL").expect("ASCII");
    assert_eq!(symbol.modules(), 11 * 14 + 13 + 20);
    assert_eq!(symbol.fit(187 * 4, 4).expect("fits").module, 4);
    assert_eq!(symbol.fit(187 * 4 - 1, 4).expect("fits").module, 3);
    let refused = symbol.fit(187 * 2 - 1, 4).expect_err("too wide");
    assert_eq!(
        refused,
        BarcodeError::TooWide {
            needed_dots: 374,
            space_dots: 373
        }
    );
    assert_eq!(
        refused.say(Lang::ZhTw),
        "條碼太長：至少要 46.8 mm，這裡只有 46.7 mm"
    );
    let drawn = symbol.draw(3);
    assert_eq!(drawn.width, 187 * 3);
    assert_eq!(drawn.bars[0], [30, 6]);
    assert_eq!(drawn.bars.last().map(|[x, w]| x + w), Some(187 * 3 - 30));
}
