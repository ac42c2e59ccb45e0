//! Time as a parameter: the boot clock, the offset learnt from the server, the wall clock as a flagged fallback.
//!
//! `Instant` stands still in suspend on Linux and Android, so the boot clock is read from the kernel's uptime. Its
//! resolution there is 10 ms, which is enough for a fact's time; the scanner stamps its own.

use shared::facts::ClockSource;
use std::fs;

/// The moment, in every way a rule may need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Best known time, milliseconds since 1970.
    pub at_ms: i64,
    pub source: ClockSource,
    /// Since the device was started, suspend included. Never jumps.
    pub boot_ms: i64,
    pub wall_ms: i64,
}

/// Reads the raw clocks.
pub trait Clock: Send {
    fn boot_ms(&self) -> i64;
    fn wall_ms(&self) -> i64;
    /// Another value after every start of the device.
    fn boot_id(&self) -> String;
}

/// The machine's own clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Clock for System {
    fn boot_ms(&self) -> i64 {
        let uptime = fs::read_to_string("/proc/uptime").ok();
        let seconds = uptime
            .as_deref()
            .and_then(|text| text.split(' ').next())
            .and_then(|text| text.parse::<f64>().ok());
        match seconds {
            Some(seconds) => (seconds * 1000.0) as i64,
            None => self.wall_ms(),
        }
    }

    #[allow(clippy::disallowed_methods)]
    fn wall_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_millis() as i64)
    }

    fn boot_id(&self) -> String {
        fs::read_to_string("/proc/sys/kernel/random/boot_id")
            .map(|id| id.trim().to_owned())
            .unwrap_or_default()
    }
}

/// What this boot has learnt about the server's time.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Offset {
    pub boot_id: String,
    /// Server time minus boot clock, milliseconds.
    pub offset_ms: i64,
}

/// The moment by `clock`: the server's time where this boot has learnt it, else the wall clock, marked as such.
pub fn now(clock: &dyn Clock, boot_id: &str, learnt: &Offset) -> Now {
    let (boot_ms, wall_ms) = (clock.boot_ms(), clock.wall_ms());
    if !boot_id.is_empty() && learnt.boot_id == boot_id {
        return Now {
            at_ms: boot_ms + learnt.offset_ms,
            source: ClockSource::Server,
            boot_ms,
            wall_ms,
        };
    }
    Now {
        at_ms: wall_ms,
        source: ClockSource::Wall,
        boot_ms,
        wall_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At1970;
    impl Clock for At1970 {
        fn boot_ms(&self) -> i64 {
            5_000
        }
        fn wall_ms(&self) -> i64 {
            0
        }
        fn boot_id(&self) -> String {
            "b1".into()
        }
    }

    #[test]
    fn a_wall_clock_at_1970_is_used_only_until_the_server_has_spoken() {
        let before = now(&At1970, "b1", &Offset::default());
        assert_eq!((before.at_ms, before.source), (0, ClockSource::Wall));
        let learnt = Offset {
            boot_id: "b1".into(),
            offset_ms: 1_800_000_000_000,
        };
        let after = now(&At1970, "b1", &learnt);
        assert_eq!(
            (after.at_ms, after.source),
            (1_800_000_005_000, ClockSource::Server)
        );
        let restarted = now(&At1970, "b2", &learnt);
        assert_eq!(restarted.source, ClockSource::Wall);
    }

    #[test]
    fn the_machines_boot_clock_moves_forward() {
        let clock = System;
        assert!(clock.boot_ms() > 0);
        assert!(clock.wall_ms() > 1_600_000_000_000);
    }
}
