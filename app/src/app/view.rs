//! Puts a view together: the screen's part, who, the sync word, the band.

use super::{App, Work, clock_is_wrong};
use crate::device::clock::Now;
use crate::device::wedge;
use crate::flows::{Look, Looked};
use crate::screens::{self, Parts, t};
use crate::view::{Body, Screen, SyncState, SyncWord, Theme, View};
use shared::lang::Lang;

impl App {
    pub(super) fn view(&self, now: Now) -> Looked<View> {
        let look = self.reads();
        let lang = self.store.device().lang;
        let mut parts = if self.stopped {
            screens::sign_in::stopped(lang)
        } else if self.store.device().id.is_none() {
            screens::sign_in::pairing(lang)
        } else if self.sign.staff().is_none() {
            screens::sign_in::view(&self.sign, lang, &look)?
        } else if let Some(prints) = self.prints_view() {
            prints
        } else {
            match &self.work {
                Work::Home => screens::home::view(lang, &look)?,
                Work::Choose => screens::choose::view(lang, &look)?,
                Work::Deliveries(among) => screens::choose::deliveries(among, lang, &look)?,
                Work::Receive(state) => screens::receive::view(state, lang, &look)?,
                Work::PutAway(state) => screens::putaway::view(state, lang, &look)?,
                Work::Pick(state) => screens::pick::view(state, lang, &look)?,
                Work::Pack(state) => screens::pack::view(state, lang, &look)?,
                Work::Handover(state) => {
                    let as_of = if self.net.online(now) {
                        None
                    } else {
                        Some(self.net.last_at())
                    };
                    screens::handover::view(state, as_of, lang, &look)?
                }
                Work::Count(state) => screens::count::view(state, self.sign.staff(), lang, &look)?,
                Work::Transfer(state) => screens::transfer::view(state, lang, &look)?,
                Work::Inspect(state) => screens::inspect::view(state, lang, &look)?,
                Work::Printer(state) => screens::printer::view(state, lang),
                Work::Scanner(state) => {
                    screens::scanner::view(state, self.store.settings().double_scan_ms, lang)
                }
            }
        };
        match parts.screen {
            // Where a badge or an invitation cannot be scanned any more, a finger can still undo it.
            Screen::SignIn | Screen::Pairing if self.scanner != wedge::Settings::default() => {
                parts.more.push(screens::scanner::standard_outside(lang));
            }
            Screen::Home if self.may_set_scanner(&look)? => {
                parts.more.insert(0, screens::scanner::entry(lang));
                self.photo_entry(&mut parts);
                parts.more.insert(2, screens::printer::entry(lang));
            }
            Screen::SignIn
            | Screen::Pairing
            | Screen::Home
            | Screen::Choose
            | Screen::Pick
            | Screen::Pack
            | Screen::Handover
            | Screen::Scanner
            | Screen::Printer
            | Screen::Prints
            | Screen::Count
            | Screen::Transfer
            | Screen::Inspect
            | Screen::Receive
            | Screen::PutAway
            | Screen::Stopped => {}
        }
        if self.sign.staff().is_some() && !self.stopped {
            self.photo_actions(&mut parts);
            self.print_actions(&mut parts, &look)?;
        }
        let who = match self.sign.staff() {
            Some(staff) => look.staff(staff)?.map_or_else(String::new, |staff| staff.name),
            None => String::new(),
        };
        Ok(self.assemble(parts, who, now))
    }

    fn assemble(&self, parts: Parts, who: String, now: Now) -> View {
        let lang = self.store.device().lang;
        let Parts {
            screen,
            title,
            body,
            actions,
            more,
            overlay,
        } = parts;
        View {
            screen,
            lang,
            theme: if self.store.device().dark {
                Theme::Dark
            } else {
                Theme::Light
            },
            title,
            who,
            sync: self.sync_word(now, lang),
            band: self.say.band(lang),
            body,
            actions,
            more,
            overlay: self.overlay.clone().or(overlay),
            banner: self.banner(now, lang),
        }
    }

    /// A view that asks the data file nothing.
    pub(super) fn broken_view(&self, now: Now) -> View {
        let mut view = self.assemble(
            screens::sign_in::stopped(self.store.device().lang),
            String::new(),
            now,
        );
        if !matches!(view.body, Body::Message { .. }) {
            view.overlay = None;
        }
        view
    }

    fn banner(&self, now: Now, lang: Lang) -> String {
        if let Some(refusal) = self.net.refused {
            return refusal.message(lang).to_owned();
        }
        if clock_is_wrong(now) {
            return t(
                lang,
                "這台的時鐘不準，請檢查日期時間",
                "This device's clock is wrong: check date and time",
            );
        }
        if let Some(trouble) = self.print_banner(lang) {
            return trouble;
        }
        self.banner.clone()
    }

    /// 已同步 / 待傳 12 / 離線 37 分鐘: truthfully.
    fn sync_word(&self, now: Now, lang: Lang) -> SyncWord {
        let pending = self.store.pending();
        let (state, text) = if self.net.refused.is_some() {
            (SyncState::Halted, t(lang, "停止上傳", "Sending stopped"))
        } else if !self.net.online(now) {
            let text = match (self.net.offline_minutes(now), lang) {
                (Some(minutes), Lang::ZhTw) => format!("離線 {minutes} 分鐘"),
                (Some(minutes), Lang::En) => format!("Offline {minutes} min"),
                (None, Lang::ZhTw) => "離線".to_owned(),
                (None, Lang::En) => "Offline".to_owned(),
            };
            (SyncState::Offline, text)
        } else if pending > 0 {
            let text = match lang {
                Lang::ZhTw => format!("待傳 {pending}"),
                Lang::En => format!("{pending} to send"),
            };
            (SyncState::Pending, text)
        } else if !self.store.photos().waiting.is_empty() {
            let photos = self.store.photos().waiting.len();
            let text = match lang {
                Lang::ZhTw => format!("照片待傳 {photos}"),
                Lang::En => format!("Photos to send: {photos}"),
            };
            (SyncState::Pending, text)
        } else {
            (SyncState::Synced, t(lang, "已同步", "Synced"))
        };
        SyncWord { text, state }
    }
}
