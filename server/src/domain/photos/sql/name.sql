-- A fact names a photo; the same again is the same.
insert into fact_photo (fact, photo, seq) values (?1, ?2, ?3) on conflict (fact, photo) do nothing
