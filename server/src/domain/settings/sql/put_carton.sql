-- A carton, new or changed.
insert into carton (code, name, weight_g) values (?1, ?2, ?3)
on conflict (code) do update set name = excluded.name, weight_g = excluded.weight_g
