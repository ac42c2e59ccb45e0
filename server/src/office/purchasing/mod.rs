//! Buying: orders to suppliers, what is proposed to be ordered, suppliers and their cards.

mod detail;
mod files;
mod form;
mod list;
mod papers;
mod proposals;
mod supplier;
mod suppliers;

pub use detail::{announce, cancel, detail, order};
pub use files::{export, export_items, orders_file};
pub use form::{change, create, edit, new};
pub use list::list;
pub use papers::{order_pdf, supplier_pdf};
pub use proposals::{draft, proposals};
pub use supplier::{card, note, retire, save_items};
pub use suppliers::{Suppliers, list as supplier_list};
