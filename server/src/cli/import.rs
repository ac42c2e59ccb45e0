//! `beeline-server import items|bundles|bins|stock|staff|orders FILE --mapping NAME`

use crate::db::{By, Store};
use crate::domain::imports::{self, Order};
use crate::intake::fields::Subject;
use anyhow::{Context, Result, anyhow, bail};
use shared::lang::Lang;
use std::path::Path;
use std::sync::Arc;

/// What is to be imported, as asked for on the command line.
pub struct ImportOrder<'a> {
    pub what: &'a str,
    pub file: &'a Path,
    pub mapping: &'a str,
    pub password: Option<&'a str>,
    pub create_items: bool,
    pub dry_run: bool,
}

/// What a file says, without what a terminal would obey.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

fn no_mapping(store: &Store, subject: Subject, asked: &ImportOrder<'_>) -> anyhow::Error {
    let known = store
        .read_now(|rx| imports::mappings(rx, subject))
        .unwrap_or_default();
    let names: Vec<&str> = known.iter().map(|saved| saved.name.as_str()).collect();
    anyhow!(
        "there is no mapping '{}' for {}; there is: {}",
        visible(asked.mapping),
        asked.what,
        names.join(", ")
    )
}

pub fn import(store: &Store, asked: &ImportOrder<'_>) -> Result<()> {
    let subject = Subject::parse(asked.what).ok_or_else(|| {
        anyhow!(
            "'{}' cannot be imported: items, bundles, bins, stock, staff, suppliers, supplier_items, purchases, returns or orders",
            visible(asked.what)
        )
    })?;
    let mapping = store
        .read_now(|rx| imports::mapping_named(rx, subject, asked.mapping))?
        .ok_or_else(|| no_mapping(store, subject, asked))?;
    let size = std::fs::metadata(asked.file)
        .with_context(|| format!("{} cannot be read", asked.file.display()))?
        .len();
    if size > crate::intake::file::MAX_FILE_BYTES as u64 {
        bail!(
            "{} has {size} bytes; {} are allowed",
            asked.file.display(),
            crate::intake::file::MAX_FILE_BYTES
        );
    }
    let order = Order {
        bytes: Arc::new(std::fs::read(asked.file)?),
        file_name: asked
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        mapping,
        password: asked.password.map(str::to_owned),
        create_items: asked.create_items,
        dry_run: asked.dry_run,
        by: By::System,
        lang: Lang::En,
    };
    let report = imports::run(store, &order, &|_, _| {})?;
    println!(
        "{} rows: {} created, {} changed, {} the same, {} rows skipped, {} rows refused{}",
        report.rows_in,
        report.created,
        report.changed,
        report.same,
        report.skipped_rows(),
        report.refused_rows(),
        if report.dry_run {
            " (dry run: nothing was kept)"
        } else {
            ""
        },
    );
    for refused in report.refused.iter().take(20) {
        println!(
            "  {} (rows {:?}): {}",
            visible(&refused.key),
            &refused.rows[..refused.rows.len().min(5)],
            visible(&refused.reason)
        );
    }
    if report.refused.len() > 20 {
        println!("  … and {} more", report.refused.len() - 20);
    }
    Ok(())
}
