//! From a [`Paper`] to PDF and PNG through typst.
//!
//! One [`Renderer`] a process: it holds the parsed templates and fonts. Rendering is CPU work of milliseconds to seconds
//! and two threads gain nothing over one (typst's caches are shared), so the caller gives it one worker with a queue.
//!
//! Invariant: memory does not grow with use; typst's caches are emptied after every compilation, and labels go in parts
//! of [`MAX_LABELS`].

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Dict};
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::Font;
use typst::utils::Scalar;
use typst_as_lib::{TypstAsLibError, TypstEngine, TypstTemplateCollection};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};
use typst_render::RenderOptions;

use super::codes::Codes;
use super::text::{MAX_WARNINGS, Warning};
use super::{DocumentError, MAX_LABELS, Paper, ParcelLabel, fonts, texts};

/// Our templates, by file name.
pub(super) const TEMPLATES: [(&str, &str); 10] = [
    (
        "count_sheet.typ",
        include_str!("../../templates/documents/count_sheet.typ"),
    ),
    ("lib.typ", include_str!("../../templates/documents/lib.typ")),
    (
        "pick_list.typ",
        include_str!("../../templates/documents/pick_list.typ"),
    ),
    (
        "delivery_slip.typ",
        include_str!("../../templates/documents/delivery_slip.typ"),
    ),
    (
        "parcel_label.typ",
        include_str!("../../templates/documents/parcel_label.typ"),
    ),
    (
        "manifest.typ",
        include_str!("../../templates/documents/manifest.typ"),
    ),
    (
        "bin_labels.typ",
        include_str!("../../templates/documents/bin_labels.typ"),
    ),
    (
        "item_labels.typ",
        include_str!("../../templates/documents/item_labels.typ"),
    ),
    (
        "staff_badges.typ",
        include_str!("../../templates/documents/staff_badges.typ"),
    ),
    (
        "tote_labels.typ",
        include_str!("../../templates/documents/tote_labels.typ"),
    ),
];

/// Where the shop's own files appear to templates.
const OWN: &str = "own";
/// Most bytes of one file in the shop's template folder.
pub const MAX_OWN_FILE: u64 = 2_000_000;
/// Most files in the shop's template folder.
pub const MAX_OWN_FILES: usize = 50;

/// A finished paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// What the office should see before it prints; empty when all is well.
    pub warnings: Vec<Warning>,
}

/// Templates and fonts, ready to print.
pub struct Renderer {
    engine: TypstEngine<TypstTemplateCollection>,
    /// Every source, to turn a place in a template into a line number.
    sources: HashMap<FileId, Source>,
    /// Names of templates the shop has its own of.
    own: Vec<&'static str>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::with_templates(None)
    }
}

impl Renderer {
    /// With the templates in `dir` laid over ours: `dir/pick_list.typ` is used instead of our `pick_list.typ`, may
    /// `#import "/lib.typ"` from ours, its own `.typ` neighbours, and show its own png, jpg and svg files. A folder that
    /// is missing or a file that cannot be read or is too large is as if it were not there.
    pub fn with_templates(dir: Option<PathBuf>) -> Self {
        let mut sources: Vec<Source> = TEMPLATES
            .iter()
            .filter_map(|(name, text)| Some(Source::new(file_id(name)?, (*text).into())))
            .collect();
        let mut pictures: Vec<(FileId, Bytes)> = Vec::new();
        let mut own = Vec::new();
        for (name, bytes) in dir.as_deref().map(own_files).unwrap_or_default() {
            let Some(id) = file_id(&format!("{OWN}/{name}")) else {
                continue;
            };
            if !name.ends_with(".typ") {
                pictures.push((id, Bytes::new(bytes)));
                continue;
            }
            // A file that is no UTF-8 then fails at its first wrong character, with a line, and ours is used.
            sources.push(Source::new(id, String::from_utf8_lossy(&bytes).into_owned()));
            own.extend(
                TEMPLATES
                    .iter()
                    .map(|t| t.0)
                    .filter(|ours| *ours == name && *ours != "lib.typ"),
            );
        }
        let fonts = [fonts::REGULAR, fonts::BOLD]
            .into_iter()
            .flat_map(|data| Font::iter(Bytes::new(data)));
        let engine = TypstEngine::builder()
            .fonts(fonts)
            .comemo_evict_max_age(Some(0))
            .with_static_source_file_resolver(sources.clone())
            .with_static_file_resolver(pictures)
            .build();
        Self {
            engine,
            sources: sources.into_iter().map(|s| (s.id(), s)).collect(),
            own,
        }
    }

