//! Items, bundles, bins, carriers and what platforms call them.

mod barcode;
mod bin;
mod bundle;
mod carrier;
mod code_map;
mod item;

pub use barcode::{add_barcode, has_barcode, item_by_code};
pub use bin::{BinForm, bin_by_code, bin_code, bins, get_bin, natural_walk, retire_bin, save_bin};
pub use bundle::{Bundle, BundlePart, bundle_by_sku, bundles, retired_bundle, save_bundle, use_bundle};
pub use carrier::{CarrierForm, carrier_for, carriers, save_carrier};
pub use code_map::{Meaning, code_maps, meaning, remember, resolve};
pub use item::{
    ItemCard, ItemForm, MAX_SHELF_LIFE, get_item, item_by_sku, item_card, items, retire_item, save_item,
};

use shared::quantity::QuantityError;
use thiserror::Error;

/// Why something could not be kept as typed. Says which field and what to do; a stable code for each.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Invalid {
    #[error("{0} must not be empty")]
    Empty(&'static str),
    #[error("{field} is {length} characters long; {limit} are allowed")]
    TooLong {
        field: &'static str,
        length: usize,
        limit: usize,
    },
    #[error("{field} '{value}' is taken by another")]
    Taken { field: &'static str, value: String },
    #[error("{field} '{value}' is not known")]
    Unknown { field: &'static str, value: String },
    #[error("{field} '{value}' holds a control character")]
    Control { field: &'static str, value: String },
    #[error("{field}: {error}")]
    Quantity {
        field: &'static str,
        error: QuantityError,
    },
    #[error("the last administrator stays one: make somebody else an administrator first")]
    LastAdmin,
    /// The item is tracked by this, and it was not given.
    #[error("this item is tracked by {0}: say which")]
    Untracked(&'static str),
    #[error("one serial number is one piece: the quantity must be 1")]
    OnePiece,
    /// A check digit, where a reason would let it pass.
    #[error("{field} '{value}' fails its check: correct it, or say why it is kept")]
    Check { field: &'static str, value: String },
    /// Stands twice in one form.
    #[error("{field} '{value}' stands twice")]
    Repeated { field: &'static str, value: String },
}

impl Invalid {
    pub fn code(&self) -> &'static str {
        match self {
            Invalid::Empty(_) => "empty",
            Invalid::TooLong { .. } => "too_long",
            Invalid::Taken { .. } => "taken",
            Invalid::Unknown { .. } => "unknown",
            Invalid::Control { .. } => "control",
            Invalid::Quantity { .. } => "quantity",
            Invalid::LastAdmin => "last_admin",
            Invalid::Untracked(_) => "untracked",
            Invalid::OnePiece => "one_piece",
            Invalid::Check { .. } => "check",
            Invalid::Repeated { .. } => "repeated",
        }
    }

    pub fn field(&self) -> &'static str {
        match self {
            Invalid::Empty(field) | Invalid::Untracked(field) => field,
            Invalid::LastAdmin => "role",
            Invalid::OnePiece => "quantity",
            Invalid::TooLong { field, .. }
            | Invalid::Taken { field, .. }
            | Invalid::Unknown { field, .. }
            | Invalid::Control { field, .. }
            | Invalid::Quantity { field, .. }
            | Invalid::Check { field, .. }
            | Invalid::Repeated { field, .. } => field,
        }
    }
}

/// What a verb made of what was typed: kept, or an expected no.
pub type Kept<T> = Result<T, Invalid>;

/// Text that a person typed: trimmed, there, not too long, no control characters.
pub(crate) fn text(field: &'static str, value: &str, limit: usize) -> Kept<String> {
    let value = value.trim();
    match value.chars().count() {
        0 => Err(Invalid::Empty(field)),
        length if length > limit => Err(Invalid::TooLong { field, length, limit }),
        _ if value.chars().any(char::is_control) => Err(Invalid::Control {
            field,
            value: value.escape_default().to_string(),
        }),
        _ => Ok(value.to_owned()),
    }
}

/// The same, but it may be empty.
pub(crate) fn optional(field: &'static str, value: &str, limit: usize) -> Kept<String> {
    if value.trim().is_empty() {
        Ok(String::new())
    } else {
        text(field, value, limit)
    }
}
