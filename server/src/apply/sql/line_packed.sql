-- Progress of a shipment's line; answers where it stands.
update shipment_line set packed = packed + ?2 where id = ?1 returning quantity, packed, short
