-- The parts of a row: lines of a list, shipments of a list, lines of a shipment.
select id, body from replica where parent = ?1 and kind = ?2
