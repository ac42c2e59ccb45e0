-- A serial number of an item that is there on the first day; one that is known stays as it is.
insert into serial_number (item, serial, bin, at) values (?1, ?2, ?3, ?4)
on conflict (item, serial) do nothing
