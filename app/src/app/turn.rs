//! One turn: who gets the input, what the step decided, and the one transaction that keeps it.

use super::{App, Done, Work};
use crate::device::clock::Now;
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Go, Input, Look, Looked, Step, handover, pack, pick, said, sign_in};
use crate::look::StoreLook;
use crate::say::{Desk, Say, shown};
use crate::screens::home;
use crate::store::{FlowRow, StoreError};
use crate::view::Overlay;
use serde::de::DeserializeOwned;
use shared::facts::{Fact, Misscanned, TaskRef, kept_raw};
use shared::id::ListId;
use shared::lang::Lang;
use shared::task::PickList;

impl From<crate::flows::LookError> for StoreError {
    fn from(_: crate::flows::LookError) -> StoreError {
        StoreError::Rule("the data file could not be read")
    }
}

/// What a turn decided, before it is kept.
#[derive(Debug)]
pub(super) struct Turn {
    pub work: Work,
    pub sign: Option<sign_in::State>,
    pub facts: Vec<Fact>,
    /// `None`: the band keeps what it says.
    pub say: Option<Say>,
}

impl Turn {
    pub(super) fn stay(work: Work) -> Turn {
        Turn {
            work,
            sign: None,
            facts: Vec::new(),
            say: None,
        }
    }
}

impl App {
    /// Gives the input to whoever it is for.
    pub(super) fn turn(&mut self, input: Input<'_>, now: Now) -> Result<Turn, StoreError> {
        let ctx = self.ctx(now);
        let look = self.reads();
        let work = self.work.clone();
        if self.sign.staff().is_none() {
            return Ok(signing(work, sign_in::step(&self.sign, input, &look)?));
        }
        if let Input::Scan(code) = input
            && !matches!(&work, Work::Pick(state) if pick::wants_badge(state))
            && resolve::find(code, &look)?.staff.is_some()
        {
            return Ok(signing(work, sign_in::step(&self.sign, input, &look)?));
        }
        Ok(working(work, input, &ctx, &look)?)
    }

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
            "about" => self.overlay = Some(self.about()),
            "paste" if self.store.device().id.is_none() => self.overlay = Some(self.paste()),
            "sign_out" if self.sign.staff().is_some() => {
                self.overlay = None;
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

    /// Keeps a turn: facts, effects, outbox rows and states in one transaction; then, and only then, memory follows.
    pub(super) fn commit(&mut self, turn: Turn, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let Turn {
            work,
            sign,
            facts,
            say,
        } = turn;
        // A badge that takes over signs its own fact.
        let mut by = self.by(now);
        by.staff = sign.as_ref().map_or(by.staff, |sign| sign.staff().or(by.staff));
        let tried = sign.as_ref().and_then(|sign| sign.tried.clone());
        let states = self.changed(&work, sign.as_ref())?;
        if !facts.is_empty() || !states.is_empty() || tried.is_some() {
            self.store.write(&by, |cx| {
                cx.record_all(&facts)?;
                for (stem, row) in &states {
                    cx.flow(stem, row.version, &row.anchor, &row.json)?;
                }
                if let Some(tried) = &tried {
                    cx.wrong_pins(tried.staff, tried.wrong, tried.unlocks)?;
                }
                Ok(())
            })?;
            self.writes_since_checkpoint += 1;
        }
        self.saved
            .extend(states.into_iter().map(|(stem, row)| (stem, kept(&row))));
        self.work = work;
        if let Some(sign) = sign {
            self.sign = sign_in::State { tried: None, ..sign };
        }
        if let Some(say) = say {
            done.sound = say.sound();
            self.say = say;
        }
        Ok(())
    }

    /// The states that are not on the disk as they are now.
    fn changed(
        &self,
        work: &Work,
        sign: Option<&sign_in::State>,
    ) -> Result<Vec<(&'static str, FlowRow)>, StoreError> {
        let mut rows = vec![(
            "work",
            FlowRow {
                version: 1,
                anchor: stem(work).to_owned(),
                json: "{}".to_owned(),
            },
        )];
        match work {
            Work::Home | Work::Choose => {}
            Work::Pick(state) => rows.push(("pick", row(pick::VERSION, pick::anchor(state), state)?)),
            Work::Pack(state) => rows.push(("pack", row(pack::VERSION, pack::anchor(state), state)?)),
            Work::Handover(state) => {
                rows.push((
                    "handover",
                    row(handover::VERSION, handover::anchor(state), state)?,
                ));
            }
        }
        if let Some(sign) = sign {
            rows.push(("sign_in", row(sign_in::VERSION, String::new(), sign)?));
        }
        rows.retain(|(stem, row)| self.saved.get(stem) != Some(&kept(row)));
        Ok(rows)
    }

    /// At start: who was here last, and where the work stands. A state that this app cannot read starts its line
    /// again from what the rows say.
    pub(super) fn resume(&mut self, now: Now) -> Result<(), StoreError> {
        if self.store.device().id.is_none() {
            self.say = Desk::Pairing {}.into();
        }
        let reader = self.store.reader();
        let row = |stem: &str| reader.flow(stem);
        let sign: Option<sign_in::State> = row("sign_in")?.and_then(|row| read(&row, sign_in::VERSION));
        let active = row("work")?.map_or_else(String::new, |row| row.anchor);
        let saved = row(&active)?;
        self.sign = sign.unwrap_or_default();
        let Some(saved) = saved.filter(|_| active != "work") else {
            return Ok(());
        };
        let understood = match active.as_str() {
            "pick" => read(&saved, pick::VERSION).map(Work::Pick),
            "pack" => read(&saved, pack::VERSION).map(Work::Pack),
            "handover" => read(&saved, handover::VERSION).map(Work::Handover),
            _ => None,
        };
        let restarted = understood.is_none();
        self.work = match understood {
            Some(work) => work,
            None => self.restart(&active, &saved.anchor, now)?,
        };
        if restarted && self.work != Work::Home {
            self.say = Desk::FlowRestarted {}.into();
        }
        Ok(())
    }

    fn restart(&mut self, active: &str, anchor: &str, now: Now) -> Result<Work, StoreError> {
        let ctx = self.ctx(now);
        let look = self.reads();
        let id = anchor.split_once(':').map_or("", |(_, id)| id);
        Ok(match (active, id.parse::<uuid::Uuid>()) {
            ("pick", Ok(id)) => {
                let step = pick::open(id.into(), &ctx, &look)?;
                if step.go == Go::Home {
                    Work::Home
                } else {
                    Work::Pick(step.next)
                }
            }
            ("pack", Ok(id)) => Work::Pack(pack::restart(id, &look)?),
            ("handover", Ok(id)) => Work::Handover(handover::restart(id, &look)?),
            _ => Work::Home,
        })
    }

    pub(super) fn step_name(&self) -> &'static str {
        if self.sign.staff().is_none() {
            return "sign_in";
        }
        stem(&self.work)
    }

