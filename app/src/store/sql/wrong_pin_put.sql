-- A PIN was wrong, or right: count anew.
insert into wrong_pin (staff, wrong, unlocks) values (?1, ?2, ?3)
on conflict (staff) do update set wrong = excluded.wrong, unlocks = excluded.unlocks
