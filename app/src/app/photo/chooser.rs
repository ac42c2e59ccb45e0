//! The sheets of small pictures: those of the folder, to take one, and those that the work holds, to take one off.

use super::super::{App, Done, Errand};
use super::{Order, held, room};
use crate::device::camera::{Job, Picture};
use crate::device::clock::Now;
use crate::say;
use crate::screens::{self, t};
use crate::store::StoreError;
use crate::view::{Overlay, PictureView, Thumb};
use std::path::PathBuf;

impl App {
    /// A press on one of the sheets that this file has opened.
    pub(super) fn chosen(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
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

    /// Opens the chooser with what is known, and has the folder looked at.
    pub(super) fn choose(&mut self, done: &mut Done) {
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
    pub(super) fn choose_off(&mut self) -> Result<(), StoreError> {
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

    /// What the folder holds now; of what it held before, the small pictures are known.
    pub(super) fn listed(&mut self, pictures: Vec<Picture>) {
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
    }

    pub(super) fn seen(&mut self, name: &str, thumb: Thumb) {
        if let Some((_, place)) = self
            .camera
            .pictures
            .iter_mut()
            .find(|(picture, _)| picture.name == name)
        {
            *place = Some(thumb);
        }
        self.refill();
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

    pub(super) fn close_chooser(&mut self) {
        self.camera.listing = None;
        if self.is_choosing() {
            self.overlay = None;
        }
    }
}