    pub(super) fn task(&self) -> Option<TaskRef> {
        match &self.work {
            Work::Home | Work::Choose => None,
            Work::Pick(state) => Some(TaskRef::List(state.list)),
            Work::Pack(state) => pack::task(state),
            Work::Handover(state) => Some(TaskRef::Manifest(state.manifest)),
        }
    }
}

fn stem(work: &Work) -> &'static str {
    match work {
        Work::Home => "home",
        Work::Choose => "choose",
        Work::Pick(_) => "pick",
        Work::Pack(_) => "pack",
        Work::Handover(_) => "handover",
    }
}

fn kept(row: &FlowRow) -> String {
    format!("{}\n{}", row.anchor, row.json)
}

fn row<S: serde::Serialize>(version: i64, anchor: String, state: &S) -> Result<FlowRow, StoreError> {
    Ok(FlowRow {
        version,
        anchor,
        json: serde_json::to_string(state)?,
    })
}

fn read<S: DeserializeOwned>(row: &FlowRow, version: i64) -> Option<S> {
    (row.version == version)
        .then(|| serde_json::from_str(&row.json).ok())
        .flatten()
}

/// Signing in on top of the work, which stands still meanwhile.
fn signing(work: Work, step: Step<sign_in::State>) -> Turn {
    let say = match (step.say, &work) {
        (Some(Say::Desk(Desk::Welcome { name })), Work::Pick(_) | Work::Pack(_) | Work::Handover(_)) => {
            Some(Desk::Resumed { name }.into())
        }
        (say, _) => say,
    };
    Turn {
        work,
        sign: Some(step.next),
        facts: step.facts,
        say,
    }
}

fn working(work: Work, input: Input<'_>, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    match work {
        Work::Home | Work::Choose => home_input(work, input, ctx, look),
        Work::Pick(state) => land(
            pick::step(&state, input, ctx, look)?,
            Work::Pick,
            input,
            ctx,
            look,
        ),
        Work::Pack(state) => land(
            pack::step(&state, input, ctx, look)?,
            Work::Pack,
            input,
            ctx,
            look,
        ),
        Work::Handover(state) => land(
            handover::step(&state, input, ctx, look)?,
            Work::Handover,
            input,
            ctx,
            look,
        ),
    }
}

