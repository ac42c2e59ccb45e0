mod fixtures;

use super::*;
use fixtures::*;

/// `BEELINE_PAPERS=<folder> cargo test -p beeline-server --lib documents::tests::look -- --ignored` writes every paper as
/// PNG and PDF, for eyes.
#[test]
#[ignore = "writes pictures for people to look at"]
fn look() {
    let folder = std::path::PathBuf::from(std::env::var("BEELINE_PAPERS").expect("BEELINE_PAPERS names a folder"));
    let renderer = Renderer::default();
    for (lang, short) in [(Lang::ZhTw, "zh"), (Lang::En, "en")] {
        for (name, paper) in ordinary(lang).into_iter().chain(nasty(lang)) {
            let rendered = renderer.pdf(&paper, MADE_AT).expect(name);
            std::fs::write(folder.join(format!("{name}_{short}.pdf")), &rendered.pdf).expect("writable folder");
            for (i, page) in renderer.png(&paper, 100).expect(name).iter().enumerate() {
                std::fs::write(folder.join(format!("{name}_{short}_{}.png", i + 1)), page).expect("writable folder");
            }
        }
    }
}
