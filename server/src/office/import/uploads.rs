//! Files between upload and import: kept in memory, by the person who brought them.
//!
//! Invariant: bounded in number, bytes and age; the oldest goes first. Absent on purpose: the disk. An upload that is
//! gone (a restart, two hours) is chosen again by its person, who still has the file.

use crate::domain::imports::Report;
use crate::intake::fields::Subject;
use crate::intake::mapping::{Mapping, Options};
use shared::id::StaffId;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Uploads kept at once.
pub const MAX_UPLOADS: usize = 12;
/// Bytes of all of them.
pub const MAX_BYTES: usize = 200_000_000;
/// How long one is kept after it was last looked at, milliseconds.
pub const MAX_AGE_MS: i64 = 2 * 60 * 60 * 1000;

/// A file on its way in, with everything that was chosen for it.
#[derive(Clone)]
pub struct Upload {
    pub owner: StaffId,
    pub file_name: String,
    pub bytes: Arc<Vec<u8>>,
    pub password: Option<String>,
    pub mapping: Mapping,
    /// The mapping was chosen from the file's headings; before that it is empty.
    pub mapped: bool,
    pub create_items: bool,
    /// When exactly this file came in before, milliseconds.
    pub seen: Option<i64>,
    pub job: Option<Arc<Job>>,
    touched: i64,
}

impl Upload {
    pub fn new(owner: StaffId, subject: Subject, file_name: String, bytes: Vec<u8>) -> Upload {
        Upload {
            owner,
            file_name,
            bytes: Arc::new(bytes),
            password: None,
            mapping: Mapping {
                name: String::new(),
                subject,
                columns: BTreeMap::new(),
                options: Options::default(),
            },
            mapped: false,
            create_items: false,
            seen: None,
            job: None,
            touched: 0,
        }
    }
}

/// A dry run or an import in progress.
#[derive(Default)]
pub struct Job {
    pub dry_run: bool,
    done: AtomicUsize,
    all: AtomicUsize,
    outcome: Mutex<Option<Result<Arc<Report>, String>>>,
}

impl Job {
    pub fn new(dry_run: bool) -> Job {
        Job {
            dry_run,
            ..Job::default()
        }
    }

    pub fn progress(&self, done: usize, all: usize) {
        self.all.store(all, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    /// (done, all) drafts.
    pub fn at(&self) -> (usize, usize) {
        (
            self.done.load(Ordering::Relaxed),
            self.all.load(Ordering::Relaxed),
        )
    }

    pub fn finish(&self, outcome: Result<Report, String>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.map(Arc::new));
    }

    pub fn outcome(&self) -> Option<Result<Arc<Report>, String>> {
        self.outcome
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[derive(Default)]
struct Kept {
    last: i64,
    all: BTreeMap<i64, Upload>,
}

/// All uploads of this server.
#[derive(Default)]
pub struct Uploads(Mutex<Kept>);

impl Uploads {
    fn kept(&self, now: i64) -> MutexGuard<'_, Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.all.retain(|_, upload| now - upload.touched < MAX_AGE_MS);
        kept
    }

    /// Keeps a file and answers its number, which no earlier file had, not even before a restart.
    pub fn put(&self, mut upload: Upload, now: i64) -> i64 {
        let mut kept = self.kept(now);
        upload.touched = now;
        let id = now.max(kept.last + 1);
        kept.last = id;
        kept.all.insert(id, upload);
        let bytes = |kept: &Kept| kept.all.values().map(|one| one.bytes.len()).sum::<usize>();
        while kept.all.len() > 1 && (kept.all.len() > MAX_UPLOADS || bytes(&kept) > MAX_BYTES) {
            kept.all.pop_first();
        }
        id
    }

    /// The upload, to its own person.
    pub fn get(&self, id: i64, owner: StaffId, now: i64) -> Option<Upload> {
        let mut kept = self.kept(now);
        let upload = kept.all.get_mut(&id).filter(|upload| upload.owner == owner)?;
        upload.touched = now;
        Some(upload.clone())
    }

    /// Keeps what was chosen since.
    pub fn set(&self, id: i64, upload: &Upload, now: i64) {
        if let Some(slot) = self.kept(now).all.get_mut(&id) {
            *slot = Upload {
                touched: now,
                ..upload.clone()
            };
        }
    }

    /// Begins a job, unless one is at work: then `None`.
    pub fn begin(&self, id: i64, dry_run: bool, now: i64) -> Option<Arc<Job>> {
        let mut kept = self.kept(now);
        let upload = kept.all.get_mut(&id)?;
        if upload.job.as_ref().is_some_and(|job| job.outcome().is_none()) {
            return None;
        }
        let job = Arc::new(Job::new(dry_run));
        upload.job = Some(Arc::clone(&job));
        Some(job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn upload(owner: u128, bytes: usize) -> Upload {
        Upload::new(
            StaffId(Uuid::from_u128(owner)),
            Subject::Orders,
            "a.csv".to_owned(),
            vec![0; bytes],
        )
    }

    #[test]
    fn a_file_is_its_persons_own_and_goes_after_two_hours() {
        let uploads = Uploads::default();
        let id = uploads.put(upload(1, 10), 1_000);
        let (me, other) = (StaffId(Uuid::from_u128(1)), StaffId(Uuid::from_u128(2)));
        assert!(uploads.get(id, other, 1_000).is_none());
        assert!(
            uploads.get(id, me, 1_000 + MAX_AGE_MS - 1).is_some(),
            "looking at it keeps it"
        );
        assert!(uploads.get(id, me, 1_000 + 2 * MAX_AGE_MS - 2).is_some());
        assert!(uploads.get(id, me, 1_000 + 4 * MAX_AGE_MS).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many_or_too_much() {
        let uploads = Uploads::default();
        let me = StaffId(Uuid::from_u128(1));
        let ids: Vec<i64> = (0..=MAX_UPLOADS).map(|_| uploads.put(upload(1, 1), 5)).collect();
        assert!(uploads.get(ids[0], me, 5).is_none() && uploads.get(ids[1], me, 5).is_some());
        let big = uploads.put(upload(1, MAX_BYTES), 5);
        assert!(uploads.get(big, me, 5).is_some() && uploads.get(ids[5], me, 5).is_none());
    }

    #[test]
    fn one_file_has_one_job_at_a_time() {
        let uploads = Uploads::default();
        let id = uploads.put(upload(1, 1), 5);
        let job = uploads.begin(id, true, 5).expect("the first begins");
        assert!(uploads.begin(id, false, 5).is_none());
        job.finish(Ok(Report::default()));
        assert!(uploads.begin(id, false, 5).is_some());
    }
}
