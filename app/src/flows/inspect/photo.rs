//! Photos of a parcel that nobody knows, and of a piece that is judged.

use super::{At, State, wants_badge};
use shared::photo::{FACT_PHOTOS, PhotoId};

/// How many more may be taken; `None` where nothing is to be seen.
pub fn room(state: &State) -> Option<usize> {
    if wants_badge(state) {
        return None;
    }
    match &state.at {
        At::Unknown | At::Decide { .. } => Some(FACT_PHOTOS.saturating_sub(state.photos.len())),
        At::Parcel
        | At::Item { .. }
        | At::Questions { .. }
        | At::Plate { .. }
        | At::Missing { .. }
        | At::Closing { .. } => None,
    }
}

pub fn holding(state: &State, photos: Vec<PhotoId>) -> State {
    State {
        photos,
        ..state.clone()
    }
}
