-- The smallest free number of a carrier goes to a shipment.
update waybill set state = 'given', shipment = ?2
where carrier = ?1 and number = (select min(number) from waybill where carrier = ?1 and state = 'free')
returning number
