//! Files come in: items, bundles, bins, opening stock, orders, people, suppliers, orders to them, returns and invoices of sales. The intake reads, the verbs here keep.
//!
//! Invariant: a file taken in twice creates nothing twice. A bad row never stops a good one; every row that does not
//! come in is in the report, with its reason. A dry run runs the same code and keeps nothing.

mod bundles;
mod catalogue;
mod invoices;
mod mapping;
mod orders;
mod purchasing;
mod reason;
mod report;
mod returns;
mod staff;
mod traffic;

pub use mapping::{Saved, delete_mapping, mapping_named, mappings, save_mapping};
pub use report::{Refused, Report, Run, last_runs, run_bad_rows};

use crate::db::{By, Cx, DbError, Store};
use crate::domain::settings::{self, Shop};
use crate::intake::fields::Subject;
use crate::intake::file::{self, Sheet};
use crate::intake::items::Intake;
use crate::intake::mapping::{Mapping, MappingProblem, check};
use crate::intake::problem::FileProblem;
use crate::params;
use shared::lang::Lang;
use std::sync::Arc;
use thiserror::Error;

/// Drafts a transaction: small enough that a handheld's push never waits long behind an import.
const BATCH: usize = 200;

/// What is to come in.
#[derive(Clone)]
pub struct Order {
    pub bytes: Arc<Vec<u8>>,
    pub file_name: String,
    pub mapping: Mapping,
    pub password: Option<String>,
    /// Create the items that orders name and that are not known.
    pub create_items: bool,
    pub dry_run: bool,
    pub by: By,
    pub lang: Lang,
}

