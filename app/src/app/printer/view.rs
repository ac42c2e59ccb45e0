//! What is shown of printing: the queue, what a screen offers, the yellow line.

use super::ask::label_target;
use crate::app::{App, Work};
use crate::flows::{Look, Looked, inspect, label};
use crate::screens::{self, Parts, action, t};
use crate::view::{ActionKind, Body, Screen};
use shared::lang::Lang;

impl App {
    /// The queue, where it is open.
    pub(in crate::app) fn prints_view(&self) -> Option<Parts> {
        self.printing.open.as_ref()?;
        let offset = self.store.settings().utc_offset_min;
        Some(screens::prints::view(
            &self.prints(),
            offset,
            self.store.device().lang,
        ))
    }

    /// What a screen offers beside its own where there is a printer: this item's label, and the queue.
    pub(in crate::app) fn print_actions(&self, parts: &mut Parts, look: &dyn Look) -> Looked<()> {
        if !self.has_prints() || parts.screen == Screen::Prints {
            return Ok(());
        }
        let lang = self.store.device().lang;
        let before = parts.more.iter().position(|action| action.id == "lang");
        let queue = action("prints", ActionKind::Plain, t(lang, "列印", "Printing"));
        parts.more.insert(before.unwrap_or(parts.more.len()), queue);
        if let (Work::Inspect(state), true) = (&self.work, self.printing.settings.is_set())
            && matches!(state.at, inspect::At::Plate { .. })
        {
            let print = action("plate.print", ActionKind::Main, t(lang, "印標籤", "Print label"));
            parts.actions.insert(0, print);
            parts.actions.truncate(3);
        }
        // A list or a message asks something else.
        let asks = matches!(parts.body, Body::Rows { .. } | Body::Message { .. });
        let target = label_target(&self.work)
            .filter(|_| self.printing.settings.is_set() && parts.overlay.is_none() && !asks);
        let Some((item, _)) = target else {
            return Ok(());
        };
        let label = action("label", ActionKind::Plain, t(lang, "印標籤", "Print labels"));
        parts.more.insert(0, label);
        if let Body::Receive(body) = &mut parts.body
            && look.item(item)?.is_some_and(|item| label::is_bare(&item))
        {
            body.notes.push(t(
                lang,
                "這項沒有條碼：更多 → 印標籤",
                "It has no barcode: More, Print labels",
            ));
        }
        Ok(())
    }

    /// The yellow line while trouble has not been looked at.
    pub(in crate::app) fn print_banner(&self, lang: Lang) -> Option<String> {
        let unseen = self.printing.unseen && self.sign.staff().is_some();
        unseen.then(|| {
            t(
                lang,
                "有標籤沒印好：看「更多 → 列印」",
                "A label did not print: see More, Printing",
            )
        })
    }
}
