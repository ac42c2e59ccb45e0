use super::*;
use proptest::prelude::*;

fn part(pieces: i64, price: Minor) -> Part {
    Part {
        pieces,
        price,
        before: 0,
        money_before: 0,
        points_before: 0,
    }
}

/// The books go on as if this return stood.
fn stand(parts: &mut [Part], shares: &Shares) {
    for (part, share) in parts.iter_mut().zip(&shares.parts) {
        part.before += share.quantity;
        part.money_before += share.money;
        part.points_before += share.points;
    }
}

#[test]
fn an_order_of_two_lines_with_discount_points_and_freight_goes_back_piece_by_piece() {
    // 3 × NT$100 and 1 × NT$200, NT$50 off, NT$60 freight, NT$30 in points: NT$480 were paid.
    let mut parts = vec![part(3, 30_000), part(1, 20_000)];
    let settlement = Settlement {
        freight: 6_000,
        points: 3_000,
        paid: 48_000,
    };
    assert_eq!(settlement.check(100), Ok(()));
    let first = shares(&parts, &settlement, 0, &[1, 0], false, 100);
    assert_eq!(
        first.parts[0],
        Share {
            quantity: 1,
            gross: 10_000,
            discount: 1_000,
            points: 600,
            money: 8_400
        }
    );
    assert_eq!((first.freight, first.parts[1].money), (0, 0));
    stand(&mut parts, &first);
    let rest = shares(&parts, &settlement, 0, &[2, 1], true, 100);
    assert_eq!(first.goods() + rest.goods() + rest.freight, 48_000);
    assert_eq!(first.points() + rest.points(), 3_000);
    assert!(is_full(&parts, &[2, 1]) && freight_due(true, false) && !freight_due(false, false));
}

#[test]
fn thirds_of_a_dollar_are_never_lost() {
    let mut parts = vec![part(3, 10_000)];
    let settlement = Settlement {
        paid: 10_000,
        ..Settlement::default()
    };
    let mut all = Vec::new();
    for _ in 0..3 {
        let now = shares(&parts, &settlement, 0, &[1], true, 100);
        all.push(now.goods());
        stand(&mut parts, &now);
    }
    assert_eq!(all, [3_300, 3_300, 3_400]);
    // No fourth piece comes back.
    assert_eq!(shares(&parts, &settlement, 0, &[1], true, 100).goods(), 0);
}

#[test]
fn an_unpaid_order_gives_nothing_back_and_a_settlement_that_cannot_be_is_named() {
    let parts = vec![part(2, 50_000)];
    assert_eq!(
        shares(&parts, &Settlement::default(), 0, &[2], true, 100).goods(),
        0
    );
    for (freight, points, paid, why) in [
        (-100, 0, 0, Unsettled::Negative),
        (200, 0, 100, Unsettled::Freight),
        (0, 0, 150, Unsettled::Fraction),
    ] {
        let settlement = Settlement {
            freight,
            points,
            paid,
        };
        assert_eq!(settlement.check(100), Err(why));
    }
    assert_eq!(
        Settlement {
            paid: 150,
            ..Settlement::default()
        }
        .check(unit("GBP")),
        Ok(())
    );
}

prop_compose! {
    fn an_order()(
        parts in prop::collection::vec((1i64..40, 0i64..300_000), 1..6),
        discount in 0i64..=100, points in 0i64..=100, freight in 0i64..200,
    ) -> (Vec<Part>, Settlement) {
        let parts: Vec<Part> = parts.into_iter().map(|(pieces, price)| part(pieces, price)).collect();
        let goods = parts.iter().map(|part| part.price).sum::<Minor>() / 100;
        let goods = goods - goods * discount / 100;
        let points = goods * points / 100;
        let settlement = Settlement { freight: freight * 100, points: points * 100, paid: (goods - points + freight) * 100 };
        (parts, settlement)
    }
}

proptest! {
    /// Any split over any number of returns, with refunds withdrawn on the way, comes to exactly the whole.
    #[test]
    fn any_split_of_an_order_adds_up_to_what_was_paid((parts, settlement) in an_order(),
        steps in prop::collection::vec((0usize..6, 1i64..20, any::<bool>(), 0u8..4), 0..20)) {
        prop_assert_eq!(settlement.check(100), Ok(()));
        let mut standing: Vec<Shares> = Vec::new();
        let now = |standing: &[Shares]| {
            let mut now = parts.clone();
            standing.iter().for_each(|shares| stand(&mut now, shares));
            now
        };
        let check = |standing: &[Shares]| {
            let money: Minor = standing.iter().map(|s| s.goods() + s.freight).sum();
            let points: Minor = standing.iter().map(Shares::points).sum();
            (money, points)
        };
        for (at, pieces, freight, withdraw) in steps {
            if withdraw == 0 && !standing.is_empty() {
                standing.remove(at % standing.len());
                continue;
            }
            let parts = now(&standing);
            let mut back = vec![0; parts.len()];
            back[at % parts.len()] = pieces;
            let before: Minor = standing.iter().map(|s| s.freight).sum();
            let shares = shares(&parts, &settlement, before, &back, freight, 100);
            for share in &shares.parts {
                prop_assert!(share.money >= 0 && share.points >= 0 && share.quantity >= 0);
                prop_assert_eq!(share.gross, share.discount + share.points + share.money);
            }
            standing.push(shares);
            let (money, points) = check(&standing);
            prop_assert!(money <= settlement.paid && points <= settlement.points);
        }
        let parts = now(&standing);
        let rest: Vec<i64> = parts.iter().map(|part| part.pieces - part.before).collect();
        let all_back = rest.iter().all(|left| *left == 0);
        let before: Minor = standing.iter().map(|s| s.freight).sum();
        standing.push(shares(&parts, &settlement, before, &rest, true, 100));
        let (money, points) = check(&standing);
        prop_assert_eq!(points, settlement.points);
        let freight: Minor = standing.iter().map(|s| s.freight).sum();
        prop_assert_eq!(money - freight, settlement.paid - settlement.freight);
        // Where pieces were left for the last return, it had the freight with it.
        if !all_back {
            prop_assert_eq!(money, settlement.paid);
        }
        // Prices that are shared by pieces add up as well.
        let gross: Minor = standing.iter().flat_map(|s| &s.parts).map(|share| share.gross).sum();
        prop_assert!(gross <= parts.iter().map(|part| part.price).sum::<Minor>() + Minor::try_from(standing.len() * parts.len()).unwrap());
    }

    #[test]
    fn a_share_is_never_a_unit_away_from_its_exact_part(amount in 0i64..1_000_000,
        weights in prop::collection::vec(0i64..10_000, 1..12)) {
        let amount = amount * 100;
        let shares = by_largest_remainder(amount, &weights, 100);
        prop_assert_eq!(shares.iter().sum::<Minor>(), amount);
        let all: i64 = weights.iter().sum();
        if all > 0 {
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = amount as f64 * *weight as f64 / all as f64;
                prop_assert!((*share as f64 - exact).abs() < 100.0 + 1e-6);
            }
        }
    }
}
