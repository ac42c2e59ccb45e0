-- Items whose search text contains ?1, by SKU.
select id, sku, name, name_en, kind, weight_g, lot_tracked, expiry_tracked, serial_tracked, keyable, home,
       shelf_life_days, inspect_group
from item
where active = 1 and (?1 = '' or search like '%' || ?1 || '%')
order by sku
limit ?2 offset ?3
