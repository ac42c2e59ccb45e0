//! 點箱: cartons, damage outside, the driver's name and signature.

use super::{Sheet, State, Work, bad_entry, clear, over};
use crate::flows::Step;
use crate::flows::pad::Pad;
use crate::say::Receive;
use shared::facts::handover::{DRIVER_LIMIT, SIGNATURE_LIMIT};
use shared::facts::receive::CARTONS_LIMIT;
use shared::facts::{DeliveryArrived, Fact};

/// The two numbers that the sheet asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cartons {
    pub cartons: i64,
    pub damaged: i64,
}

pub(super) fn ask(state: &State) -> Step<State> {
    let sheet = Sheet::Cartons { pad: Pad::cartons() };
    Step::say(over(state, sheet), Receive::Cartons {})
}

pub(super) fn counted(state: &State, pad: &Pad) -> Step<State> {
    let (cartons, damaged) = (pad.value("cartons"), pad.value("damaged"));
    if cartons > CARTONS_LIMIT || damaged > cartons {
        return Step::say(state.clone(), Receive::CartonsWrong { cartons, damaged });
    }
    let sheet = Sheet::Driver {
        cartons,
        damaged,
        driver: String::new(),
    };
    Step::say(over(state, sheet), Receive::Sign { cartons, damaged })
}

/// The name may stay empty: the driver is gone.
pub(super) fn driver(state: &State, cartons: i64, damaged: i64, text: &str) -> Step<State> {
    let sheet = Sheet::Driver {
        cartons,
        damaged,
        driver: text.trim().chars().take(DRIVER_LIMIT).collect(),
    };
    Step::stay(over(state, sheet))
}

pub(super) fn signed(
    state: &State,
    cartons: i64,
    damaged: i64,
    driver: &str,
    path: &str,
    work: &Work,
) -> Step<State> {
    if path.len() > SIGNATURE_LIMIT {
        return bad_entry(state);
    }
    let mut next = clear(state);
    let mut fact = of(
        &next,
        work.delivery.as_ref().and_then(|delivery| delivery.supplier),
    );
    fact.cartons = cartons;
    fact.damaged = damaged;
    fact.driver = driver.to_owned();
    fact.signature = path.to_owned();
    if let Some(blind) = &mut next.kept.blind {
        blind.told = true;
    }
    Step::say(next, Receive::Arrived { cartons, damaged }).fact(fact)
}

fn of(state: &State, supplier: Option<shared::id::SupplierId>) -> DeliveryArrived {
    let blind = state.kept.blind.as_ref();
    DeliveryArrived {
        delivery: state.delivery,
        supplier: blind.map_or(supplier, |blind| blind.supplier),
        number: blind.map_or_else(String::new, |blind| blind.number.clone()),
        note_no: String::new(),
        cartons: 0,
        damaged: 0,
        driver: String::new(),
        signature: String::new(),
    }
}

/// The office hears of a blind delivery before it hears of what was counted in it.
pub(super) fn told(mut step: Step<State>) -> Step<State> {
    let speaks = step.facts.iter().any(|fact| {
        matches!(
            fact,
            Fact::Received(_) | Fact::DeliveryClosed(_) | Fact::BarcodeLearned(_)
        )
    });
    let untold = step.next.kept.blind.as_ref().is_some_and(|blind| !blind.told);
    if speaks && untold {
        step.facts.insert(0, of(&step.next, None).into());
        if let Some(blind) = &mut step.next.kept.blind {
            blind.told = true;
        }
    }
    step
}
