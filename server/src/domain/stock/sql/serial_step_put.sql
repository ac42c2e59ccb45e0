-- What a fact says of a numbered piece; heard once.
insert into serial_step (fact, item, serial, kind, bin, shipment, line) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (fact) do nothing
