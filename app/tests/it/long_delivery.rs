//! Deliveries that are long, or name an item twice.

use crate::world::{Handheld, delivery_line_of, id, item};
use app::app::Outcome;
use app::view::{Body, RowView};
use shared::catalogue::Unit;
use shared::facts::Fact;
use shared::id::DeliveryId;
use shared::row::Row;
use shared::task::{Delivery, DeliveryLine};

/// DN-50 with these lines of item and expected pieces.
fn expecting(lines: &[(u128, i64)]) -> Handheld {
    let delivery = Delivery {
        number: "DN-50".into(),
        ..Delivery::unknown(DeliveryId(id(11, 50)))
    };
    let mut rows = vec![Row::Delivery(delivery.clone())];
    for (n, (of, expected)) in (0..).zip(lines) {
        let code = format!("{:013}", 2_000_000_000_000 + of);
        rows.push(Row::Item(item(
            *of,
            &format!("LONG-{of}"),
            "長單商品",
            &[(&code, 1, Unit::Piece)],
        )));
        rows.push(Row::DeliveryLine(DeliveryLine {
            seq: n,
            expected: *expected,
            ..delivery_line_of(50_000 + n as u128, delivery.id, *of, 0)
        }));
    }
    let mut handheld = Handheld::signed_in();
    handheld.pull(&rows, None);
    handheld.scan("DN-50");
    handheld
}

fn rows(outcome: &Outcome) -> &[RowView] {
    match &outcome.view.body {
        Body::Rows { rows, .. } => rows,
        Body::Receive(body) => &body.lines,
        other => panic!("{other:?}"),
    }
}

#[test]
fn closing_a_delivery_of_500_lines_draws_60_and_says_how_many_more_differ() {
    let lines: Vec<(u128, i64)> = (1_000..1_500).map(|item| (item, 2)).collect();
    let mut handheld = expecting(&lines);
    // The last line of the paper has one too many: it is seen before all that is still to come.
    for _ in 0..3 {
        handheld.scan("2000000001499");
    }
    let closing = handheld.press("close");
    let drawn = rows(&closing);
    assert_eq!(closing.view.band.code, "receive.closing");
    assert_eq!(drawn.len(), 61);
    assert!(drawn[0].detail.starts_with("多 1"), "{:?}", drawn[0]);
    assert_eq!(
        (drawn[60].id.as_str(), drawn[60].title.as_str()),
        ("rest", "還有 440 行")
    );
    // What is closed is the whole of it.
    let closed = handheld.press("close.confirm");
    assert_eq!(closed.view.band.code, "receive.closed");
    assert!(matches!(handheld.facts().last(), Some(Fact::DeliveryClosed(fact)) if fact.good == 3));
}

#[test]
fn an_item_on_two_lines_fills_the_first_and_then_the_next() {
    let mut handheld = expecting(&[(1_000, 2), (1_001, 1), (1_000, 3)]);
    for _ in 0..4 {
        handheld.scan("2000000001000");
    }
    handheld.press("bad");
    handheld.press("choose.broken");
    handheld.scan("2000000001000");
    let seen = handheld.scan("2000000001000");
    let told: Vec<(&str, &str)> = rows(&seen)
        .iter()
        .map(|row| (row.value.as_str(), row.detail.as_str()))
        .collect();
    // As the server counts them: not good ones use up the order first, and one is over.
    assert_eq!(told, [("2 / 2", "不良 2"), ("4 / 3", "多 1 待判"), ("0 / 1", "")]);
}
