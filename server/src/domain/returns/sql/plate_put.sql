-- The code that a plate's id was made from.
insert into plate (id, code, used_at) values (?1, ?2, ?3) on conflict (id) do update set used_at = ?3
