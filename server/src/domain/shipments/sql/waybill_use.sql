-- The number is on a parcel, whether it came from the pool or from the carrier's own label.
insert into waybill (carrier, number, state, shipment, added_at) values (?1, ?2, 'used', ?3, 0)
on conflict (carrier, number) do update set state = 'used', shipment = excluded.shipment
