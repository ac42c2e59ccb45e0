//! Taking photos: what is asked of the camera, the chooser, and where a photo goes when it comes.
//!
//! The rule. A kind of work that wants photos now says how many more it has room for ([`room`]); then 拍照 is one press.
//! The camera works elsewhere and scanning goes on; what comes is kept on the disk first, in one transaction with the
//! work that holds it, and counts as taken only then. A photo that came for work that is over is not kept.
//!
//! **When a photo is thrown away:** in the transaction after which no work holds it any more and no fact names it: it was
//! taken off, 良品 was pressed, the delivery was left, changed or closed. It was never sent: only what a fact names is.
//!
//! Absent on purpose: which facts name photos (flows), how pictures become photos (`device/`), how the sources are set
//! (`camera.rs`).

mod chooser;
mod view;

use super::turn::Turn;
use super::{App, Done, Errand, Work};
use crate::device::camera::{Job, PhotoNews, Picture, Settings};
use crate::device::clock::Now;
use crate::device::picture::{FILE_BYTES, PIXELS, Photo, PhotoError};
use crate::flows::{inspect, receive};
use crate::say;
use crate::store::{PHOTOS_WAITING, StoreError};
use crate::view::Thumb;
use shared::facts::TaskRef;
use shared::photo::{FACT_PHOTOS, PhotoId};
use std::path::PathBuf;

/// A job with its number: what comes of an earlier one is known by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: u64,
    pub job: Job,
}

/// What this run knows of the camera.
#[derive(Debug, Default)]
pub(super) struct Camera {
    pub settings: Settings,
    /// The last order's number.
    number: u64,
    /// The one that will bring a photo, and the work that it is for.
    taking: Option<(u64, Option<TaskRef>)>,
    /// The one that fills the chooser.
    listing: Option<u64>,
    /// What the folder was last seen to hold.
    pub pictures: Vec<(Picture, Option<Thumb>)>,
}

/// How many more photos the work takes now; `None` where it wants none.
fn room(work: &Work) -> Option<usize> {
    match work {
        Work::Receive(state) => receive::photo::room(state),
        Work::Inspect(state) => inspect::photo::room(state),
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::PutAway(_)
        | Work::Scanner(_)
        | Work::Printer(_)
        | Work::Count(_)
        | Work::Transfer(_) => None,
    }
}

/// The photos that the work holds and no fact of it names yet.
pub(super) fn held(work: &Work) -> &[PhotoId] {
    match work {
        Work::Receive(state) => &state.photos,
        Work::Inspect(state) => &state.photos,
        _ => &[],
    }
}

/// The work with these photos; `None` where it holds none.
fn holding(work: &Work, photos: Vec<PhotoId>) -> Option<Work> {
    match work {
        Work::Receive(state) => Some(Work::Receive(receive::photo::holding(state, photos))),
        Work::Inspect(state) => Some(Work::Inspect(inspect::photo::holding(state, photos))),
        _ => None,
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
    /// Whether a photo is on its way.
    pub fn taking_photo(&self) -> bool {
        self.camera.taking.is_some()
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

    /// A picture file that somebody hands over: the chooser's way without the chooser.
    pub(super) fn picture(&mut self, path: PathBuf, done: &mut Done) {
        self.order(Job::File { path }, done);
    }

    pub(super) fn speaks(&mut self, say: say::Photo, done: &mut Done) {
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
                self.camera.taking = Some((number, self.task()));
                done.errand = Some(Errand::Photo(Order { number, job }));
                say::Photo::Taking {}
            }
        };
        self.speaks(say, done);
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
        let ordered = self.camera.taking.filter(|(taking, _)| *taking == number);
        let (taking, listing) = (ordered.is_some(), self.camera.listing == Some(number));
        match news {
            PhotoNews::Taken(photo) if taking => {
                self.camera.taking = None;
                let same = ordered.is_some_and(|(_, task)| task == self.task());
                self.taken(&photo, same, now, done)
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
                self.listed(pictures);
                Ok(())
            }
            PhotoNews::Seen { name, thumb } if listing => {
                self.seen(&name, thumb);
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

    /// `same`: the work is still the one that it was ordered for.
    fn taken(&mut self, photo: &Photo, same: bool, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let held = held(&self.work);
        let say = match room(&self.work).filter(|_| same) {
            _ if held.contains(&photo.id) => say::Photo::Twice {},
            None | Some(0) => say::Photo::Unused {},
            Some(_) => {
                let mut photos = held.to_vec();
                photos.push(photo.id);
                let taken = photos.len();
                let say = match &self.work {
                    Work::Inspect(_) => say::Photo::TakenHere { photos: taken },
                    _ => say::Photo::Taken { photos: taken },
                };
                return self.hold(photos, Some(photo), say, now, done);
            }
        };
        self.speaks(say, done);
        Ok(())
    }
}
