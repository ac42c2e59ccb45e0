//! An item label as printers get it: `cargo run -p beeline-shared --example label 4711234567899 純棉圓領短袖T恤 FOLDER`
//! writes `label_203.zpl`, `.tspl` and the same at 300 dpi. For eyes, for a real printer, and for `fixtures/label`.

use shared::label::{Dpi, Fonts, ItemLabel, item_label, raster, tspl, zpl};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [code, name, folder] = arguments.as_slice() else {
        return Err("label CODE NAME FOLDER".into());
    };
    let fonts = Fonts {
        regular: include_bytes!("../fonts/NotoSansTC-Regular.ttf"),
        bold: include_bytes!("../fonts/NotoSansTC-Bold.ttf"),
    };
    let label = ItemLabel {
        code: code.clone(),
        sku: code.clone(),
        name: name.clone(),
        spec: String::new(),
    };
    for (dpi, number) in [(Dpi::D203, 203), (Dpi::D300, 300)] {
        let drawing = item_label(&label, dpi, &fonts).map_err(|error| format!("{error:?}"))?;
        let picture = raster(&drawing, &fonts).map_err(|error| format!("{error:?}"))?;
        let file = |kind: &str| Path::new(folder).join(format!("label_{number}.{kind}"));
        std::fs::write(file("zpl"), zpl::program(&picture, 2))?;
        std::fs::write(file("tspl"), tspl::program(&picture, dpi, 2))?;
    }
    Ok(())
}
