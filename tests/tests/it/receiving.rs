//! Goods come in damaged: what the clerk photographs is what the office sees.

use crate::hands::Hands;
use crate::world::World;
use server::db::DbError;
use server::domain::photos;
use server::domain::receiving::{self, DeliveryFilter};
use shared::photo::PHOTO_BYTES;
use std::path::Path;

#[test]
fn damage_is_photographed_without_a_network_and_seen_in_the_office() {
    let mut world = World::demo();
    world.start_server();
    let mut clerk = Hands::paired(&world, "dock");
    clerk.sign_in("STAFF-002", "1111");
    let (delivery, number, barcode) = world.store(|store| {
        let found = store.read_now::<_, DbError>(|rx| {
            let filter = DeliveryFilter {
                stage: "expected".to_owned(),
                limit: 50,
                ..DeliveryFilter::default()
            };
            // Cartons for packing: nothing about them is tracked.
            for delivery in receiving::deliveries(rx, &filter)? {
                let lines = receiving::lines(rx, delivery.id)?;
                if let Some(line) = lines.into_iter().find(|line| line.sku == "BOX-M") {
                    return Ok((delivery.id, delivery.number, line.barcode));
                }
            }
            panic!("the demonstration expects cartons");
        });
        found.expect("deliveries")
    });
    world.kill_server();
    clerk.scan(&number);
    clerk.tell("press bad");
    clerk.tell("press choose.wet");
    // Any picture will do; this one is a PNG.
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/handheld.png");
    let taken = clerk.tell(&format!("photo {}", picture.display()));
    assert_eq!(taken["say"]["code"], "photo.taken", "{taken}");
    let counted = clerk.tell(&format!("scan {barcode}"));
    assert_eq!(counted["say"]["code"], "receive.bad", "{counted}");
    // The battery falls out; then the server is back.
    let mut clerk = clerk.power_cut();
    assert_eq!(clerk.tell("state")["photos"], 1);
    world.start_server();
    clerk.sign_in("STAFF-002", "1111");
    clerk.sync();
    assert_eq!(clerk.tell("state")["photos"], 0);
    let task = receiving::task(delivery);
    let seen = world.store(|store| {
        store.read_now::<_, DbError>(|rx| {
            let named = photos::of_task(rx, &task)?;
            let (_, photo) = named.first().expect("the fact names it");
            assert!(photo.here);
            photos::photo(rx, photo.id)
        })
    });
    let bytes = seen.expect("a read").expect("it is here");
    assert!(bytes.starts_with(b"\xff\xd8\xff") && bytes.len() <= PHOTO_BYTES);
    assert!(world.check().contains("all agree"), "{}", world.check());
}
