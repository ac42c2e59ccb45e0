//! Orders as platforms send them: taken in once, compared when they come again.

mod arrive;
mod form;
mod mask;
mod query;
mod worth;

pub use arrive::{Arrival, apply_waiting, arrive, cancellation_waits};
pub use form::{NewLine, NewOrder, Told};
pub use mask::{mask_name, mask_phone};
pub use query::{
    Change, LineView, OrderFilter, OrderHead, OrderView, changes, count, counts, get, list, named,
    order_lines,
};
pub use worth::{BY_PLATFORM, BY_SELLER, Share, Worth, Worths, worth, worths};
