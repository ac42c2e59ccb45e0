-- What a platform's code means, new or changed.
insert into code_map (channel, code, item, bundle, quantity) values (?1, ?2, ?3, ?4, ?5)
on conflict (channel, code) do update set item = excluded.item, bundle = excluded.bundle, quantity = excluded.quantity
