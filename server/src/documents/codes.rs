//! The barcodes of one document, drawn straight into its laid-out pages.
//!
//! A template sets an empty box of the code's width, labelled with its id; after the layout the bars go into that box as
//! rectangles on the dot grid. The result is what `#rect` for every bar would give, at less than half the time and
//! memory: a label has some 250 of them, and typst would evaluate, lay out and cache each. (One shape of all bars was no
//! faster and made the PDF half as large again: equal rectangles compress.)
//!
//! Invariant: a code is drawn wherever its box stands, as wide as it was made, whatever the template does around it.

use serde_json::{Value, json};
use typst::foundations::Label;
use typst::layout::{Abs, Axes, Frame, FrameItem, GroupItem, Point};
use typst::syntax::Span;
use typst::visualize::{Color, Geometry};
use typst_layout::PagedDocument;

use super::barcode::{DPI, Drawn, Squares};
use shared::label::Drawing;

/// How the ids given to templates begin; a number follows.
const ID: &str = "code-";

/// Every code of one document, by id.
#[derive(Debug, Default)]
pub(super) struct Codes(Vec<Code>);

#[derive(Debug)]
enum Code {
    Bars(Drawn),
    /// `[x, y, width, height]` of each.
    Rectangles(Vec<[u32; 4]>),
}

impl Codes {
    /// Keeps the bars; what comes back is for the template: `id`, `width` and `module` in dots, `text`.
    pub(super) fn bars(&mut self, drawn: Drawn) -> Value {
        let input = json!({
            "id": self.next_id(), "width": drawn.width, "module": drawn.module, "quiet": drawn.quiet, "text": drawn.text,
        });
        self.0.push(Code::Bars(drawn));
        input
    }

    /// Keeps the squares; for the template: `id`, `side` and `module` in dots.
    pub(super) fn squares(&mut self, squares: Squares) -> Value {
        let input = json!({ "id": self.next_id(), "side": squares.side, "module": squares.module });
        self.0.push(Code::Rectangles(squares.dark));
        input
    }

    /// Keeps a label's bars; for the template: `id`, `width` and `height` in dots, and the `texts` to set around them.
    pub(super) fn label(&mut self, drawing: Drawing) -> Value {
        let texts = drawing.texts.into_iter().map(|text| {
            json!({
                "x": text.x, "baseline": text.baseline, "size": text.size, "tracking": text.tracking,
                "weight": if text.bold { "bold" } else { "regular" }, "text": text.text,
            })
        });
        let input = json!({
            "id": self.next_id(), "width": drawing.width, "height": drawing.height, "texts": texts.collect::<Vec<_>>(),
        });
        let bars = drawing.bars.into_iter();
        self.0.push(Code::Rectangles(
            bars.map(|bar| [bar.x, bar.y, bar.width, bar.height]).collect(),
        ));
        input
    }

    fn next_id(&self) -> String {
        format!("{ID}{}", self.0.len())
    }

    /// The document with all codes in their boxes.
    pub(super) fn draw(&self, mut document: PagedDocument) -> PagedDocument {
        let info = document.info_mut().clone();
        let mut pages = document.pages().to_vec();
        // Frames are shared until the other owner is gone; then they change in place.
        drop(document);
        for page in &mut pages {
            self.draw_in(&mut page.frame);
        }
        PagedDocument::new(pages.into_iter().collect(), info)
    }

    fn draw_in(&self, frame: &mut Frame) {
        if !frame.items().any(|(_, item)| matches!(item, FrameItem::Group(_))) {
            return;
        }
        frame.retain(|item| {
            if let FrameItem::Group(group) = item {
                match self.labelled(group) {
                    Some(code) => code.fill(&mut group.frame),
                    None => self.draw_in(&mut group.frame),
                }
            }
            true
        });
    }

    fn labelled(&self, group: &GroupItem) -> Option<&Code> {
        let label: Label = group.label?;
        let number = label.resolve().as_str().strip_prefix(ID)?.parse::<usize>().ok()?;
        self.0.get(number)
    }
}

impl Code {
    /// Black rectangles from the frame's corner; bars as high as the frame.
    fn fill(&self, frame: &mut Frame) {
        let dots = |n: u32| Abs::inches(f64::from(n) / f64::from(DPI));
        let height = frame.height();
        let rect = |x, y, w, h| {
            let shape = Geometry::Rect(Axes::new(w, h)).filled(Color::BLACK);
            (Point::new(x, y), FrameItem::Shape(shape, Span::detached()))
        };
        match self {
            Self::Bars(drawn) => {
                frame.push_multiple(
                    drawn
                        .bars
                        .iter()
                        .map(|[x, w]| rect(dots(*x), Abs::zero(), dots(*w), height)),
                );
            }
            Self::Rectangles(all) => {
                let dark = all
                    .iter()
                    .map(|[x, y, w, h]| rect(dots(*x), dots(*y), dots(*w), dots(*h)));
                frame.push_multiple(dark);
            }
        }
    }
}
