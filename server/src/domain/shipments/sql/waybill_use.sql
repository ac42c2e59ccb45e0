-- The number is on a parcel, whether it came from the pool or from the carrier's own label; of several parcels it is
-- that of the first.
insert into waybill (carrier, number, state, shipment, added_at)
select ?1, ?2, 'used', p.shipment, 0 from parcel_close p
where p.carrier = ?1 and p.label = ?2 and p.fact = (select min(x.fact) from parcel_close x where x.carrier = ?1 and x.label = ?2)
on conflict (carrier, number) do update set state = 'used', shipment = excluded.shipment