    /// The paper as PDF. `made_at` becomes the PDF's creation date, so the same paper and date give the same bytes.
    ///
    /// # Errors
    /// A barcode that cannot be printed, too many rows, or a template of ours that fails.
    pub fn pdf(&self, paper: &Paper, made_at: OffsetDateTime) -> Result<Rendered, DocumentError> {
        self.book(std::slice::from_ref(paper), made_at)
    }

    /// Several papers in one PDF, in order; each counts its own pages.
    ///
    /// # Errors
    /// As [`Self::pdf`], and more than [`MAX_LABELS`] papers: a PDF is built in memory.
    pub fn book(&self, papers: &[Paper], made_at: OffsetDateTime) -> Result<Rendered, DocumentError> {
        if papers.len() > MAX_LABELS {
            return Err(DocumentError::TooMany {
                what: "papers",
                given: papers.len(),
                limit: MAX_LABELS,
            });
        }
        let mut warnings = Vec::new();
        let mut documents = Vec::with_capacity(papers.len());
        for paper in papers {
            let mut own = Vec::new();
            documents.push(self.document(paper, &mut own)?);
            warnings.extend(own.into_iter().take(MAX_WARNINGS - warnings.len()));
        }
        let document = bound(documents);
        let options = PdfOptions {
            creator: typst::foundations::Smart::Custom(Some("Beeline".into())),
            timestamp: timestamp(made_at),
            // These go to printers; the structure tree would be a third of a label's bytes.
            tagged: false,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|d| self.failed(&d).into_export())?;
        let pages = document.pages().len();
        drop(document);
        comemo::evict(0);
        Ok(Rendered { pdf, pages, warnings })
    }

    /// Any number of parcel labels, in PDFs of at most [`MAX_LABELS`] each, in order.
    ///
    /// # Errors
    /// As [`Self::pdf`]; the first bad label ends it.
    pub fn labels_pdf(
        &self,
        labels: &[ParcelLabel],
        made_at: OffsetDateTime,
    ) -> Result<Vec<Rendered>, DocumentError> {
        labels
            .chunks(MAX_LABELS)
            .map(|part| self.pdf(&Paper::ParcelLabels(part.to_vec()), made_at))
            .collect()
    }

    /// The paper's pages as PNG pictures at `dpi` (36 to 600; values outside are taken to the nearer end).
    ///
    /// # Errors
    /// As [`Self::pdf`].
    pub fn png(&self, paper: &Paper, dpi: u32) -> Result<Vec<Vec<u8>>, DocumentError> {
        let document = self.document(paper, &mut Vec::new())?;
        let pixel_per_pt = Scalar::new(f64::from(dpi.clamp(36, 600)) / 72.0);
        let options = RenderOptions {
            pixel_per_pt,
            render_bleed: false,
        };
        let png = |page| typst_render::render(page, &options).encode_png();
        let pages = document.pages().iter().map(png).collect::<Result<_, _>>();
        pages.map_err(|e| DocumentError::Export(e.to_string()))
    }

    fn document(&self, paper: &Paper, warnings: &mut Vec<Warning>) -> Result<PagedDocument, DocumentError> {
        let mut codes = Codes::default();
        let (template, value) = paper.input(warnings, &mut codes)?;
        let inputs: Dict = Dict::deserialize(json!({ "paper": value, "texts": texts::all() }))
            .map_err(|e| DocumentError::Input(e.to_string()))?;
        if self.own.contains(&template) {
            match self.compile(&format!("{OWN}/{template}"), inputs.clone()) {
                Ok(document) => return Ok(codes.draw(document)),
                Err(failed) => {
                    warnings.truncate(MAX_WARNINGS - 1);
                    warnings.insert(0, failed.into_warning());
                }
            }
        }
        self.compile(template, inputs)
            .map(|document| codes.draw(document))
            .map_err(Failed::into_error)
    }

