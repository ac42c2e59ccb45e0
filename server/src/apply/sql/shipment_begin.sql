-- The first piece went into the parcel.
update shipment set parcel = coalesce(parcel, ?2), state = case when state = 'open' then 'started' else state end
where id = ?1
