//! Seven sounds, told apart with eyes shut, made of sine tones and played by whatever player the system has.
//!
//! Invariant: playing never blocks and never fails: a child process is started and left alone. Without a player
//! there is silence, and [`Player::silent`] says so for the banner.

use crate::view::Sound;
use std::f64::consts::TAU;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const RATE: u32 = 22_050;
/// Children that may still be playing; beyond it the oldest is forgotten.
const PLAYING: usize = 8;

pub const ALL: [Sound; 7] = [
    Sound::Right,
    Sound::WrongItem,
    Sound::WrongPlace,
    Sound::TooMany,
    Sound::Tick,
    Sound::Done,
    Sound::NotSaved,
];

/// Something that makes sounds.
pub trait Speaker: Send {
    fn play(&mut self, sound: Sound);
}

/// Remembers what was played.
#[derive(Clone, Debug, Default)]
pub struct Recorder(pub Vec<Sound>);

impl Speaker for Recorder {
    fn play(&mut self, sound: Sound) {
        self.0.push(sound);
    }
}

/// A tone: hertz (0 is a pause), milliseconds, loudness 0–1.
type Tone = (f64, u32, f64);

fn tones(sound: Sound) -> &'static [Tone] {
    match sound {
        Sound::Right => &[(1760.0, 70, 0.6)],
        Sound::WrongItem => &[(220.0, 160, 0.9), (0.0, 60, 0.0), (220.0, 200, 0.9)],
        Sound::WrongPlace => &[(247.0, 160, 0.9), (740.0, 220, 0.8)],
        Sound::TooMany => &[
            (988.0, 70, 0.7),
            (0.0, 50, 0.0),
            (988.0, 70, 0.7),
            (0.0, 50, 0.0),
            (988.0, 70, 0.7),
        ],
        Sound::Tick => &[(1200.0, 18, 0.2)],
        Sound::Done => &[(1047.0, 110, 0.6), (1319.0, 220, 0.6)],
        Sound::NotSaved => &[
            (440.0, 350, 1.0),
            (311.0, 350, 1.0),
            (440.0, 350, 1.0),
            (311.0, 350, 1.0),
            (440.0, 350, 1.0),
            (311.0, 350, 1.0),
        ],
    }
}

fn file(sound: Sound) -> &'static str {
    match sound {
        Sound::Right => "right.wav",
        Sound::WrongItem => "wrong_item.wav",
        Sound::WrongPlace => "wrong_place.wav",
        Sound::TooMany => "too_many.wav",
        Sound::Tick => "tick.wav",
        Sound::Done => "done.wav",
        Sound::NotSaved => "not_saved.wav",
    }
}

/// The sound as a WAV file: 16-bit mono PCM.
pub fn wav(sound: Sound) -> Vec<u8> {
    let mut samples: Vec<i16> = Vec::new();
    for (hertz, ms, loud) in tones(sound) {
        let count = RATE * ms / 1000;
        // Five milliseconds of fade at both ends, or the speaker clicks.
        let fade = f64::from(RATE) * 0.005;
        for n in 0..count {
            let (n, end) = (f64::from(n), f64::from(count));
            let edge = (n / fade).min((end - n) / fade).min(1.0);
            let value = (TAU * hertz * n / f64::from(RATE)).sin() * loud * edge;
            samples.push((value * 32_000.0) as i16);
        }
    }
    let bytes = samples.len() as u32 * 2;
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    samples.iter().for_each(|sample| wav.extend(sample.to_le_bytes()));
    wav
}

/// Plays through `aplay`, `pw-play` or `paplay`.
#[derive(Debug)]
pub struct Player {
    program: Option<PathBuf>,
    folder: PathBuf,
    playing: Vec<Child>,
}

impl Player {
    /// Writes the seven files into `folder` and looks for a player.
    pub fn new(folder: PathBuf) -> Player {
        let written = std::fs::create_dir_all(&folder).and_then(|()| {
            ALL.into_iter()
                .try_for_each(|sound| std::fs::write(folder.join(file(sound)), wav(sound)))
        });
        let program = written
            .ok()
            .and_then(|()| ["aplay", "pw-play", "paplay"].into_iter().find_map(in_path));
        Player {
            program,
            folder,
            playing: Vec::new(),
        }
    }

    /// No player was found, or the files could not be written.
    pub fn silent(&self) -> bool {
        self.program.is_none()
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

impl Speaker for Player {
    fn play(&mut self, sound: Sound) {
        let Some(program) = &self.program else { return };
        self.playing
            .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        if self.playing.len() >= PLAYING {
            return;
        }
        let mut command = Command::new(program);
        if program.ends_with("aplay") {
            command.arg("-q");
        }
        command.arg(self.folder.join(file(sound)));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.playing.extend(command.spawn());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn seven_sounds_and_no_two_alike() {
        let waves: HashSet<Vec<u8>> = ALL.into_iter().map(wav).collect();
        assert_eq!(waves.len(), 7);
        for sound in ALL {
            let wave = wav(sound);
            assert_eq!(&wave[..4], b"RIFF");
            let declared = u32::from_le_bytes([wave[40], wave[41], wave[42], wave[43]]) as usize;
            assert_eq!(declared, wave.len() - 44);
        }
    }

    #[test]
    fn the_alarm_is_the_longest_and_the_tick_the_shortest() {
        let mut by_length = ALL.to_vec();
        by_length.sort_by_key(|sound| wav(*sound).len());
        assert_eq!(by_length.first(), Some(&Sound::Tick));
        assert_eq!(by_length.last(), Some(&Sound::NotSaved));
    }
}
