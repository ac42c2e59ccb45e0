//! What a person's answer to a discrepancy does to the books.
//!
//! Invariant: an answer posts what it says and closes the question in one transaction; a second answer to the same
//! question posts nothing. Absent on purpose: answers that touch orders or parcels, which stand with their nouns.

use super::{Source, adjust_to, at_bin, post, unblock};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Answer, Discrepancy, Kind};
use crate::params;
use shared::id::{BinId, DiscrepancyId, ItemId, ListId};
use shared::quantity;
use shared::stock::{Condition, Lot, Movement, Place};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Pieces that were posted, both directions.
    Done(i64),
    NotFound,
    /// Somebody was faster, or the missing fact arrived.
    ClosedBefore,
    /// This kind of question has no such answer, or the place is no bin.
    NotAnAnswer,
    /// The number that was counted is missing or cannot be.
    NumberNeeded,
}

/// Answers a question. `counted` is what is really in the bin, for [`Answer::Adjust`].
pub fn answer(
    cx: &Cx<'_>,
    id: DiscrepancyId,
    answer: Answer,
    counted: Option<i64>,
    note: &str,
) -> Result<Answered, DbError> {
    let Some(question) = discrepancies::get(cx, id)? else {
        return Ok(Answered::NotFound);
    };
    if !question.open {
        return Ok(Answered::ClosedBefore);
    }
    if !question.kind.answers().contains(&answer) {
        return Ok(Answered::NotAnAnswer);
    }
    let place = question.item.zip(question.bin);
    let close = || discrepancies::close_id(cx, id, answer.code(), note.trim());
    let posted = match answer {
        Answer::Seen => {
            close()?;
            0
        }
        Answer::Found => {
            let Some((item, bin)) = place else {
                return Ok(Answered::NotAnAnswer);
            };
            close()?;
            unblock(cx, item, bin)?;
            0
        }
        Answer::Adjust | Answer::Lost => {
            let Some((item, bin)) = place else {
                return Ok(Answered::NotAnAnswer);
            };
            let counted = match answer {
                Answer::Adjust => counted,
                _ => Some(left_without(cx, item, bin, question.quantity)?),
            };
            let Some(counted) = counted.filter(|n| (0..=quantity::MAX).contains(n)) else {
                return Ok(Answered::NumberNeeded);
            };
            // Closed first: a balance that comes back to zero would close it as "by itself".
            close()?;
            let difference = adjust_to(cx, item, bin, counted, &format!("adjust:{id}"))?;
            unblock(cx, item, bin)?;
            difference.abs()
        }
        Answer::PutBack => {
            let Some(list) = list_of(&question) else {
                return Ok(Answered::NotAnAnswer);
            };
            close()?;
            put_back(cx, &question, list)?
        }
        // Said to deliveries and returns: see `receiving::answer`, `returns::answer`.
        Answer::Accept
        | Answer::SendBack
        | Answer::Confirm
        | Answer::Reject
        | Answer::HoldInBin
        | Answer::SamePiece
        | Answer::ReallyMore => {
            return Ok(Answered::NotAnAnswer);
        }
    };
    Ok(Answered::Done(posted))
}

/// What is in the bin by the books when the missing pieces are gone; never below nothing.
fn left_without(cx: &Cx<'_>, item: ItemId, bin: BinId, missing: i64) -> Result<i64, DbError> {
    let book: i64 = at_bin(cx, item, bin)?.iter().map(|(_, quantity)| quantity).sum();
    Ok((book - missing).max(0))
}

fn list_of(question: &Discrepancy) -> Option<ListId> {
    question.task.as_deref()?.strip_prefix("list:")?.parse().ok()
}

