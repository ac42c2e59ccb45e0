-- An item as handhelds know it; nothing once it is retired.
select id, sku, name, name_en, kind, weight_g, lot_tracked, expiry_tracked, serial_tracked, keyable,
       home, shelf_life_days, inspect_group
from item where id = ?1 and active = 1
