//! One day, two workers, a server that dies at noon.

use crate::hands::Hands;
use crate::world::World;

#[test]
fn a_day_from_release_to_the_carrier_with_the_server_gone_from_ten_to_four() {
    let mut world = World::demo();
    let lists = world.release(4);
    world.start_server();
    let mut picker = Hands::paired(&world, "picker");
    let mut packer = Hands::paired(&world, "packer");
    picker.sign_in("STAFF-002", "1111");
    packer.sign_in("STAFF-003", "2222");
    let lines: Vec<_> = lists.iter().map(|(id, _)| world.lines(*id)).collect();

    // Before ten: one list with the network.
    picker.pick(&lists[0].1, "T-001", &lines[0]);
    picker.sync();

    // Ten o'clock: the server dies in mid-list. Nobody has to notice.
    picker.scan(&lists[1].1);
    picker.scan("T-002");
    world.kill_server();
    let other = lines
        .iter()
        .flatten()
        .find(|line| line.bin != lines[1][0].bin)
        .expect("another bin");
    picker.wrong(&other.bin, "pick.wrong_bin");
    for line in &lines[1] {
        picker.scan(&line.bin);
        for _ in 0..line.quantity {
            picker.scan(&line.barcode);
        }
    }
    picker.pick(&lists[2].1, "T-003", &lines[2]);
    // The battery falls out in the fourth list, after the first piece.
    picker.scan(&lists[3].1);
    picker.scan("T-004");
    picker.scan(&lines[3][0].bin);
    picker.scan(&lines[3][0].barcode);
    let before = picker.pending();
    let mut picker = picker.power_cut();
    assert_eq!(picker.pending(), before, "what beeped is saved");
    picker.sign_in("STAFF-002", "1111");
    let mut first = true;
    let mut at = lines[3][0].bin.clone();
    for line in &lines[3] {
        if line.bin != at {
            picker.scan(&line.bin);
            at.clone_from(&line.bin);
        }
        for _ in i64::from(first)..line.quantity {
            picker.scan(&line.barcode);
        }
        first = false;
    }

    // The packer knows nothing of what was picked, and packs all the same, offline too.
    let parcels = pack_all(&mut packer, &world, &lists);
    assert!(packer.pending() > 0);
    packer.tell("press home");
    for label in &parcels {
        packer.scan(label);
    }
    packer.wrong(&parcels[0], "handover.already_on");
    packer.tell("press close");
    packer.tell("type driver 陳司機");
    let closed = packer.tell("type signature M10,10 L100,100");
    assert_ne!(closed["say"]["severity"], "stopped", "{closed}");

    // Four o'clock: the server is back. Everything arrives by itself, once, in whatever order.
    world.start_server();
    packer.sync();
    picker.sync();
    world.stop_server();

    assert!(world.check().contains("all agree"), "{}", world.check());
    let number = |sql| world.number(sql);
    assert_eq!(
        number("select count(*) as n from orders where state = 'shipped'"),
        4
    );
    assert_eq!(
        number("select count(*) as n from pick_list where state = 'done'"),
        4
    );
    assert_eq!(
        number("select count(*) as n from manifest where state = 'closed' and parcels = 4"),
        1
    );
    assert_eq!(
        number("select count(*) as n from fact where kind = 'misscanned'"),
        2
    );
    assert_eq!(number("select count(*) as n from quarantine"), 0);
    assert_eq!(
        number("select count(*) as n from discrepancy where state = 'open'"),
        0,
        "all explained themselves"
    );
    let pieces: i64 = lines.iter().flatten().map(|line| line.quantity).sum();
    let at_customers = "select cast(sum(quantity) as bigint) as n from balance where place = 'customer'";
    assert_eq!(
        number(at_customers),
        pieces,
        "what was picked has left the house, once"
    );
}

/// Packs every list by its number; answers the labels that were stuck on.
pub fn pack_all(packer: &mut Hands, world: &World, lists: &[(shared::id::ListId, String)]) -> Vec<String> {
    let mut labels = Vec::new();
    packer.tell("press tile.pack");
    for (list, number) in lists {
        let lines = world.lines(*list);
        packer.scan(number);
        for line in &lines {
            for _ in 0..line.quantity {
                packer.scan(&line.barcode);
            }
        }
        let state = packer.tell("state");
        let printed = state["view"]["body"]["label"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        // A carrier's own label: the next number on its roll.
        let label = if printed.is_empty() {
            format!("9034832843{:02}", 10 + labels.len())
        } else {
            printed
        };
        packer.scan(&label);
        labels.push(label);
    }
    labels
}
