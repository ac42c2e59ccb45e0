//! Orders as platforms send them: taken in once, compared when they come again.

mod arrive;
mod form;
mod mask;
mod query;

pub use arrive::{Arrival, apply_waiting, arrive, cancellation_waits};
pub use form::{NewLine, NewOrder, Told};
pub use mask::{mask_name, mask_phone};
pub use query::{
    Change, LineView, OrderFilter, OrderHead, OrderView, changes, count, counts, get, list, order_lines,
};