/// Why nothing came in at all. What is wrong with single rows is in the [`Report`].
#[derive(Debug, Error)]
pub enum ImportError {
    #[error("{}", .0.message(Lang::En))]
    File(FileProblem),
    #[error("{}", .0.iter().map(|problem| problem.message(Lang::En)).collect::<Vec<_>>().join("; "))]
    Mapping(Vec<MappingProblem>),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ImportError {
    pub fn message(&self, lang: Lang) -> String {
        match self {
            ImportError::File(problem) => problem.message(lang),
            ImportError::Mapping(problems) => problems
                .iter()
                .map(|problem| problem.message(lang))
                .collect::<Vec<_>>()
                .join("\n"),
            ImportError::Db(error) => error.to_string(),
        }
    }
}

/// Opens the file, reads drafts through the mapping and keeps them; `progress` hears (done, all). Blocks.
pub fn run(store: &Store, order: &Order, progress: &dyn Fn(usize, usize)) -> Result<Report, ImportError> {
    let options = order.mapping.open_options(order.password.as_deref());
    let sheet = file::open(&order.bytes, &order.file_name, options).map_err(ImportError::File)?;
    let problems: Vec<MappingProblem> = check(&order.mapping, &sheet)
        .into_iter()
        .filter(MappingProblem::blocks)
        .collect();
    if !problems.is_empty() {
        return Err(ImportError::Mapping(problems));
    }
    let shop = store.read_now(settings::shop)?;
    let mut report = Report::new(&sheet, order);
    match order.mapping.subject {
        Subject::Orders => orders::run(store, order, &sheet, &shop, &mut report, progress)?,
        Subject::Items => catalogue::items(store, order, &sheet, &mut report, progress)?,
        Subject::Bins => catalogue::bins(store, order, &sheet, &mut report, progress)?,
        Subject::Stock => catalogue::stock(store, order, &sheet, &mut report, progress)?,
        Subject::Bundles => bundles::run(store, order, &sheet, &mut report, progress)?,
        Subject::Staff => staff::run(store, order, &sheet, &mut report, progress)?,
        Subject::Suppliers => purchasing::suppliers(store, order, &sheet, &mut report, progress)?,
        Subject::SupplierItems => purchasing::supplier_items(store, order, &sheet, &mut report, progress)?,
        Subject::Purchases => purchasing::purchases(store, order, &sheet, &mut report, progress)?,
        Subject::Traffic => traffic::run(store, order, &sheet, &mut report, progress)?,
        Subject::Returns => returns::run(store, order, &sheet, &mut report, progress)?,
        Subject::Invoices => invoices::run(store, order, &sheet, &mut report, progress)?,
    }
    report.finish(&sheet, order);
    if !order.dry_run {
        let (kept, by) = (report.clone(), order.by);
        let order = order.clone();
        store.write_now(by, move |cx| report::keep(cx, &kept, &order))?;
    }
    Ok(report)
}

/// What one draft became.
enum Became {
    Created,
    Changed,
    Same,
    Refused {
        rows: Vec<u32>,
        key: String,
        reason: String,
    },
    /// One draft of several outcomes: a cancelling invoice takes back several sales.
    Several(Vec<Became>),
}

/// Reports what the file's rows lack and keeps the others.
fn take_in<D: Clone + Send + 'static>(
    store: &Store,
    order: &Order,
    intake: Intake<D>,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
    keep: impl Fn(&Cx<'_>, &D, Lang) -> Result<Became, DbError> + Send + Clone + 'static,
) -> Result<(), ImportError> {
    report.problems(&intake.problems, order.lang);
    let lang = order.lang;
    let keep = move |cx: &Cx<'_>, draft: &D| keep(cx, draft, lang);
    Ok(in_batches(store, order, intake.drafts, report, progress, keep)?)
}

/// Keeps drafts in batches through `keep`; a dry run takes each batch back.
fn in_batches<D: Clone + Send + 'static>(
    store: &Store,
    order: &Order,
    drafts: Vec<D>,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
    keep: impl Fn(&Cx<'_>, &D) -> Result<Became, DbError> + Send + Clone + 'static,
) -> Result<(), DbError> {
    let all = drafts.len();
    let mut done = 0;
    // A dry run is one transaction: later drafts may need what earlier ones create.
    let batch = if order.dry_run { all.max(1) } else { BATCH };
    for drafts in drafts.chunks(batch) {
        let (drafts, keep, dry_run) = (drafts.to_vec(), keep.clone(), order.dry_run);
        done += drafts.len();
        let result = store.write_now(order.by, move |cx| {
            let became = drafts
                .iter()
                .map(|draft| keep(cx, draft))
                .collect::<Result<Vec<_>, DbError>>()?;
            if dry_run {
                Err(Tried::Only(became))
            } else {
                Ok(became)
            }
        });
        let became = match result {
            Ok(became) | Err(Tried::Only(became)) => became,
            Err(Tried::Db(error)) => return Err(error),
        };
        for one in became {
            report.count(one);
        }
        progress(done, all);
    }
    Ok(())
}

/// Carries a dry run's outcome out of a transaction that is taken back.
enum Tried {
    Only(Vec<Became>),
    Db(DbError),
}

impl From<DbError> for Tried {
    fn from(error: DbError) -> Tried {
        Tried::Db(error)
    }
}

/// Hex SHA-256 of a file.
pub fn file_hash(bytes: &[u8]) -> String {
    crate::hex::sha256(bytes)
}

/// When exactly this file came in before, milliseconds since 1970.
pub fn seen_before(store: &Store, bytes: &[u8]) -> Result<Option<i64>, DbError> {
    let hash = file_hash(bytes);
    store.read_now(|rx| {
        rx.row(
            "select max(at) as at from import_run where sha256 = ?1",
            params![&hash],
        )?
        .map_or(Ok(None), |row| row.opt_int("at"))
    })
}

fn offset(shop: &Shop) -> time::UtcOffset {
    time::UtcOffset::from_whole_seconds(shop.utc_offset_min * 60).unwrap_or(time::UtcOffset::UTC)
}

/// For messages: the sheet that was opened with this order's options.
pub fn open_sheet(order: &Order) -> Result<Sheet, FileProblem> {
    file::open(
        &order.bytes,
        &order.file_name,
        order.mapping.open_options(order.password.as_deref()),
    )
}
