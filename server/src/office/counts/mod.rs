//! 盤點: plans, what was counted beside what the books held, and the office's decision; the limits of counters.

mod differences;
mod list;
mod plan;
mod sheet;
mod visit;

pub use differences::differences;
pub use list::{list, make, set_limits};
pub use plan::{cancel, detail, this_bin};
pub use sheet::sheet;
pub use visit::{decide, visit};

use super::texts;
use serde::Deserialize;
use shared::lang::Lang;

/// What was just done, as a code in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
    bins: String,
}

impl Done {
    fn text(&self, lang: Lang) -> &'static str {
        texts::find(lang, &format!("counts.done.{}", self.done)).unwrap_or_default()
    }
}
