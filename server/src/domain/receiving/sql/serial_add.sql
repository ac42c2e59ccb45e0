-- How many facts that stand received a serial number.
insert into serial (item, serial, delivery, fact, at, times) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (item, serial) do update set times = serial.times + excluded.times
returning times
