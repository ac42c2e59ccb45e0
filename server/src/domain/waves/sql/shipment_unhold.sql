-- A held shipment goes on where it was.
update shipment set state = case
    when parcel_label is not null then 'done'
    when exists (select 1 from shipment_line l where l.shipment = shipment.id and l.packed > 0) then 'started'
    else 'open' end
where id = ?1 and state = 'held'
