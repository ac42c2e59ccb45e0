//! What to send next: pure arithmetic over the outbox.
//!
//! Invariant: facts go in their order, a group is never split, and a batch that the server cannot read is halved until
//! the one that it cannot read stands alone; that one goes to the quarantine endpoint as opaque bytes and the rest go on.

use crate::store::Outgoing;
use shared::sync::{PUSH_BYTES, PUSH_FACTS};

/// Facts read from the outbox for one plan: more than a batch, so that a group at its end is seen whole.
pub const READ_AHEAD: usize = PUSH_FACTS * 2;

/// What to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    Nothing,
    /// The first `facts` of the outbox.
    Batch {
        facts: usize,
    },
    /// The first fact alone, opaque.
    Quarantine,
}

/// What earlier answers taught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// Facts a batch may have, while an unreadable one is being searched for.
    limit: Option<usize>,
    /// Up to here the facts are known to be unreadable.
    unreadable_to: i64,
}

impl Learnt {
    /// The server could not read this batch.
    pub fn unreadable(&mut self, batch: &[Outgoing]) {
        let halved = batch.len() / 2;
        let one_unit = batch.len() == unit(batch);
        match (one_unit, batch.last()) {
            (true, Some(last)) => {
                self.unreadable_to = last.seq;
                self.limit = None;
            }
            _ => self.limit = Some(halved.max(1)),
        }
    }

    /// A batch went through: the next may be twice as large.
    pub fn readable(&mut self) {
        self.limit = self
            .limit
            .map(|limit| limit * 2)
            .filter(|limit| *limit < PUSH_FACTS);
    }
}

/// How many of the first facts belong together: the first one's group, or itself.
fn unit(facts: &[Outgoing]) -> usize {
    match facts.first().map(|fact| fact.envelope.group) {
        None => 0,
        Some(None) => 1,
        Some(group) => facts
            .iter()
            .take_while(|fact| fact.envelope.group == group)
            .count(),
    }
}

/// What to send of `outbox`, which is in order and begins with the oldest that waits.
pub fn plan(outbox: &[Outgoing], learnt: &Learnt) -> Plan {
    let Some(first) = outbox.first() else {
        return Plan::Nothing;
    };
    if first.seq <= learnt.unreadable_to {
        return Plan::Quarantine;
    }
    let limit = learnt.limit.unwrap_or(PUSH_FACTS).clamp(1, PUSH_FACTS);
    let (mut facts, mut bytes) = (0, 0);
    while facts < outbox.len() {
        let rest = &outbox[facts..];
        let length = unit(rest);
        let size: usize = rest[..length].iter().map(Outgoing::bytes).sum();
        // A gap must never be sent: the server counts on dense numbers.
        let dense = rest[..length]
            .iter()
            .zip(first.seq + facts as i64..)
            .all(|(fact, seq)| fact.seq == seq);
        let fits = facts + length <= limit && bytes + size <= PUSH_BYTES;
        if !dense || (facts > 0 && !fits) {
            break;
        }
        facts += length;
        bytes += size;
    }
    if facts == 0 {
        Plan::Nothing
    } else {
        Plan::Batch { facts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;
    use shared::facts::{ClockSource, Envelope};
    use shared::id::{FactId, GroupId};
    use uuid::Uuid;

    /// Facts from `first`; `groups` gives each one's group, 0 for none.
    fn outbox(first: i64, groups: &[u128], body: usize) -> Vec<Outgoing> {
        let fact = |(seq, group): (i64, &u128)| Outgoing {
            epoch: 1,
            seq,
            envelope: Envelope {
                id: FactId(Uuid::from_u128(seq as u128)),
                kind: "picked".into(),
                version: 1,
                at: 0,
                clock: ClockSource::Server,
                by: None,
                group: (*group > 0).then(|| GroupId(Uuid::from_u128(*group))),
                body: RawValue::from_string(format!("\"{}\"", "x".repeat(body))).unwrap(),
            },
        };
        (first..).zip(groups).map(fact).collect()
    }

    #[test]
    fn nothing_waits_nothing_goes() {
        assert_eq!(plan(&[], &Learnt::default()), Plan::Nothing);
    }

    #[test]
    fn two_hundred_facts_or_256_kib_whichever_comes_first() {
        let learnt = Learnt::default();
        assert_eq!(
            plan(&outbox(1, &[0; 400], 10), &learnt),
            Plan::Batch { facts: 200 }
        );
        assert_eq!(
            plan(&outbox(1, &[0; 10], 100_000), &learnt),
            Plan::Batch { facts: 2 }
        );
        assert_eq!(
            plan(&outbox(1, &[0; 3], 900_000), &learnt),
            Plan::Batch { facts: 1 }
        );
    }

    #[test]
    fn a_group_is_never_split() {
        let mut groups = vec![0; 199];
        groups.extend([7, 7, 7]);
        assert_eq!(
            plan(&outbox(1, &groups, 10), &Learnt::default()),
            Plan::Batch { facts: 199 }
        );
        assert_eq!(
            plan(&outbox(1, &[7; 300], 10), &Learnt::default()),
            Plan::Batch { facts: 300 }
        );
    }

    #[test]
    fn an_unreadable_fact_is_found_by_halving_and_only_it_is_set_aside() {
        let all = outbox(1, &[0; 64], 10);
        let poison = 41;
        let (mut learnt, mut from, mut sent, mut alone, mut rounds) =
            (Learnt::default(), 0, vec![], vec![], 0);
        while from < all.len() {
            rounds += 1;
            match plan(&all[from..], &learnt) {
                Plan::Batch { facts } => {
                    let batch = &all[from..from + facts];
                    if batch.iter().any(|fact| fact.seq == poison) {
                        learnt.unreadable(batch);
                    } else {
                        sent.extend(batch.iter().map(|fact| fact.seq));
                        learnt.readable();
                        from += facts;
                    }
                }
                Plan::Quarantine => {
                    alone.push(all[from].seq);
                    from += 1;
                }
                Plan::Nothing => panic!("something waits"),
            }
        }
        assert_eq!(alone, [poison]);
        assert_eq!(sent.len(), 63);
        assert!(rounds < 25, "{rounds} rounds");
    }

    #[test]
    fn an_unreadable_group_is_set_aside_whole() {
        let all = outbox(1, &[0, 5, 5, 0], 10);
        let mut learnt = Learnt::default();
        learnt.unreadable(&all[1..3]);
        assert_eq!(plan(&all[1..], &learnt), Plan::Quarantine);
        assert_eq!(plan(&all[2..], &learnt), Plan::Quarantine);
        assert_eq!(plan(&all[3..], &learnt), Plan::Batch { facts: 1 });
    }

    #[test]
    fn a_gap_is_never_sent_over() {
        let mut all = outbox(1, &[0; 5], 10);
        all.remove(2);
        assert_eq!(plan(&all, &Learnt::default()), Plan::Batch { facts: 2 });
    }
}
