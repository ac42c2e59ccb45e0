//! The kinds of work, and how much of each there is.

use slint::Global;

use super::face::{AppWindow, HomeAdapter, TileData};
use super::fonts::ink;
use super::models;
use crate::view::Tile;

pub(super) fn connect(app: &AppWindow) {
    HomeAdapter::get(app).set_tiles(models::list());
}

pub(super) fn show(app: &AppWindow, tiles: &[Tile]) {
    let tile = |tile: &Tile| TileData {
        id: tile.id.as_str().into(),
        label: ink(&tile.label),
        count: tile.count.to_string().into(),
        detail: ink(&tile.detail),
    };
    models::update(
        &HomeAdapter::get(app).get_tiles(),
        tiles.iter().map(tile).collect(),
    );
}
