use super::*;
use crate::documents::tests::tools::{Grey, Numbers, read_barcodes};

#[test]
fn qr_carries_chinese_and_keeps_its_size() {
    let squares = qr("L20260929-000777", 164, 4).expect("small enough");
    assert_eq!((squares.module, squares.side), (4, (21 + 2 * 4) * 4));
    let mut sheet = Grey::white(300, 300);
    for [x, y, w, h] in &squares.dark {
        sheet.black(*x as usize + 20, *y as usize + 20, *w as usize, *h as usize);
    }
    assert_eq!(read_barcodes(&sheet.pgm()), ["QR-Code:L20260929-000777"]);
    assert!(qr("門市 188230", 164, 4).is_ok());
    assert!(matches!(
        qr(&"x".repeat(300), 100, 4),
        Err(BarcodeError::TooWide { .. })
    ));
    assert_eq!(
        qr(&"x".repeat(301), 900, 4),
        Err(BarcodeError::TooLong {
            given: 301,
            limit: 300
        })
    );
}

#[test]
fn qr_symbols_are_those_of_the_library() {
    let mut numbers = Numbers(11);
    for i in 0..40 {
        let length = 1 + numbers.below(if i % 4 == 0 { MAX_QR_BYTES } else { 40 });
        let value = numbers.text(b"ABC0123456789:/?=abc-", length);
        let theirs =
            qrcode::QrCode::with_error_correction_level(&value, qrcode::EcLevel::M).expect("short enough");
        assert!(
            super::qr::encode(value.as_bytes()).expect("short enough") == theirs.into_colors(),
            "{value}"
        );
    }
}
