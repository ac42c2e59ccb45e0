//! The second step: which column is what. The screen, and what its buttons do.

use super::chosen::{self, FieldRow};
use super::{
    AppState, Failure, Fields, Page, Said, Subject, Upload, User, blocking, find, html, report, texts,
};
use crate::db::{DbError, Tx};
use crate::domain::imports::{self, Saved};
use crate::intake::builtin;
use crate::intake::encoding::Encoding;
use crate::intake::fields::Field;
use crate::intake::file::{self, FileKind, Sheet};
use crate::intake::mapping::{Mapping, MappingProblem, check, guess};
use crate::intake::problem::FileProblem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use shared::lang::Lang;

/// Rows of the file that the mapping screen shows.
const PREVIEW: usize = 5;

fn open(upload: &Upload) -> Result<Sheet, FileProblem> {
    let options = upload.mapping.open_options(upload.password.as_deref());
    file::open(&upload.bytes, &upload.file_name, options)
}

/// The mapping for a file that is seen for the first time: a saved one that fits whole, else the built-in one whose
/// headings these are, else a guess from the headings.
fn first_mapping(tx: &Tx<'_>, sheet: &Sheet, subject: Subject) -> Result<Mapping, DbError> {
    for saved in imports::mappings(tx, subject)?
        .iter()
        .filter(|saved| !saved.builtin)
    {
        if let Some(mapping) = imports::mapping_named(tx, subject, &saved.name)?
            && check(&mapping, sheet).is_empty()
        {
            return Ok(mapping);
        }
    }
    Ok(builtin::recognise_as(subject, sheet).unwrap_or_else(|| guess(subject, sheet.headings())))
}

/// Puts a mapping in place and keeps how this file is opened.
fn adopt(upload: &mut Upload, mapping: Mapping) {
    let opening = upload.mapping.options.clone();
    upload.mapping = mapping;
    let options = &mut upload.mapping.options;
    options.encoding = opening.encoding.or(options.encoding);
    options.sheet = opening.sheet.or(options.sheet.take());
    options.delimiter = opening.delimiter.or(options.delimiter);
    options.heading_row = opening.heading_row.or(options.heading_row);
    upload.mapped = true;
}

/// What the mapping screen says of an opened file.
#[derive(Default)]
struct Opened {
    kind: String,
    /// Code of the encoding; empty for workbooks.
    encoding: String,
    encoding_label: String,
    /// The encoding is a guess that a person must confirm.
    doubtful: bool,
    sheet: String,
    sheets: Vec<String>,
    heading_row: u32,
    rows: usize,
    /// Letter and heading of each column.
    headings: Vec<(String, String)>,
    preview: Vec<(u32, Vec<String>)>,
    /// Value and label of each column for the selects.
    columns: Vec<(String, String)>,
    fields: Vec<FieldRow>,
    problems: Vec<String>,
}

fn opened(sheet: &Sheet, mapping: &Mapping, lang: Lang) -> Opened {
    let headings: Vec<(String, String)> = sheet
        .headings()
        .iter()
        .enumerate()
        .map(|(at, heading)| (file::letter(at), heading.clone()))
        .collect();
    let label = |(letter, heading): &(String, String)| format!("{letter}　{heading}");
    Opened {
        kind: match sheet.kind {
            FileKind::Text => "csv",
            FileKind::Xlsx => "xlsx",
            FileKind::Xls => "xls",
        }
        .to_owned(),
        encoding: sheet
            .encoding
            .map(|guess| guess.encoding.code().to_owned())
            .unwrap_or_default(),
        encoding_label: sheet
            .encoding
            .map(|guess| guess.encoding.label(lang).to_owned())
            .unwrap_or_default(),
        doubtful: sheet.encoding.is_some_and(|guess| guess.needs_confirmation()),
        sheet: sheet.sheet.clone().unwrap_or_default(),
        sheets: sheet.sheets.clone(),
        heading_row: sheet.heading_row(),
        rows: sheet.len(),
        columns: sheet
            .keys()
            .iter()
            .zip(&headings)
            .map(|(key, heading)| (format!("k:{key}"), label(heading)))
            .collect(),
        headings,
        preview: sheet
            .preview(PREVIEW)
            .into_iter()
            .enumerate()
            .map(|(row, cells)| {
                let short = |cell: &str| cell.chars().take(80).collect();
                (sheet.row_number(row), cells.into_iter().map(short).collect())
            })
            .collect(),
        fields: chosen::rows(mapping, sheet, lang),
        problems: check(mapping, sheet)
            .iter()
            .map(|problem: &MappingProblem| problem.message(lang))
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "office/import/map.html")]
struct Map {
    p: Page,
    id: i64,
    notice: String,
    error: String,
    upload: Upload,
    what: &'static str,
    /// The file as a whole cannot be read.
    problem: String,
    ask_password: bool,
    opened: Opened,
    encodings: Vec<(&'static str, &'static str)>,
    saved: Vec<Saved>,
    only_status: String,
    except_status: String,
    unpaid: String,
    cod_payments: String,
    charges: String,
    charge_kinds: String,
    date_order: &'static str,
    orders: bool,
}

