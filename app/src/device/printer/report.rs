//! What came of a label, and how far its job has come.

/// Characters of an answer that are kept.
const KEPT_CHARS: usize = 160;

/// What came of sending a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Everything was sent, and the printer says that nothing is wrong with it.
    Ready,
    /// Everything was sent; the printer says why it does not print now.
    PaperOut,
    RibbonOut,
    HeadOpen,
    Paused,
    /// Another trouble: a jam, a head too hot.
    Trouble,
    /// Everything was sent, and the printer says nothing, or nothing that can be read.
    Silent,
    /// No connection: nothing was sent.
    Unreachable,
    /// The connection ended in the middle: nobody knows what arrived.
    HungUp,
    /// The code cannot be a barcode on this label: nothing was sent.
    NoLabel,
    /// This build has no fonts: nothing was sent.
    NoFonts,
}

impl Report {
    /// Whether something may have reached the printer.
    pub fn may_have_arrived(self) -> bool {
        match self {
            Report::Unreachable | Report::NoLabel | Report::NoFonts => false,
            Report::Ready
            | Report::PaperOut
            | Report::RibbonOut
            | Report::HeadOpen
            | Report::Paused
            | Report::Trouble
            | Report::Silent
            | Report::HungUp => true,
        }
    }
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not sent, or on its way.
    Waiting,
    /// Sent, and nothing good was heard.
    Sent,
    /// Sent, and the printer is well.
    Confirmed,
    Failed,
}

impl Progress {
    pub const ALL: [Progress; 4] = [
        Progress::Waiting,
        Progress::Sent,
        Progress::Confirmed,
        Progress::Failed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Progress::Waiting => "waiting",
            Progress::Sent => "sent",
            Progress::Confirmed => "confirmed",
            Progress::Failed => "failed",
        }
    }

    pub fn parse(code: &str) -> Option<Progress> {
        Progress::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl Report {
    pub const ALL: [Report; 11] = [
        Report::Ready,
        Report::PaperOut,
        Report::RibbonOut,
        Report::HeadOpen,
        Report::Paused,
        Report::Trouble,
        Report::Silent,
        Report::Unreachable,
        Report::HungUp,
        Report::NoLabel,
        Report::NoFonts,
    ];

    /// Stable: it is kept with the job.
    pub fn code(self) -> &'static str {
        match self {
            Report::Ready => "ready",
            Report::PaperOut => "paper_out",
            Report::RibbonOut => "ribbon_out",
            Report::HeadOpen => "head_open",
            Report::Paused => "paused",
            Report::Trouble => "trouble",
            Report::Silent => "silent",
            Report::Unreachable => "unreachable",
            Report::HungUp => "hung_up",
            Report::NoLabel => "no_label",
            Report::NoFonts => "no_fonts",
        }
    }

    pub fn parse(code: &str) -> Option<Report> {
        Report::ALL.into_iter().find(|report| report.code() == code)
    }

    /// A printer without paper holds the label and prints it later: sent, not failed, or it would be printed twice.
    pub fn progress(self) -> Progress {
        match self {
            Report::Ready => Progress::Confirmed,
            Report::PaperOut
            | Report::RibbonOut
            | Report::HeadOpen
            | Report::Paused
            | Report::Trouble
            | Report::Silent => Progress::Sent,
            Report::Unreachable | Report::HungUp | Report::NoLabel | Report::NoFonts => Progress::Failed,
        }
    }
}

/// A report with what was heard, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub report: Report,
    /// The printer's answer or the system's error; empty where there is none.
    pub answer: String,
}

impl Told {
    pub fn new(report: Report, answer: impl Into<String>) -> Told {
        Told {
            report,
            answer: answer.into().chars().take(KEPT_CHARS).collect(),
        }
    }
}
