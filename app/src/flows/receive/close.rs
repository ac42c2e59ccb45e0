//! The end of a delivery: what is short, over and bad, then confirmed.

use super::{Sheet, State, Work, clear, number, over};
use crate::flows::{Go, Step};
use crate::say::Receive;
use shared::facts::DeliveryClosed;

/// What closing would say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    pub good: i64,
    pub bad: i64,
    pub short: i64,
    pub over: i64,
}

/// The totals as this device believes. Nothing is over in a blind delivery: nobody said how many.
pub fn closing(work: &Work) -> Closing {
    let mut sum = Closing::default();
    for line in &work.lines {
        sum.good += line.good;
        sum.bad += line.bad;
        sum.short += line.open();
        sum.over += work.over(line);
    }
    for extra in &work.extras {
        sum.good += extra.good;
        sum.bad += extra.bad;
        if !work.blind {
            sum.over += extra.good;
        }
    }
    sum
}

pub(super) fn ask(state: &State, work: &Work) -> Step<State> {
    let sum = closing(work);
    if sum.good + sum.bad == 0 {
        return Step::say(state.clone(), Receive::NothingCounted {});
    }
    let Closing {
        good,
        bad,
        short,
        over: surplus,
    } = sum;
    let say = match (bad, short, surplus) {
        (0, 0, 0) => Receive::ClosingRight { good },
        (bad, 0, 0) => Receive::ClosingBad { good, bad },
        (bad, short, over) => Receive::Closing {
            good,
            bad,
            short,
            over,
        },
    };
    Step::say(over(state, Sheet::Close), say)
}

pub(super) fn confirmed(state: &State, work: &Work) -> Step<State> {
    let sum = closing(work);
    let mut next = State {
        damage: None,
        photos: Vec::new(),
        last: None,
        ..clear(state)
    };
    if let Some(blind) = &mut next.kept.blind {
        blind.closed = true;
    }
    let fact = DeliveryClosed {
        delivery: state.delivery,
        good: sum.good,
        bad: sum.bad,
    };
    let say = Receive::Closed {
        number: number(state, work.delivery.as_ref()),
        good: sum.good,
        bad: sum.bad,
        short: sum.short,
    };
    Step::say(next, say).fact(fact).go(Go::Home)
}
