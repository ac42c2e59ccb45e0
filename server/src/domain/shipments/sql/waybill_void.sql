-- What was given to a shipment and is not the one used is void.
update waybill set state = 'void' where shipment = ?1 and state = 'given' and (?2 is null or number <> ?2)