    fn compile(&self, template: &str, inputs: Dict) -> Result<PagedDocument, Failed> {
        let nowhere = |message: String| Failed {
            file: template.into(),
            line: 0,
            message,
        };
        let id = file_id(template).ok_or_else(|| nowhere("no such file".into()))?;
        let Warned { output, warnings: _ } = self.engine.compile_with_input(id, inputs);
        output.map_err(|error| match error {
            TypstAsLibError::TypstSource(diagnostics) => self.failed(&diagnostics),
            TypstAsLibError::TypstFile(error) => nowhere(error.to_string()),
            TypstAsLibError::MainSourceFileDoesNotExist(_) => nowhere("no such file".into()),
            TypstAsLibError::HintedString(error) => nowhere(error.message().to_string()),
            TypstAsLibError::Unspecified(error) => nowhere(error.to_string()),
        })
    }

    /// The first error with its file and line, counted from 1; 0 when it has no place.
    fn failed(&self, diagnostics: &[SourceDiagnostic]) -> Failed {
        let Some(first) = diagnostics.first() else {
            return Failed {
                file: String::new(),
                line: 0,
                message: "unknown".into(),
            };
        };
        let trace = first.trace.iter().map(|t| DiagSpan::from(t.span));
        let place = std::iter::once(first.span)
            .chain(trace)
            .find_map(|span| self.line(span));
        let (file, line) = place.unwrap_or_default();
        Failed {
            file,
            line,
            message: first.message.to_string(),
        }
    }

    fn line(&self, span: DiagSpan) -> Option<(String, usize)> {
        let source = self.sources.get(&span.id()?)?;
        let range = match span.get() {
            DiagSpanKind::Detached => return None,
            DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range)?,
            DiagSpanKind::Range { range, .. } => range,
        };
        let name = source.id().get().vpath().get_without_slash().to_owned();
        Some((name, source.lines().byte_to_line(range.start)? + 1))
    }
}

/// All pages in one document.
fn bound(mut documents: Vec<PagedDocument>) -> PagedDocument {
    if documents.len() == 1 {
        return documents.remove(0);
    }
    let info = documents
        .first_mut()
        .map(|first| first.info_mut().clone())
        .unwrap_or_default();
    let pages = documents
        .iter()
        .flat_map(|document| document.pages().iter().cloned());
    PagedDocument::new(pages.collect(), info)
}

/// A template that did not compile.
struct Failed {
    file: String,
    line: usize,
    message: String,
}

impl Failed {
    fn into_error(self) -> DocumentError {
        DocumentError::Template {
            file: self.file,
            line: self.line,
            message: self.message,
        }
    }

    fn into_export(self) -> DocumentError {
        DocumentError::Export(self.message)
    }

    fn into_warning(self) -> Warning {
        let file = self.file.strip_prefix("own/").unwrap_or(&self.file).to_owned();
        Warning::OwnTemplate {
            file,
            line: self.line,
            message: self.message,
        }
    }
}

fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// Templates and pictures directly in `dir`, by name.
fn own_files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            [".typ", ".png", ".jpg", ".jpeg", ".svg"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .collect();
    names.sort();
    names.truncate(MAX_OWN_FILES);
    let small = |path: &Path| {
        path.metadata()
            .is_ok_and(|m| m.is_file() && m.len() <= MAX_OWN_FILE)
    };
    let read = |name: String| {
        let path = dir.join(&name);
        if small(&path) {
            Some((name, std::fs::read(path).ok()?))
        } else {
            None
        }
    };
    names.into_iter().filter_map(read).collect()
}

fn timestamp(at: OffsetDateTime) -> Option<Timestamp> {
    let date = Datetime::from_ymd_hms(
        at.year(),
        at.month().into(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
    )?;
    Timestamp::new_local(date, i32::from(at.offset().whole_minutes()))
}
