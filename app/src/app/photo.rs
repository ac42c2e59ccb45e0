//! Taking photos: what is asked of the camera, the chooser, and where a photo goes when it comes.
//!
//! The rule. A kind of work that wants photos now says how many more it has room for ([`room`]); then 拍照 is one press.
//! The camera works elsewhere and scanning goes on; what comes is kept on the disk first, in one transaction with the
//! work that holds it, and counts as taken only then. A photo that came for work that is over is not kept.
//!
//! **When a photo is thrown away:** in the transaction after which no work holds it any more and no fact names it: it was
//! taken off, 良品 was pressed, the delivery was left, changed or closed. It was never sent: only what a fact names is.
//!
//! Absent on purpose: which facts name photos (flows), how pictures become photos (`device/`).

use super::turn::Turn;
use super::{App, Done, Errand, Work};
use crate::device::camera::{Job, PhotoNews, Picture, SETTING_CHARS, Settings};
use crate::device::clock::Now;
use crate::device::picture::{FILE_BYTES, PIXELS, Photo, PhotoError};
use crate::flows::receive;
use crate::say;
use crate::screens::{self, Parts, action, t};
use crate::store::{PHOTOS_WAITING, StoreError};
use crate::view::{ActionKind, Body, ChoiceOption, Overlay, PictureView, Thumb};
use shared::photo::{FACT_PHOTOS, PhotoId};
use std::path::{Path, PathBuf};

/// Where the sources stand in the store.
const STEM: &str = "camera";
const VERSION: i64 = 1;

/// A job with its number: what comes of an earlier one is known by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: u64,
    pub job: Job,
}

/// What this run knows of the camera.
#[derive(Debug, Default)]
pub(super) struct Camera {
    settings: Settings,
    /// The last order's number.
    number: u64,
    /// The one that will bring a photo.
    taking: Option<u64>,
    /// The one that fills the chooser.
    listing: Option<u64>,
    /// What the folder was last seen to hold.
    pictures: Vec<(Picture, Option<Thumb>)>,
}

/// How many more photos the work takes now; `None` where it wants none.
fn room(work: &Work) -> Option<usize> {
    match work {
        Work::Receive(state) => receive::photo::room(state),
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::PutAway(_)
        | Work::Scanner(_)
        | Work::Count(_)
        | Work::Transfer(_) => None,
    }
}

/// The photos that the work holds and no fact of it names yet.
pub(super) fn held(work: &Work) -> &[PhotoId] {
    match work {
        Work::Receive(state) => &state.photos,
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::PutAway(_)
        | Work::Scanner(_)
        | Work::Count(_)
        | Work::Transfer(_) => &[],
    }
}

/// The work with these photos; `None` where it holds none.
fn holding(work: &Work, photos: Vec<PhotoId>) -> Option<Work> {
    match work {
        Work::Receive(state) => Some(Work::Receive(receive::photo::holding(state, photos))),
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::PutAway(_)
        | Work::Scanner(_)
        | Work::Count(_)
        | Work::Transfer(_) => None,
    }
}

fn sentence(error: &PhotoError) -> say::Photo {
    match error {
        PhotoError::TooLarge(bytes) => say::Photo::TooLarge {
            mb: bytes.div_ceil(1_000_000),
            most: FILE_BYTES / 1_000_000,
        },
        PhotoError::TooManyPixels(pixels) => say::Photo::TooManyPixels {
            mp: pixels.div_ceil(1_000_000),
            most: PIXELS / 1_000_000,
        },
        PhotoError::NotAPicture => say::Photo::NotAPicture {},
        PhotoError::Gone => say::Photo::Gone {},
        PhotoError::None => say::Photo::NoPictures {},
        PhotoError::Command(why) => say::Photo::CommandFailed { why: say::shown(why) },
        PhotoError::TimedOut(seconds) => say::Photo::TimedOut { seconds: *seconds },
    }
}

impl App {
    /// Which sources this device has.
    pub fn camera(&self) -> &Settings {
        &self.camera.settings
    }

