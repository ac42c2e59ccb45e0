//! Buying: orders to suppliers, what is proposed to be ordered, suppliers and their cards.

mod detail;
mod form;
mod list;
mod papers;
mod proposals;
mod suppliers;

pub use detail::{announce, cancel, detail, order};
pub use form::{change, create, edit, new};
pub use list::list;
pub use papers::{order_pdf, supplier_pdf};
pub use proposals::{draft, proposals};
pub use suppliers::{Suppliers, card, export, list as supplier_list, note, retire, save_items};
