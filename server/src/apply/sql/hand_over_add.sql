-- A parcel was put on a pile once more, or once less.
insert into hand_over (shipment, manifest, parcel, times, at) values (?1, ?2, ?3, ?4, ?5)
on conflict (shipment, manifest) do update set times = hand_over.times + excluded.times
