-- What was read on the way onto a pile, once more or once less.
insert into hand_over_scan (shipment, manifest, raw, times) values (?1, ?2, ?3, ?4)
on conflict (shipment, manifest, raw) do update set times = hand_over_scan.times + excluded.times