    /// Whether a photo is on its way.
    pub fn taking_photo(&self) -> bool {
        self.camera.taking.is_some()
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

    /// Presses that are about photos. True when it was one.
    pub(super) fn photo_press(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        if self.sign.staff().is_none() {
            return Ok(false);
        }
        let settings = &self.camera.settings;
        match id {
            "photo" if settings.command.is_empty() && !settings.folder.is_empty() => self.choose(done),
            "photo.folder" => self.choose(done),
            "photo" if settings.command.is_empty() => self.speaks(say::Photo::NoCamera {}, done),
            "photo" => {
                let command = settings.command.clone();
                self.order(Job::Shoot { command }, done);
            }
            "photo.off" => self.choose_off()?,
            "photo.source" if self.work == Work::Home && self.may_set_scanner(&self.reads())? => {
                self.overlay = Some(self.sources());
            }
            _ => return self.chosen(id, now, done),
        }
        Ok(true)
    }

    /// A press on one of the sheets that this file has opened.
    fn chosen(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        let Some(chosen) = id.strip_prefix("choose.") else {
            return Ok(false);
        };
        match &self.overlay {
            Some(Overlay::Photos { .. }) => {
                self.overlay = None;
                if let Some(name) = chosen.strip_prefix("take.") {
                    let known = self
                        .camera
                        .pictures
                        .iter()
                        .find(|(picture, _)| picture.name == name);
                    if let Some(path) = known.map(|(picture, _)| picture.path.clone()) {
                        self.order(Job::File { path }, done);
                    }
                } else if let Some(photo) = chosen.strip_prefix("off.").and_then(|id| id.parse().ok()) {
                    self.take_off(photo, now, done)?;
                }
                Ok(true)
            }
            Some(Overlay::Choice { .. }) if chosen.starts_with("camera.") => {
                self.overlay = self.source(chosen);
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    /// A picture file that somebody hands over: the chooser's way without the chooser.
    pub(super) fn picture(&mut self, path: PathBuf, done: &mut Done) {
        self.order(Job::File { path }, done);
    }

    fn speaks(&mut self, say: say::Photo, done: &mut Done) {
        self.say = say.into();
        done.sound = self.say.sound();
    }

    /// Sends the camera off, where there is room for what it brings.
    fn order(&mut self, job: Job, done: &mut Done) {
        self.overlay = None;
        let say = match room(&self.work) {
            None => say::Photo::NotHere {},
            Some(0) => say::Photo::Enough { most: FACT_PHOTOS },
            Some(_) if self.camera.taking.is_some() => say::Photo::StillTaking {},
            Some(_) if self.store.photos().is_full() => say::Photo::DeviceFull { most: PHOTOS_WAITING },
            Some(_) => {
                self.camera.number += 1;
                let number = self.camera.number;
                self.camera.taking = Some(number);
                done.errand = Some(Errand::Photo(Order { number, job }));
                say::Photo::Taking {}
            }
        };
        self.speaks(say, done);
    }

    /// Opens the chooser with what is known, and has the folder looked at.
    fn choose(&mut self, done: &mut Done) {
        if room(&self.work).is_none() {
            return self.speaks(say::Photo::NotHere {}, done);
        }
        self.camera.number += 1;
        let number = self.camera.number;
        self.camera.listing = Some(number);
        let seen = |(picture, thumb): &(Picture, Option<_>)| {
            thumb.as_ref().map(|_| (picture.name.clone(), picture.modified))
        };
        let job = Job::List {
            folder: PathBuf::from(&self.camera.settings.folder),
            seen: self.camera.pictures.iter().filter_map(seen).collect(),
        };
        done.errand = Some(Errand::Photo(Order { number, job }));
        self.overlay = Some(self.chooser());
        self.speaks(say::Photo::Choose {}, done);
    }

    fn chooser(&self) -> Overlay {
        let lang = self.store.device().lang;
        let offset = self.store.settings().utc_offset_min;
        let view = |(picture, thumb): &(Picture, Option<Thumb>)| PictureView {
            id: format!("take.{}", picture.name),
            label: screens::clock(picture.modified, offset),
            thumb: thumb.clone(),
        };
        let pictures: Vec<PictureView> = self.camera.pictures.iter().map(view).collect();
        Overlay::Photos {
            title: t(lang, "選照片", "Choose a picture"),
            hint: if pictures.is_empty() {
                t(lang, "正在看資料夾…", "Looking into the folder…")
            } else {
                t(lang, "最新的在前面", "The newest come first")
            },
            pictures,
        }
    }

    /// Those that the work holds, to take one off.
    fn choose_off(&mut self) -> Result<(), StoreError> {
        let photos = held(&self.work);
        if photos.is_empty() {
            return Ok(());
        }
        let lang = self.store.device().lang;
        let mut pictures = Vec::new();
        for (n, id) in (1..).zip(photos) {
            pictures.push(PictureView {
                id: format!("off.{id}"),
                label: format!("{} {n}", t(lang, "照片", "Photo")),
                thumb: self.store.reader().thumb(*id)?,
            });
        }
        self.overlay = Some(Overlay::Photos {
            title: t(lang, "拿掉哪一張？", "Take which one off?"),
            hint: t(lang, "點一張就拿掉", "Tap it"),
            pictures,
        });
        self.say = say::Photo::ChooseOff {}.into();
        Ok(())
    }

    fn take_off(&mut self, photo: PhotoId, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let mut photos = held(&self.work).to_vec();
        photos.retain(|held| *held != photo);
        let say = say::Photo::Off { left: photos.len() };
        self.hold(photos, None, say, now, done)
    }

    /// The work holds these photos from now on; the new one goes to the disk in the same transaction.
    fn hold(
        &mut self,
        photos: Vec<PhotoId>,
        new: Option<&Photo>,
        say: say::Photo,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let Some(work) = holding(&self.work, photos) else {
            return Ok(());
        };
        let turn = Turn {
            say: Some(say.into()),
            ..Turn::stay(work)
        };
        self.commit_with(turn, new, now, done)
    }

    /// What came of an order.
    pub(super) fn photo_news(
        &mut self,
        number: u64,
        news: PhotoNews,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let (taking, listing) = (
            self.camera.taking == Some(number),
            self.camera.listing == Some(number),
        );
        match news {
            PhotoNews::Taken(photo) if taking => {
                self.camera.taking = None;
                self.taken(&photo, now, done)
            }
            PhotoNews::Failed(error) if taking || listing => {
                if taking {
                    self.camera.taking = None;
                } else {
                    self.close_chooser();
                }
                self.speaks(sentence(&error), done);
                Ok(())
            }
            PhotoNews::Listed(pictures) if listing => {
                let before = std::mem::take(&mut self.camera.pictures);
                let thumb = |picture: &Picture| {
                    let known = before.iter().find(|(known, _)| known == picture);
                    known.and_then(|(_, thumb)| thumb.clone())
                };
                self.camera.pictures = pictures
                    .into_iter()
                    .map(|picture| {
                        let thumb = thumb(&picture);
                        (picture, thumb)
                    })
                    .collect();
                self.refill();
                Ok(())
            }
            PhotoNews::Seen { name, thumb } if listing => {
                if let Some((_, place)) = self
                    .camera
                    .pictures
                    .iter_mut()
                    .find(|(picture, _)| picture.name == name)
                {
                    *place = Some(thumb);
                }
                self.refill();
                Ok(())
            }
            PhotoNews::Done if listing => {
                self.camera.listing = None;
                Ok(())
            }
            PhotoNews::Taken(_)
            | PhotoNews::Failed(_)
            | PhotoNews::Listed(_)
            | PhotoNews::Seen { .. }
            | PhotoNews::Done => Ok(()),
        }
    }

    /// Whether the sheet on top is the chooser of the folder's pictures.
    fn is_choosing(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Photos { pictures, .. }) => {
                pictures.iter().all(|picture| picture.id.starts_with("take."))
            }
            Some(_) | None => false,
        }
    }

    fn refill(&mut self) {
        if self.is_choosing() {
            self.overlay = Some(self.chooser());
        }
    }

    fn close_chooser(&mut self) {
        self.camera.listing = None;
        if self.is_choosing() {
            self.overlay = None;
        }
    }

    fn taken(&mut self, photo: &Photo, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let held = held(&self.work);
        let say = match room(&self.work) {
            _ if held.contains(&photo.id) => say::Photo::Twice {},
            None | Some(0) => say::Photo::Unused {},
            Some(_) => {
                let mut photos = held.to_vec();
                photos.push(photo.id);
                let say = say::Photo::Taken { photos: photos.len() };
                return self.hold(photos, Some(photo), say, now, done);
            }
        };
        self.speaks(say, done);
        Ok(())
    }

    /// What a screen of work that wants photos offers beside its own: 拍照 in thumb reach, the rest behind 更多.
    pub(super) fn photo_actions(&self, parts: &mut Parts) {
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

    /// Behind 更多 on the home screen, for a lead.
    pub(super) fn photo_entry(&self, parts: &mut Parts) {
        let label = t(self.store.device().lang, "照片來源", "Photo source");
        parts
            .more
            .insert(1, action("photo.source", ActionKind::Plain, label));
    }

    fn sources(&self) -> Overlay {
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

    fn source(&self, id: &str) -> Option<Overlay> {
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