/// Tote → bin: the surplus of one line, or of a list that was taken back everything its tote still holds, each
/// piece to the bin it came from. Never more than the tote holds: the rest was packed.
fn put_back(cx: &Cx<'_>, question: &Discrepancy, list: ListId) -> Result<i64, DbError> {
    let everything = question.kind == Kind::WorkedCancelled;
    let mut wanted = if everything { i64::MAX } else { question.quantity };
    let source = Source {
        fact: None,
        what: format!("put_back:{}", question.id),
        staff: cx.staff(),
        at: cx.now,
    };
    let tote = Place::Tote(list);
    let mut posted = 0;
    for row in cx.rows(include_str!("sql/tote_sources.sql"), params![tote])? {
        let (item, bin): (ItemId, Place) = (row.parse("item")?, row.parse("bin")?);
        let theirs = everything
            || (question.item == Some(item) && question.bin.is_none_or(|bin_id| bin == Place::Bin(bin_id)));
        let lot = Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        };
        let condition = row.code("condition", Condition::parse)?;
        // What the tote holds now: an earlier row may have taken of the same lot.
        let held = cx.number(
            include_str!("sql/held_at.sql"),
            params![tote, item, &lot.number, &lot.expiry, condition],
        )?;
        let quantity = held.min(row.int("came")?).min(wanted);
        if !theirs || quantity <= 0 {
            continue;
        }
        let movement = Movement {
            item,
            lot,
            condition,
            from: tote,
            to: bin,
            quantity,
        };
        post(cx, &source, &movement)?;
        wanted -= quantity;
        posted += quantity;
    }
    Ok(posted)
}

#[cfg(test)]
mod tests {
    use super::super::{Opening, block, open_stock};
    use super::*;
    use crate::clock::Clock;
    use crate::db::{By, RandomIds, Store};
    use crate::domain::catalogue::{BinForm, ItemForm, save_bin, save_item};
    use crate::domain::discrepancies::Raise;
    use shared::catalogue::ItemKind;
    use std::sync::Arc;
    use uuid::Uuid;

    struct Noon;
    impl Clock for Noon {
        fn now_ms(&self) -> i64 {
            1_795_406_400_000
        }
    }

    struct World {
        store: Store,
        item: ItemId,
        bin: BinId,
        list: ListId,
        _folder: tempfile::TempDir,
    }

