-- A code of an item.
insert into barcode (item, code, quantity, unit) values (?1, ?2, ?3, ?4)
on conflict (item, code, unit) do update set quantity = excluded.quantity
