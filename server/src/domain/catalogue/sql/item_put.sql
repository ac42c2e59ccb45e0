-- An item, new or changed.
insert into item (id, sku, name, name_en, kind, weight_g, lot_tracked, expiry_tracked, serial_tracked, keyable,
                  search, created_at, home, shelf_life_days, safety_stock, min_stock, max_stock, inspect_group)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
on conflict (id) do update set sku = excluded.sku, name = excluded.name, name_en = excluded.name_en,
    kind = excluded.kind, weight_g = excluded.weight_g, lot_tracked = excluded.lot_tracked,
    expiry_tracked = excluded.expiry_tracked, serial_tracked = excluded.serial_tracked,
    keyable = excluded.keyable, search = excluded.search, home = excluded.home,
    shelf_life_days = excluded.shelf_life_days, safety_stock = excluded.safety_stock,
    min_stock = excluded.min_stock, max_stock = excluded.max_stock,
    inspect_group = excluded.inspect_group, active = 1
