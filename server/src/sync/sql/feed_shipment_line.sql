-- A line of a shipment.
select id, shipment, seq, item, quantity, packed, short from shipment_line where id = ?1
