//! A thousand scans, the network gone and the app ended in between: a thousand facts, neither lost nor twice.

use crate::world::Handheld;
use std::collections::BTreeSet;

#[test]
fn a_thousand_scans_at_twenty_a_second_with_the_app_ended_twice() {
    let mut handheld = Handheld::signed_in();
    handheld.scan("PK-1");
    handheld.scan("T-01");
    handheld.scan("A-01-1");
    let before = handheld.app.store().facts_total().unwrap().0;
    let codes = [
        "4710000000017",
        "4710000000031",
        "14710000000014",
        "NONSENSE",
        "B-02-1",
        "4710000000024",
    ];
    for n in 0..1_000 {
        if n == 300 || n == 700 {
            handheld.restart();
            let signed = handheld.app.store().facts_total().unwrap().0;
            // Signing in again is a fact of its own; the scans of that are not counted here.
            handheld.scan("S-001");
            handheld.typed("pin", "1234");
            assert_eq!(handheld.app.store().facts_total().unwrap().0, signed + 1);
        }
        handheld.ms += 50;
        let outcome = handheld.scan_now(codes[n % codes.len()]);
        assert!(outcome.saved && outcome.sound.is_some(), "scan {n}");
    }
    let (facts, ids) = handheld.app.store().facts_total().unwrap();
    assert_eq!(facts, before + 1_000 + 2);
    assert_eq!(ids, facts);
    let seqs: Vec<i64> = handheld
        .app
        .store()
        .outgoing(10_000)
        .unwrap()
        .iter()
        .map(|fact| fact.seq)
        .collect();
    assert_eq!(seqs, (1..=facts).collect::<Vec<_>>(), "dense and in order");
    assert_eq!(seqs.iter().collect::<BTreeSet<_>>().len() as i64, facts);
    // 167 scans of the shampoo, of which the line wanted twelve.
    assert_eq!(handheld.count("picked"), 12);
}
