//! Independent readers: poppler's `pdftotext` and `pdftoppm`, zbar's `zbarimg`. A missing one fails the test.

use std::path::Path;
use std::process::Command;

/// A grey picture.
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Grey {
    pub fn white(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![255; width * height],
        }
    }

    pub fn black(&mut self, x: usize, y: usize, width: usize, height: usize) {
        for row in y..y + height {
            self.pixels[row * self.width + x..row * self.width + x + width].fill(0);
        }
    }

    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Binary portable greymap.
    pub fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend(&self.pixels);
        out
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

fn run(command: &mut Command) -> Vec<u8> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{program:?} cannot be run: {e}"));
    // zbarimg ends with 4 when it finds nothing, which is an answer.
    let found = output.status.success() || output.status.code() == Some(4);
    assert!(found, "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn zbarimg() -> Command {
    let mut command = Command::new("zbarimg");
    command.args(["--quiet", "-Sdisable"]);
    command.args(["code128", "ean13", "ean8", "qrcode"].map(|symbology| format!("-S{symbology}.enable")));
    command
}

fn in_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    read(&path)
}

/// Every barcode on a picture (PGM or PNG) as `SYMBOLOGY:value`, sorted.
pub fn read_barcodes(picture: &[u8]) -> Vec<String> {
    let name = if picture.starts_with(b"P5") {
        "page.pgm"
    } else {
        "page.png"
    };
    let out = in_file(name, picture, |path| run(zbarimg().arg(path)));
    let mut all: Vec<String> = String::from_utf8_lossy(&out).lines().map(str::to_owned).collect();
    all.sort();
    all
}

/// The one barcode's bytes.
pub fn read_raw(picture: &[u8]) -> Vec<u8> {
    let out = in_file("page.pgm", picture, |path| {
        run(zbarimg().args(["--raw", "--oneshot", "-Sbinary"]).arg(path))
    });
    out.strip_suffix(b"\n").map(<[u8]>::to_vec).unwrap_or(out)
}

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
