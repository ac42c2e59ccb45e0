//! Every sentence a worker can see or hear, in every language, with its colour and its sound.
//!
//! Invariant: a sentence without a translation does not compile: the macro below asks for both languages, and the
//! title and detail of each. Sentences carry their arguments as plain values; nobody builds one by hand elsewhere.

mod count;
mod desk;
mod handover;
mod inspect;
mod label;
mod pack;
mod photo;
mod pick;
mod printer;
mod putaway;
mod receive;
mod scanner;
mod transfer;

pub use count::Count;
pub use desk::Desk;
pub use handover::Handover;
pub use inspect::Inspect;
pub use label::Label;
pub use pack::Pack;
pub use photo::Photo;
pub use pick::Pick;
pub use printer::Printer;
pub use putaway::PutAway;
pub use receive::Receive;
pub use scanner::Scanner;
pub use transfer::Transfer;

use crate::view::{Band, Severity, Sound};
use shared::lang::Lang;

/// Writes an enum of sentences. One line a sentence: its code, its arguments, colour, sound, then title and
/// detail in zh-TW and in English.
macro_rules! says {
    ($(#[$doc:meta])* $name:ident, $stem:literal; $(
        $code:literal $variant:ident { $($field:ident: $kind:ty),* } $severity:ident $sound:expr;
        $zh_title:literal, $zh_detail:literal;
        $en_title:literal, $en_detail:literal;
    )+) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($variant { $($field: $kind),* }),+
        }

        impl $name {
            /// Stable: it is kept with mis-scans and tests compare it.
            pub fn code(&self) -> &'static str {
                match self { $($name::$variant { .. } => concat!($stem, ".", $code)),+ }
            }

            pub fn severity(&self) -> crate::view::Severity {
                match self { $($name::$variant { .. } => crate::view::Severity::$severity),+ }
            }

            pub fn sound(&self) -> Option<crate::view::Sound> {
                use crate::view::Sound::*;
                #[allow(unused_imports)]
                use crate::say::quiet;
                match self { $($name::$variant { .. } => $sound.into()),+ }
            }

            /// Title and detail.
            pub fn text(&self, lang: shared::lang::Lang) -> (String, String) {
                use shared::lang::Lang;
                match (self, lang) { $(
                    ($name::$variant { $($field),* }, Lang::ZhTw) => {
                        $(let _ = $field;)*
                        (format!($zh_title), format!($zh_detail))
                    }
                    ($name::$variant { $($field),* }, Lang::En) => {
                        $(let _ = $field;)*
                        (format!($en_title), format!($en_detail))
                    }
                )+ }
            }
        }

        impl From<$name> for crate::say::Say {
            fn from(say: $name) -> crate::say::Say {
                crate::say::Say::$name(say)
            }
        }
    };
}
pub(crate) use says;

/// No sound: nothing was scanned.
#[allow(non_upper_case_globals)]
pub(crate) const quiet: Option<Sound> = None;

/// A sentence of any stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    Desk(Desk),
    Pick(Pick),
    Pack(Pack),
    Handover(Handover),
    Receive(Receive),
    PutAway(PutAway),
    Scanner(Scanner),
    Count(Count),
    Transfer(Transfer),
    Inspect(Inspect),
    Label(Label),
    Printer(Printer),
    Photo(Photo),
}

impl Say {
    pub fn code(&self) -> &'static str {
        match self {
            Say::Desk(say) => say.code(),
            Say::Pick(say) => say.code(),
            Say::Pack(say) => say.code(),
            Say::Handover(say) => say.code(),
            Say::Receive(say) => say.code(),
            Say::PutAway(say) => say.code(),
            Say::Scanner(say) => say.code(),
            Say::Count(say) => say.code(),
            Say::Transfer(say) => say.code(),
            Say::Inspect(say) => say.code(),
            Say::Label(say) => say.code(),
            Say::Printer(say) => say.code(),
            Say::Photo(say) => say.code(),
        }
    }

    pub fn severity(&self) -> Severity {
        match self {
            Say::Desk(say) => say.severity(),
            Say::Pick(say) => say.severity(),
            Say::Pack(say) => say.severity(),
            Say::Handover(say) => say.severity(),
            Say::Receive(say) => say.severity(),
            Say::PutAway(say) => say.severity(),
            Say::Scanner(say) => say.severity(),
            Say::Count(say) => say.severity(),
            Say::Transfer(say) => say.severity(),
            Say::Inspect(say) => say.severity(),
            Say::Label(say) => say.severity(),
            Say::Printer(say) => say.severity(),
            Say::Photo(say) => say.severity(),
        }
    }

    pub fn sound(&self) -> Option<Sound> {
        match self {
            Say::Desk(say) => say.sound(),
            Say::Pick(say) => say.sound(),
            Say::Pack(say) => say.sound(),
            Say::Handover(say) => say.sound(),
            Say::Receive(say) => say.sound(),
            Say::PutAway(say) => say.sound(),
            Say::Scanner(say) => say.sound(),
            Say::Count(say) => say.sound(),
            Say::Transfer(say) => say.sound(),
            Say::Inspect(say) => say.sound(),
            Say::Label(say) => say.sound(),
            Say::Printer(say) => say.sound(),
            Say::Photo(say) => say.sound(),
        }
    }

    /// Title and detail.
    pub fn text(&self, lang: Lang) -> (String, String) {
        match self {
            Say::Desk(say) => say.text(lang),
            Say::Pick(say) => say.text(lang),
            Say::Pack(say) => say.text(lang),
            Say::Handover(say) => say.text(lang),
            Say::Receive(say) => say.text(lang),
            Say::PutAway(say) => say.text(lang),
            Say::Scanner(say) => say.text(lang),
            Say::Count(say) => say.text(lang),
            Say::Transfer(say) => say.text(lang),
            Say::Inspect(say) => say.text(lang),
            Say::Label(say) => say.text(lang),
            Say::Printer(say) => say.text(lang),
            Say::Photo(say) => say.text(lang),
        }
    }

    pub fn band(&self, lang: Lang) -> Band {
        let (title, detail) = self.text(lang);
        Band {
            severity: self.severity(),
            code: self.code().to_owned(),
            title,
            detail,
        }
    }
}

/// A name as a sentence may show it: two of them and the words around fit the band's three lines.
pub fn brief(name: &str) -> String {
    /// Half-width columns; a Chinese character takes two.
    const ROOM: usize = 32;
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    if name.chars().map(wide).sum::<usize>() <= ROOM {
        return name.to_owned();
    }
    let mut used = 1;
    let kept = name.chars().take_while(|c| {
        used += wide(*c);
        used <= ROOM
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

/// A code as a sentence may show it: never longer than a line.
pub fn shown(code: &str) -> String {
    const LINE: usize = 40;
    let clean: String = code
        .chars()
        .map(|c| if c.is_control() { '␣' } else { c })
        .collect();
    if clean.chars().count() <= LINE {
        clean
    } else {
        clean.chars().take(LINE).chain(['…']).collect()
    }
}