impl Map {
    /// Also one that cannot be opened: it has no encoding to choose.
    fn is_workbook(&self) -> bool {
        let begins = |with: &[u8]| self.upload.bytes.starts_with(with);
        matches!(self.opened.kind.as_str(), "xlsx" | "xls")
            || begins(b"PK\x03\x04")
            || begins(b"\xD0\xCF\x11\xE0")
    }

    fn delimiter(&self) -> &'static str {
        match self.upload.mapping.options.delimiter {
            Some('\t') => "tab",
            Some(',') => ",",
            Some(';') => ";",
            Some('|') => "|",
            _ => "",
        }
    }

    fn cancel_prefix(&self) -> &str {
        self.upload
            .mapping
            .options
            .cancel_prefix
            .as_deref()
            .unwrap_or_default()
    }

    fn saved_one(&self) -> bool {
        let name = &self.upload.mapping.name;
        self.saved
            .iter()
            .any(|saved| !saved.builtin && saved.name == *name)
    }
}

fn map_page(
    tx: &Tx<'_>,
    user: &User,
    id: i64,
    upload: &mut Upload,
    sheet: Result<Sheet, FileProblem>,
) -> Result<Map, DbError> {
    let lang = user.lang();
    if let (Ok(sheet), false) = (&sheet, upload.mapped) {
        let mapping = first_mapping(tx, sheet, upload.mapping.subject)?;
        adopt(upload, mapping);
    }
    let subject = upload.mapping.subject;
    let options = &upload.mapping.options;
    Ok(Map {
        p: Page::new(tx, user, "orders")?,
        id,
        notice: String::new(),
        error: String::new(),
        what: subject.title(lang),
        problem: sheet
            .as_ref()
            .err()
            .map(|problem| problem.message(lang))
            .unwrap_or_default(),
        ask_password: upload.password.is_some()
            || matches!(
                sheet,
                Err(FileProblem::PasswordNeeded | FileProblem::WrongPassword)
            ),
        opened: sheet
            .as_ref()
            .map(|sheet| opened(sheet, &upload.mapping, lang))
            .unwrap_or_default(),
        encodings: Encoding::ALL.map(|one| (one.code(), one.label(lang))).to_vec(),
        saved: imports::mappings(tx, subject)?,
        only_status: chosen::status_words(&options.only),
        except_status: chosen::status_words(&options.except),
        unpaid: chosen::lines(&options.unpaid),
        cod_payments: chosen::lines(&options.cod_payments),
        charges: chosen::charge_lines(&options.charge_codes),
        charge_kinds: chosen::charge_kinds(lang),
        date_order: chosen::date_order_code(options.date_order),
        orders: subject == Subject::Orders,
        upload: upload.clone(),
    })
}

async fn opened_file(upload: &Upload) -> Result<Result<Sheet, FileProblem>, Failure> {
    let upload = upload.clone();
    blocking(move || open(&upload)).await
}

