//! Presses that belong to no flow: language, theme, signing out, about, and pasting an invitation.

use super::{App, Done};
use crate::device::clock::Now;
use crate::flows::sign_in;
use crate::say::Desk;
use crate::store::StoreError;
use crate::view::Overlay;
use shared::lang::Lang;

impl App {
    /// Presses that belong to no flow. True when it was one.
    pub(super) fn desk_press(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        match id {
            "lang" | "theme" => {
                let by = self.by(now);
                self.store.write(&by, |cx| {
                    let device = cx.device();
                    match id {
                        "lang" if device.lang == Lang::ZhTw => device.lang = Lang::En,
                        "lang" => device.lang = Lang::ZhTw,
                        _ => device.dark = !device.dark,
                    }
                    Ok(())
                })?;
                self.overlay = None;
            }
            "scanner" => return self.open_scanner(now, done),
            "printer" => return self.open_printer(now, done),
            "scanner.standard" => self.standard_scanner(now, done)?,
            "about" => self.overlay = Some(self.about()),
            "paste" if self.store.device().id.is_none() => self.overlay = Some(self.paste()),
            "sign_out" if self.sign.staff().is_some() => {
                self.overlay = None;
                self.shut_prints();
                self.sign.at = sign_in::At::Badge;
                self.say = Desk::ScanBadge {}.into();
                done.sound = None;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn about(&self) -> Overlay {
        let device = self.store.device();
        Overlay::About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lines: vec![
                format!("{} {}", device.site_name, device.label),
                format!(
                    "seq {} · acked {} · cursor {}",
                    self.store.pending() + device.acked_seq,
                    device.acked_seq,
                    device.cursor
                ),
                device.urls.join(" "),
                "MIT OR Apache-2.0".to_owned(),
            ],
        }
    }

    fn paste(&self) -> Overlay {
        let t = |zh, en| crate::screens::t(self.store.device().lang, zh, en);
        Overlay::Text {
            id: "invitation".to_owned(),
            title: t("貼上邀請", "Paste the invitation"),
            hint: t(
                "辦公室「裝置」頁上的文字",
                "The text on the office's Devices page",
            ),
            text: String::new(),
            ok: t("配對", "Pair"),
        }
    }
}
