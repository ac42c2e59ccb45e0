-- How many facts that stand received a serial number.
insert into serial_received (item, serial, delivery, fact, at, times) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (item, serial) do update set times = serial_received.times + excluded.times
returning times
