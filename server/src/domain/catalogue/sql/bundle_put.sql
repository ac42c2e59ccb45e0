-- A bundle, new or changed. A retired one stays retired.
insert into bundle (id, sku, name) values (?1, ?2, ?3)
on conflict (id) do update set sku = excluded.sku, name = excluded.name
