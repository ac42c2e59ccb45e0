//! Where this device's photos come from: a camera's command, a folder. A lead sets them, from the home screen.

use super::{App, Done};
use crate::device::camera::{SETTING_CHARS, Settings};
use crate::device::clock::Now;
use crate::say;
use crate::screens::{Parts, action, t};
use crate::store::StoreError;
use crate::view::{ActionKind, ChoiceOption, Overlay};
use std::path::Path;

/// Where the sources stand in the store.
const STEM: &str = "camera";
const VERSION: i64 = 1;

impl App {
    /// Which sources this device has.
    pub fn camera(&self) -> &Settings {
        &self.camera.settings
    }

    pub(super) fn load_camera(&mut self) -> Result<(), StoreError> {
        let saved = self.store.reader().flow(STEM)?;
        let read = saved.filter(|row| row.version == VERSION);
        self.camera.settings = read
            .and_then(|row| serde_json::from_str(&row.json).ok())
            .unwrap_or_default();
        Ok(())
    }

    /// Changes the sources for good.
    pub fn set_camera(&mut self, settings: Settings, now: Now) -> Result<(), StoreError> {
        let by = self.by(now);
        let json = serde_json::to_string(&settings)?;
        self.store.write(&by, |cx| cx.flow(STEM, VERSION, "", &json))?;
        self.camera.settings = settings;
        self.camera.pictures.clear();
        Ok(())
    }

    /// Behind 更多 on the home screen, for a lead.
    pub(super) fn photo_entry(&self, parts: &mut Parts) {
        let label = t(self.store.device().lang, "照片來源", "Photo source");
        parts
            .more
            .insert(1, action("photo.source", ActionKind::Plain, label));
    }

    pub(super) fn sources(&self) -> Overlay {
        let lang = self.store.device().lang;
        let shown = |text: &str| match text {
            "" => t(lang, "無", "none"),
            text => text.to_owned(),
        };
        let option = |id: &str, title: String, text: &str| ChoiceOption {
            id: id.to_owned(),
            title,
            detail: shown(text),
            item: None,
        };
        let settings = &self.camera.settings;
        Overlay::Choice {
            title: t(lang, "照片來源", "Photo source"),
            options: vec![
                option(
                    "camera.command",
                    t(lang, "相機指令", "Camera command"),
                    &settings.command,
                ),
                option(
                    "camera.folder",
                    t(lang, "照片資料夾", "Picture folder"),
                    &settings.folder,
                ),
            ],
        }
    }

    /// The sheet for one of them.
    pub(super) fn source(&self, id: &str) -> Option<Overlay> {
        let lang = self.store.device().lang;
        let settings = &self.camera.settings;
        let (title, hint, text) = match id {
            "camera.command" => (
                t(lang, "相機指令", "Camera command"),
                t(
                    lang,
                    "{file} 是它要寫的檔案，例如 libcamera-still -n -o {file}",
                    "{file} is what it writes: libcamera-still -n -o {file}",
                ),
                &settings.command,
            ),
            "camera.folder" => (
                t(lang, "照片資料夾", "Picture folder"),
                t(
                    lang,
                    "相機 App 存照片的資料夾，或記憶卡",
                    "Where the camera app saves, or a card",
                ),
                &settings.folder,
            ),
            _ => return None,
        };
        Some(Overlay::Text {
            id: id.to_owned(),
            title,
            hint,
            text: text.clone(),
            ok: t(lang, "確定", "OK"),
        })
    }

    /// A source that was typed. True when it was one.
    pub(super) fn photo_typed(
        &mut self,
        id: &str,
        text: &str,
        now: Now,
        done: &mut Done,
    ) -> Result<bool, StoreError> {
        let asked = matches!(&self.overlay, Some(Overlay::Text { id: open, .. }) if open == id);
        if !asked || !self.may_set_scanner(&self.reads())? {
            return Ok(false);
        }
        let text = text.trim();
        let mut settings = self.camera.settings.clone();
        let say = match id {
            _ if text.chars().count() > SETTING_CHARS => say::Photo::SettingLong { most: SETTING_CHARS },
            "camera.command" if !text.is_empty() && !Settings::is_command(text) => say::Photo::BadCommand {},
            "camera.folder" if !text.is_empty() && !Path::new(text).is_dir() => say::Photo::Gone {},
            "camera.command" => {
                text.clone_into(&mut settings.command);
                say::Photo::Set {}
            }
            "camera.folder" => {
                text.clone_into(&mut settings.folder);
                say::Photo::Set {}
            }
            _ => return Ok(false),
        };
        if matches!(say, say::Photo::Set {}) {
            self.set_camera(settings, now)?;
            self.overlay = None;
        }
        self.speaks(say, done);
        Ok(true)
    }
}
