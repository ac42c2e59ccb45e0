-- A bin as the walk meets it.
insert into bin_walk (id, used_for, held, walk, code) values (?1, ?2, ?3, ?4, ?5)
on conflict (id) do update set
    used_for = excluded.used_for, held = excluded.held, walk = excluded.walk, code = excluded.code
