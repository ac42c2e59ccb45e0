//! Independent readers: poppler's `pdftotext` and `pdftoppm`; the barcodes' are those of `shared`.

#[path = "../../../../shared/src/barcode/readers.rs"]
#[allow(dead_code, reason = "the tests of the symbols draw and count with the rest")]
mod readers;

use std::process::Command;

pub use readers::{Grey, read_barcodes};

impl Grey {
    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// What `pdftoppm -gray` writes.
    pub fn from_pgm(bytes: &[u8]) -> Self {
        let mut fields = bytes.splitn(4, |b| b.is_ascii_whitespace());
        let mut field = || fields.next().expect("a header field");
        let number = |text: &[u8]| String::from_utf8_lossy(text).parse::<usize>().expect("a number");
        assert_eq!(field(), b"P5");
        let (width, height) = (number(field()), number(field()));
        let rest = field();
        assert_eq!(&rest[..4], b"255\n");
        assert_eq!(rest.len() - 4, width * height);
        Self {
            width,
            height,
            pixels: rest[4..].to_vec(),
        }
    }
}
use readers::{in_file, run};

/// Text of each page, without the zero-width spaces that let long words break.
pub fn pdf_text(pdf: &[u8]) -> Vec<String> {
    let out = in_file("paper.pdf", pdf, |path| {
        run(Command::new("pdftotext").arg("-layout").arg(path).arg("-"))
    });
    let text = String::from_utf8(out).expect("UTF-8").replace('\u{200b}', "");
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    pages
}

/// Each page as grey pixels.
pub fn pdf_pages(pdf: &[u8], dpi: u32) -> Vec<Grey> {
    in_file("paper.pdf", pdf, |path| {
        let folder = path.parent().expect("a folder");
        let prefix = folder.join("page");
        run(Command::new("pdftoppm")
            .args(["-gray", "-r", &dpi.to_string()])
            .arg(path)
            .arg(&prefix));
        let mut pages: Vec<_> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|p| p.extension().is_some_and(|e| e == "pgm"))
            .collect();
        pages.sort();
        pages
            .iter()
            .map(|p| Grey::from_pgm(&std::fs::read(p).expect("a page")))
            .collect()
    })
}
