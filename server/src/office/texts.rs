//! Every text of the office's pages, both languages side by side in `lang/*.tsv`: key, zh-TW, en.

use crate::domain::purchasing::terms::Terms;
use shared::lang::Lang;
use std::collections::HashMap;
use std::sync::LazyLock;

static TABLES: [&str; 12] = [
    include_str!("../../lang/cases.tsv"),
    include_str!("../../lang/counts.tsv"),
    include_str!("../../lang/misscans.tsv"),
    include_str!("../../lang/office.tsv"),
    include_str!("../../lang/orders.tsv"),
    include_str!("../../lang/purchasing.tsv"),
    include_str!("../../lang/receiving.tsv"),
    include_str!("../../lang/refunds.tsv"),
    include_str!("../../lang/reports.tsv"),
    include_str!("../../lang/serials.tsv"),
    include_str!("../../lang/returns.tsv"),
    include_str!("../../lang/setup.tsv"),
];

static TEXTS: LazyLock<HashMap<&'static str, [&'static str; 2]>> = LazyLock::new(|| {
    TABLES
        .iter()
        .flat_map(|table| table.lines())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?, [columns.next()?, columns.next()?]))
        })
        .collect()
});

/// The text of a key, where there is one: a hint, or the notice that an address asks for.
pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
    TEXTS.get(key).map(|texts| match lang {
        Lang::ZhTw => texts[0],
        Lang::En => texts[1],
    })
}

/// The text of a key. A key without a text shows itself; a test sees to it that there is none.
pub fn text(lang: Lang, key: &str) -> &'static str {
    find(lang, key).unwrap_or_else(|| {
        tracing::warn!(key, "a text is missing");
        "⟨?⟩"
    })
}

/// 付款條件 in words: 月結 30 天; empty where nothing was agreed.
pub fn terms(lang: Lang, terms: Terms, days: i64) -> String {
    match (terms, days) {
        (Terms::Unsaid, _) => String::new(),
        (Terms::Monthly, days) if days > 0 => {
            text(lang, "terms.monthly_days").replace("{n}", &days.to_string())
        }
        (terms, _) => text(lang, &format!("terms.{}", terms.code())).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn sources(dir: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path
                .extension()
                .is_some_and(|kind| kind == "html" || kind == "rs")
            {
                found.push((
                    path.display().to_string(),
                    std::fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }

    #[test]
    fn both_languages_are_complete_and_every_key_that_is_used_has_its_texts() {
        let mut seen = BTreeSet::new();
        for line in TABLES
            .iter()
            .flat_map(|table| table.lines())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "key, zh-TW, en: {line}");
            assert!(
                columns.iter().all(|column| !column.trim().is_empty()),
                "an empty text: {line}"
            );
            assert!(seen.insert(columns[0]), "twice: {}", columns[0]);
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&root.join("templates/office"), &mut files);
        sources(&root.join("src/office"), &mut files);
        for (file, text) in files {
            for used in text
                .split(".t(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                assert!(seen.contains(used), "{file} uses '{used}', which has no text");
            }
            for prefix in text
                .split(".code(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                let any = seen.iter().any(|key| key.starts_with(&format!("{prefix}.")));
                assert!(any, "{file} uses '{prefix}.…', of which there is no text");
            }
        }
    }
    /// Pages ask for these by the code of the fact.
    #[test]
    fn every_fact_has_a_name_in_a_story_and_behind_a_number() {
        for (kind, _) in shared::facts::Fact::KINDS {
            for prefix in ["fact", "stock.kind"] {
                let key = format!("{prefix}.{kind}");
                assert!(find(Lang::ZhTw, &key).is_some(), "{key} has no text");
            }
        }
    }
}