/// Follows a step to where it goes.
fn land<S>(
    step: Step<S>,
    wrap: impl FnOnce(S) -> Work,
    input: Input<'_>,
    ctx: &Ctx,
    look: &StoreLook<'_>,
) -> Looked<Turn> {
    let Step {
        next,
        mut facts,
        say,
        go,
    } = step;
    let turn = match go {
        Go::Stay => {
            return Ok(Turn {
                work: wrap(next),
                sign: None,
                facts,
                say,
            });
        }
        Go::Home => {
            return Ok(Turn {
                work: Work::Home,
                sign: None,
                facts,
                say,
            });
        }
        Go::Pick(list) => open_list(list, ctx, look)?,
        Go::Scanned => match input {
            Input::Scan(code) => home_scan(wrap(next), code, ctx, look)?,
            Input::Press(_) | Input::Typed { .. } => Turn::stay(wrap(next)),
        },
    };
    facts.extend(turn.facts);
    Ok(Turn { facts, ..turn })
}

fn opened<S>(step: Step<S>, wrap: impl FnOnce(S) -> Work) -> Turn {
    let work = if step.go == Go::Home {
        Work::Home
    } else {
        wrap(step.next)
    };
    Turn {
        work,
        sign: None,
        facts: step.facts,
        say: step.say,
    }
}

fn open_list(list: ListId, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    Ok(opened(pick::open(list, ctx, look)?, Work::Pick))
}

fn home_input(work: Work, input: Input<'_>, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    let id = match input {
        Input::Scan(code) => return home_scan(work, code, ctx, look),
        Input::Press(id) => id,
        Input::Typed { .. } => {
            return Ok(Turn {
                say: Some(Desk::BadEntry {}.into()),
                ..Turn::stay(work)
            });
        }
    };
    Ok(match id {
        "tile.pick" => Turn {
            say: Some(Desk::ChooseList {}.into()),
            ..Turn::stay(Work::Choose)
        },
        "tile.pack" => opened(pack::start(), Work::Pack),
        "tile.handover" => opened(handover::open(ctx), Work::Handover),
        "home" | "pause" => Turn {
            say: Some(Desk::Home {}.into()),
            ..Turn::stay(Work::Home)
        },
        _ => match id.strip_prefix("list.").and_then(|id| id.parse().ok()) {
            Some(list) => open_list(list, ctx, look)?,
            None => Turn::stay(work),
        },
    })
}

/// Scan anything: a list, a tote, an order, a parcel opens its work.
fn home_scan(work: Work, code: &Code, ctx: &Ctx, look: &StoreLook<'_>) -> Looked<Turn> {
    let found = resolve::find(code, look)?;
    let mis = |say: Say| {
        let step = stem(&work).to_owned();
        let kept = Misscanned {
            step,
            said: said(&say),
            raw: kept_raw(&code.raw),
            task: None,
        };
        Turn {
            facts: vec![kept.into()],
            say: Some(say),
            ..Turn::stay(Work::Home)
        }
    };
    for list in &found.lists {
        if wants_picking(list, look)? {
            return open_list(list.id, ctx, look);
        }
    }
    if !found.lists.is_empty() || found.shipments.iter().any(home::to_pack) {
        return Ok(opened(pack::open(code, &found, ctx, look)?, Work::Pack));
    }
    if found.shipments.iter().any(home::to_hand_over) {
        let start = handover::open(ctx).next;
        let step = handover::step(&start, Input::Scan(code), ctx, look)?;
        return Ok(opened(step, Work::Handover));
    }
    if !found.shipments.is_empty() {
        return Ok(opened(pack::open(code, &found, ctx, look)?, Work::Pack));
    }
    if found.nothing() {
        return Ok(mis(Desk::UnknownCode {
            got: shown(&code.raw),
        }
        .into()));
    }
    Ok(mis(Desk::NoWorkHere {
        got: found.name(ctx.lang),
    }
    .into()))
}

/// A list with something left to pick, or one that must say why it cannot be.
fn wants_picking(list: &PickList, look: &dyn Look) -> Looked<bool> {
    use shared::task::TaskState::*;
    Ok(match list.state {
        Held | Cancelled => true,
        Open | Started => look.lines(list.id)?.iter().any(|line| line.open() > 0),
        Done => false,
    })
}
