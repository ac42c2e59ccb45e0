//! 「列印」: every label that somebody pressed for, and how it stands. And the sheet that asks how many.

use super::{Parts, action, clock, common_more, t};
use crate::flows::label::{Again, Ask, Stand};
use crate::store::Job;
use crate::view::{ActionKind, Body, ChoiceOption, Overlay, PadField, RowView, Screen, Severity, Tone};
use shared::lang::Lang;

pub fn view(jobs: &[(Job, Stand)], utc_offset_min: i32, lang: Lang) -> Parts {
    let body = if jobs.is_empty() {
        Body::Message {
            title: t(lang, "沒有標籤在印", "No labels"),
            text: t(
                lang,
                "收貨或入儲位時，「更多 → 印標籤」印這項的標籤。",
                "While receiving or putting away: More, Print labels.",
            ),
        }
    } else {
        Body::Rows {
            heading: t(lang, "新的在上面", "The newest first"),
            rows: jobs
                .iter()
                .map(|(job, stand)| row(job, *stand, utc_offset_min, lang))
                .collect(),
        }
    };
    Parts {
        screen: Screen::Prints,
        title: t(lang, "列印", "Printing"),
        body,
        actions: vec![action("prints.close", ActionKind::Main, t(lang, "返回", "Back"))],
        more: common_more(lang),
        overlay: None,
    }
}

fn row(job: &Job, stand: Stand, utc_offset_min: i32, lang: Lang) -> RowView {
    let say = stand.say(job);
    let (words, _) = say.text(lang);
    let at = if job.said_at > 0 { job.said_at } else { job.at };
    RowView {
        id: format!("job.{}", job.id),
        title: job.label.name.clone(),
        detail: format!("{words} · {}", clock(at, utc_offset_min)),
        value: copies(i64::from(job.copies), lang),
        tone: match say.severity() {
            Severity::Right => Tone::Done,
            Severity::Stopped => Tone::Stopped,
            Severity::Information => Tone::Active,
            Severity::Careful | Severity::Waiting if stand.is_trouble() => Tone::Stopped,
            Severity::Careful | Severity::Waiting => Tone::Plain,
        },
    }
}

fn copies(copies: i64, lang: Lang) -> String {
    match lang {
        Lang::ZhTw => format!("{copies} 張"),
        Lang::En => format!("{copies} ×"),
    }
}

/// What can be done with a job.
pub(crate) fn choice(job: &Job, stand: Stand, lang: Lang) -> Option<Overlay> {
    let option = |id: &str, title: String, detail: String| ChoiceOption {
        id: id.to_owned(),
        title,
        detail,
        item: None,
    };
    let again = match stand.again(job.perhaps) {
        None if stand == Stand::Sending => return None,
        None => None,
        Some(Again::First) => Some(option(
            "job.again",
            t(lang, "重試", "Try again"),
            t(lang, "上次沒有送出", "Nothing was sent"),
        )),
        Some(Again::Perhaps) => Some(option(
            "job.again",
            t(lang, "重印", "Print again"),
            t(
                lang,
                "可能已經印了，先看印表機",
                "It may be printed already: look first",
            ),
        )),
        Some(Again::Another) => Some(option(
            "job.again",
            t(lang, "重印", "Print again"),
            t(
                lang,
                "上次已經送到，會多印一份",
                "It is there already: this is one more",
            ),
        )),
    };
    let drop = option(
        "job.drop",
        t(lang, "移除", "Remove"),
        t(lang, "從這個清單拿掉", "Takes it off this list"),
    );
    Some(Overlay::Choice {
        title: format!("{} · {}", job.label.code, copies(i64::from(job.copies), lang)),
        options: again.into_iter().chain([drop]).collect(),
    })
}

/// How many labels?
pub(crate) fn pad(ask: &Ask, name: &str, lang: Lang) -> Overlay {
    let field = |field: &crate::flows::pad::Field| PadField {
        id: field.id.clone(),
        label: t(lang, "張", "labels"),
        text: field.text.clone(),
    };
    Overlay::Pad {
        title: name.to_owned(),
        hint: match lang {
            Lang::ZhTw => format!("{}，空著印 {} 張", ask.label.code, ask.offered),
            Lang::En => format!("{}; empty prints {}", ask.label.code, ask.offered),
        },
        fields: ask.pad.fields.iter().map(field).collect(),
        active: ask.pad.active.clone(),
        total: String::new(),
        ok: t(lang, "印", "Print"),
    }
}
