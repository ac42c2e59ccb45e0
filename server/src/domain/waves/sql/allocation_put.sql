-- Which pieces of a line are for which shipment.
insert into allocation (pick_line, shipment_line, quantity) values (?1, ?2, ?3)