/// Shows the screen of what the upload holds now; `error` makes it an answer to a form that could not go on.
pub(super) async fn screen(
    state: &AppState,
    user: User,
    id: i64,
    mut upload: Upload,
    notice: String,
    error: String,
) -> Result<Response, Failure> {
    let sheet = opened_file(&upload).await?;
    let wrong = !error.is_empty();
    let (page, upload) = state
        .store
        .read(move |rx| -> Result<_, DbError> {
            let mut page = map_page(rx, &user, id, &mut upload, sheet)?;
            page.error = error;
            page.notice = notice;
            Ok((page, upload))
        })
        .await?;
    state.uploads.set(id, &upload, state.store.clock().now_ms());
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn map(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    let notice = said.text(user.lang());
    screen(&state, user, id, upload, notice, String::new()).await
}

/// What the mapping screen's buttons do. Whatever was chosen is kept first.
pub async fn choose(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    upload.mapping = chosen::read(&fields, &upload.mapping);
    upload.create_items = fields.on("create_items");
    if fields.on("password") {
        upload.password = Some(fields.get("password").to_owned());
    }
    let now = state.store.clock().now_ms();
    state.uploads.set(id, &upload, now);
    let here = format!("/office/import/{id}");
    match fields.get("do") {
        "use" => {
            let (subject, name) = (upload.mapping.subject, fields.get("mapping").to_owned());
            let mapping = state
                .store
                .read(move |rx| imports::mapping_named(rx, subject, &name))
                .await?;
            match mapping {
                Some(mapping) => adopt(&mut upload, mapping),
                None => upload.mapped = false,
            }
            state.uploads.set(id, &upload, now);
            Ok(Redirect::to(&here).into_response())
        }
        "save" => save(&state, user, id, upload).await,
        "delete" => {
            let (subject, name) = (upload.mapping.subject, upload.mapping.name.clone());
            state
                .store
                .write(user.by(), move |cx| imports::delete_mapping(cx, subject, &name))
                .await?;
            Ok(Redirect::to(&format!("{here}?said=mapping_deleted")).into_response())
        }
        "try" => try_out(&state, user, id, upload, fields.on("encoding_ok")).await,
        _ => Ok(Redirect::to(&here).into_response()),
    }
}

/// Saves the mapping by name. How this one file is encoded is not part of it: the next one is looked at afresh.
async fn save(state: &AppState, user: User, id: i64, upload: Upload) -> Result<Response, Failure> {
    if upload.mapping.name.is_empty() {
        let error = texts::text(user.lang(), "import.name_missing").to_owned();
        return screen(state, user, id, upload, String::new(), error).await;
    }
    let mut mapping = upload.mapping.clone();
    mapping.options.encoding = None;
    state
        .store
        .write(user.by(), move |cx| imports::save_mapping(cx, &mapping))
        .await?;
    Ok(Redirect::to(&format!("/office/import/{id}?said=mapping_saved")).into_response())
}

/// Begins a dry run, unless something has to be mended or confirmed first.
async fn try_out(
    state: &AppState,
    user: User,
    id: i64,
    mut upload: Upload,
    encoding_ok: bool,
) -> Result<Response, Failure> {
    let lang = user.lang();
    let say = |key: &str| texts::text(lang, key).to_owned();
    let error = match opened_file(&upload).await? {
        Err(problem) => problem.message(lang),
        Ok(sheet) => {
            let problems = check(&upload.mapping, &sheet);
            let mut doubtful = sheet.encoding.filter(|guess| guess.needs_confirmation());
            if encoding_ok && let Some(guess) = doubtful.take() {
                upload.mapping.options.encoding = Some(guess.encoding);
            }
            let nameless = upload.mapping.subject == Subject::Orders
                && upload.mapping.options.channel.is_empty()
                && !upload.mapping.columns.contains_key(&Field::Channel);
            if problems.iter().any(MappingProblem::blocks) {
                say("import.mapping_incomplete")
            } else if doubtful.is_some() {
                say("import.encoding_unconfirmed")
            } else if nameless {
                say("import.channel_missing")
            } else {
                String::new()
            }
        }
    };
    if !error.is_empty() {
        return screen(state, user, id, upload, String::new(), error).await;
    }
    state.uploads.set(id, &upload, state.store.clock().now_ms());
    report::begin(state, &user, id, &upload, true);
    Ok(Redirect::to(&format!("/office/import/{id}/report")).into_response())
}