    /// Twelve cups in bin A-01.
    fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.db"), Arc::new(Noon), Box::new(RandomIds)).unwrap();
        let (item, bin) = store
            .write_now(By::System, |cx| -> Result<_, DbError> {
                let item = ItemForm {
                    sku: "CUP".to_owned(),
                    name: "杯子".to_owned(),
                    kind: ItemKind::Goods,
                    ..ItemForm::default()
                };
                let bin = BinForm {
                    code: "A-01".to_owned(),
                    ..BinForm::default()
                };
                let (item, bin) = (save_item(cx, &item)?.unwrap(), save_bin(cx, &bin)?.unwrap());
                let opening = Opening {
                    item,
                    bin,
                    lot: Lot::default(),
                    condition: Condition::Good,
                    quantity: 12,
                    serial: String::new(),
                };
                open_stock(cx, &opening)?;
                Ok((item, bin))
            })
            .unwrap();
        World {
            store,
            item,
            bin,
            list: ListId(Uuid::from_u128(7)),
            _folder: folder,
        }
    }

    impl World {
        fn ask(&self, kind: Kind, quantity: i64) -> DiscrepancyId {
            let (item, bin, list) = (self.item, self.bin, self.list);
            self.store
                .write_now(By::System, move |cx| -> Result<_, DbError> {
                    let raise = Raise {
                        item: Some(item),
                        bin: Some(bin),
                        task: Some(format!("list:{list}")),
                        quantity,
                        ..Raise::new(kind, format!("{item} {bin}"))
                    };
                    let id = discrepancies::raise(cx, &raise)?;
                    if kind == Kind::ShortPick {
                        block(cx, item, bin, id)?;
                    }
                    Ok(id)
                })
                .unwrap()
        }

        fn pick(&self, quantity: i64) {
            let movement = Movement {
                item: self.item,
                lot: Lot::default(),
                condition: Condition::Good,
                from: Place::Bin(self.bin),
                to: Place::Tote(self.list),
                quantity,
            };
            let source = Source {
                fact: None,
                what: "test".to_owned(),
                staff: None,
                at: 0,
            };
            self.store
                .write_now(By::System, move |cx| post(cx, &source, &movement))
                .unwrap();
        }

        fn say(&self, id: DiscrepancyId, said: Answer, counted: Option<i64>) -> Answered {
            self.store
                .write_now(By::System, move |cx| answer(cx, id, said, counted, ""))
                .unwrap()
        }

        /// (in the bin, in the tote, blocked)
        fn books(&self) -> (i64, i64, bool) {
            let (item, bin, list) = (self.item, self.bin, self.list);
            self.store
                .read_now(|rx| -> Result<_, DbError> {
                    let at = |place: Place| {
                        rx.number(
                            "select cast(coalesce(sum(quantity), 0) as bigint) as n from balance where place = ?1",
                            params![place],
                        )
                    };
                    let blocked = rx.number(
                        "select count(*) as n from stock_block where item = ?1 and bin = ?2",
                        params![item, bin],
                    )?;
                    Ok((at(Place::Bin(bin))?, at(Place::Tote(list))?, blocked > 0))
                })
                .unwrap()
        }

        fn closed_as(&self, id: DiscrepancyId) -> String {
            let it = self
                .store
                .read_now(|rx| discrepancies::get(rx, id))
                .unwrap()
                .unwrap();
            assert!(!it.open);
            it.answer
        }
    }

    #[test]
    fn found_after_all_frees_the_bin_and_posts_nothing() {
        let world = world();
        let id = world.ask(Kind::ShortPick, 3);
        assert_eq!(world.books(), (12, 0, true));
        assert_eq!(world.say(id, Answer::Found, None), Answered::Done(0));
        assert_eq!(world.books(), (12, 0, false));
        assert_eq!(world.say(id, Answer::Lost, None), Answered::ClosedBefore);
        assert_eq!(world.books(), (12, 0, false), "a second answer posts nothing");
    }

    #[test]
    fn what_is_lost_leaves_the_bin() {
        let world = world();
        let id = world.ask(Kind::ShortPick, 3);
        assert_eq!(world.say(id, Answer::Lost, None), Answered::Done(3));
        assert_eq!(world.books(), (9, 0, false));
        assert_eq!(world.closed_as(id), "lost");
    }

    #[test]
    fn more_lost_than_the_books_hold_leaves_nothing_and_never_less() {
        let world = world();
        let id = world.ask(Kind::ShortPick, 500);
        assert_eq!(world.say(id, Answer::Lost, None), Answered::Done(12));
        assert_eq!(world.books(), (0, 0, false));
    }

    #[test]
    fn a_counted_bin_is_set_to_what_is_there() {
        for (counted, posted) in [(0, 12), (5, 7), (12, 0), (20, 8)] {
            let world = world();
            let id = world.ask(Kind::ShortPick, 3);
            for wrong in [None, Some(-1), Some(1_000_000_000_000)] {
                assert_eq!(world.say(id, Answer::Adjust, wrong), Answered::NumberNeeded);
            }
            assert_eq!(
                world.say(id, Answer::Adjust, Some(counted)),
                Answered::Done(posted)
            );
            assert_eq!(world.books(), (counted, 0, false));
        }
    }

    #[test]
    fn negative_stock_that_was_counted_is_answered_by_the_person_and_not_by_itself() {
        let world = world();
        world.pick(15);
        let open = world
            .store
            .read_now(|rx| discrepancies::list(rx, true, 9))
            .unwrap();
        assert_eq!(
            open.iter().map(|one| one.kind).collect::<Vec<_>>(),
            [Kind::NegativeStock]
        );
        assert_eq!(world.say(open[0].id, Answer::Adjust, Some(2)), Answered::Done(5));
        assert_eq!(world.books(), (2, 15, false));
        assert_eq!(world.closed_as(open[0].id), "adjust");
    }

    #[test]
    fn a_surplus_goes_back_and_the_rest_stays_in_the_tote() {
        let world = world();
        world.pick(8);
        let id = world.ask(Kind::SurplusPicked, 3);
        assert_eq!(world.say(id, Answer::PutBack, None), Answered::Done(3));
        assert_eq!(world.books(), (7, 5, false));
    }

    #[test]
    fn of_a_list_that_was_taken_back_everything_goes_home_and_no_more_than_there_is() {
        let world = world();
        world.pick(4);
        world.pick(2);
        let id = world.ask(Kind::WorkedCancelled, 1);
        assert_eq!(world.say(id, Answer::PutBack, None), Answered::Done(6));
        assert_eq!(world.books(), (12, 0, false));
        let again = world.ask(Kind::WorkedCancelled, 6);
        assert_eq!(world.say(again, Answer::PutBack, None), Answered::Done(0));
    }

    #[test]
    fn an_answer_that_the_question_does_not_have_is_refused() {
        let world = world();
        let id = world.ask(Kind::LabelTwice, 1);
        assert_eq!(world.say(id, Answer::Lost, None), Answered::NotAnAnswer);
        assert_eq!(world.say(id, Answer::Seen, None), Answered::Done(0));
        let nobody = DiscrepancyId(Uuid::from_u128(99));
        assert_eq!(world.say(nobody, Answer::Seen, None), Answered::NotFound);
    }
}
