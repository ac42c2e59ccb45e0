//! Photos of what is not good.
//!
//! The rule. While 不良 is on, photos may be taken: they go with the **next** pieces that are counted as bad, all of them,
//! and the pieces after those have none until new ones are taken. What was counted before the photo came stays
//! without: a fact is not changed. Taking the pieces back gives their photos back, as long as 不良 is still on.

use super::State;
use shared::facts::Fact;
use shared::photo::{FACT_PHOTOS, PhotoId};

/// How many more may be taken; `None` while what is scanned counts as good.
pub fn room(state: &State) -> Option<usize> {
    state.damage?;
    Some(FACT_PHOTOS.saturating_sub(state.photos.len()))
}

pub fn holding(state: &State, photos: Vec<PhotoId>) -> State {
    State {
        photos,
        ..state.clone()
    }
}

/// What the pieces that are counted now take along.
pub(super) fn along(state: &State) -> Vec<PhotoId> {
    match state.damage {
        Some(_) => state.photos.clone(),
        None => Vec::new(),
    }
}

/// Pieces were taken back: their photos wait for the next ones.
pub(super) fn back(state: &mut State, fact: &Fact) {
    if state.damage.is_none() {
        return;
    }
    for photo in fact.photos() {
        if state.photos.len() < FACT_PHOTOS && !state.photos.contains(photo) {
            state.photos.push(*photo);
        }
    }
}
