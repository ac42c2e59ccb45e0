-- A serial number was received once more, or once less; with its opening, how many pieces claim it.
insert into serial_number (item, serial, fact, at, received) values (?1, ?2, ?3, ?4, ?5)
on conflict (item, serial) do update set received = serial_number.received + excluded.received,
    fact = coalesce(serial_number.fact, excluded.fact)
returning received + case when bin is null then 0 else 1 end as pieces
