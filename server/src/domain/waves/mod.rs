//! Releases: chosen orders become pick lists and shipments, and can be taken back.

mod allocate;
mod cancel;
mod forget;
mod hold;
mod query;
mod release;
mod settle;

pub use allocate::{Need, Supply, Taken, allocate};
pub use cancel::{
    CancelOutcome, UndoOutcome, cancel_order, free_list, free_reservation, heard_from, undo_wave,
};
pub use forget::forget_old;
pub use hold::{answer_change, hold_order, take_in};
pub use query::{LineView, ListView, WaveView, holders, list, list_lines, lists, lists_of_wave, wave, waves};
pub use release::{Missing, ORDERS_PER_LIST, ORDERS_PER_RELEASE, Release, ReleaseForm, release};
pub use settle::{begin_list, settle_list, totes};
