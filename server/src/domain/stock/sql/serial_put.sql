-- A serial number of an item; one that is known stays where it is.
insert into serial (item, serial, bin, at) values (?1, ?2, ?3, ?4)
on conflict (item, serial) do nothing
