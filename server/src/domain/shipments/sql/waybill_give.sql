-- The number is for this shipment.
insert into waybill (carrier, number, state, shipment, added_at) values (?1, ?2, 'given', ?3, ?4)
on conflict (carrier, number) do update set state = 'given', shipment = excluded.shipment
