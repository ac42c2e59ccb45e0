//! What is shown of photographing beside the chooser.

use super::super::App;
use super::{held, room};
use crate::screens::{Parts, action, t};
use crate::view::{ActionKind, Body};

impl App {
    /// What a screen of work that wants photos offers beside its own: 拍照 in thumb reach, the rest behind 更多.
    pub(in crate::app) fn photo_actions(&self, parts: &mut Parts) {
        // A list or a message asks something else.
        let asks = matches!(parts.body, Body::Rows { .. } | Body::Message { .. });
        if room(&self.work).is_none() || parts.overlay.is_some() || asks {
            return;
        }
        /// In thumb reach.
        const ACTIONS: usize = 3;
        let lang = self.store.device().lang;
        let settings = &self.camera.settings;
        if !held(&self.work).is_empty() {
            let label = t(lang, "拿掉照片", "Take a photo off");
            parts
                .more
                .insert(0, action("photo.off", ActionKind::Plain, label));
        }
        if !settings.command.is_empty() && !settings.folder.is_empty() {
            let label = t(lang, "從資料夾選照片", "Photo from the folder");
            parts
                .more
                .insert(0, action("photo.folder", ActionKind::Plain, label));
        }
        let photo = action("photo", ActionKind::Main, t(lang, "拍照", "Photo"));
        if parts.actions.first().is_some_and(|first| first.id == "accept") {
            // A question comes first.
            parts.more.insert(0, photo);
            return;
        }
        if parts.actions.len() >= ACTIONS {
            let displaced = parts.actions.remove(0);
            parts.more.insert(0, displaced);
        }
        parts.actions.insert(0, photo);
    }
}
