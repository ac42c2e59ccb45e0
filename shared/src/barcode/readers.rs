//! For tests, of the server too: pictures, and zbar's `zbarimg` to read the barcodes on them. A missing reader fails
//! the test.

use std::path::Path;
use std::process::Command;

/// A small generator of the tests' own: the same numbers in every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    pub fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len())]))
            .collect()
    }
}

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

    /// Binary portable greymap.
    pub fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend(&self.pixels);
        out
    }
}

/// What a program answers.
pub fn run(command: &mut Command) -> Vec<u8> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{program:?} cannot be run: {e}"));
    // zbarimg ends with 4 when it finds nothing, which is an answer.
    let found = output.status.success() || output.status.code() == Some(4);
    assert!(found, "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Told to read what Beeline prints and nothing else.
pub fn zbarimg() -> Command {
    let mut command = Command::new("zbarimg");
    command.args(["--quiet", "-Sdisable"]);
    command.args(["code128", "ean13", "ean8", "qrcode"].map(|symbology| format!("-S{symbology}.enable")));
    command
}

/// With `bytes` in a file for as long as `read` takes.
pub fn in_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
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
