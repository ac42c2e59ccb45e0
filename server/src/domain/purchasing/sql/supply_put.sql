-- An item on a supplier's list, new or changed.
insert into supplier_item (supplier, item, code, price, min_quantity, accept_days, main)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (supplier, item) do update set code = excluded.code, price = excluded.price,
    min_quantity = excluded.min_quantity, accept_days = excluded.accept_days, main = excluded.main
