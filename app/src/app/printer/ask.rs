//! The sheet that asks how many labels.

use super::super::{App, Done, Work};
use crate::device::clock::Now;
use crate::device::printer::fonts;
use crate::flows::label::{self, Ask, Keyed};
use crate::flows::{Look, inspect, putaway};
use crate::say::{Label, brief};
use crate::screens;
use crate::store::StoreError;
use crate::view::Overlay;
use shared::id::ItemId;

/// The item whose label may be printed now, and how many pieces of it were counted last.
pub(super) fn label_target(work: &Work) -> Option<(ItemId, i64)> {
    match work {
        Work::Receive(state) => state.last.as_ref().map(|last| (last.item, last.quantity)),
        Work::PutAway(state) => match &state.at {
            putaway::At::Bin { load } => Some((load.item, load.quantity())),
            putaway::At::Item | putaway::At::Rest { .. } => None,
        },
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::Scanner(_)
        | Work::Printer(_)
        | Work::Count(_)
        | Work::Transfer(_)
        | Work::Inspect(_) => None,
    }
}

impl App {
    pub(super) fn keyed(&mut self, keyed: Keyed, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        match keyed {
            Keyed::Typed(ask) => self.show_ask(ask)?,
            Keyed::Wrong(say) => self.tell(say, done),
            Keyed::Print(copies) => {
                self.overlay = None;
                if let Some(ask) = self.printing.ask.take() {
                    self.print(ask.label, copies, now, done)?;
                }
            }
            Keyed::Other => return Ok(false),
        }
        Ok(true)
    }

    /// A number that a keyboard typed into the sheet. True when it was for it.
    pub(in crate::app) fn print_typed(&mut self, text: &str) -> Result<bool, StoreError> {
        let (Some(ask), Some(Overlay::Pad { .. })) = (&self.printing.ask, &self.overlay) else {
            return Ok(false);
        };
        let mut next = ask.clone();
        if !next.pad.type_in(text.trim()) {
            return Ok(false);
        }
        self.show_ask(next)?;
        Ok(true)
    }

    pub(super) fn ask_label(&mut self, done: &mut Done) -> Result<(), StoreError> {
        let Some((item, pieces)) = label_target(&self.work) else {
            return Ok(());
        };
        let Some(item) = self.reads().item(item)? else {
            return Ok(());
        };
        if !self.printing.settings.is_set() {
            self.tell(Label::NoPrinter {}, done);
            return Ok(());
        }
        if fonts().is_none() {
            self.tell(Label::NoFonts {}, done);
            return Ok(());
        }
        let ask = label::ask(&item, pieces);
        let say = Label::Ask {
            item: brief(item.name_in(self.store.device().lang)),
            pieces: ask.offered,
        };
        self.show_ask(ask)?;
        self.tell(say, done);
        Ok(())
    }

    /// The label of the piece that leaves the returns bench now: one, and no question.
    pub(super) fn print_plate(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let label = match &self.work {
            Work::Inspect(state) => inspect::label(state, self.store.device().lang, &self.reads())?,
            _ => None,
        };
        match label {
            Some(_) if fonts().is_none() => self.tell(Label::NoFonts {}, done),
            Some(label) => self.print(label, 1, now, done)?,
            None => {}
        }
        Ok(())
    }

    fn show_ask(&mut self, ask: Ask) -> Result<(), StoreError> {
        let lang = self.store.device().lang;
        let item = self.reads().item(ask.item)?;
        let name = item.map_or_else(String::new, |item| item.name_in(lang).to_owned());
        self.overlay = Some(screens::prints::pad(&ask, &name, lang));
        self.printing.ask = Some(ask);
        Ok(())
    }
}
