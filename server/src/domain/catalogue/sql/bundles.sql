-- Bundles with their parts, those in use first.
select b.id, b.sku, b.name, b.active, p.item, i.sku as item_sku, i.name as item_name, p.quantity
from bundle b join bundle_part p on p.bundle = b.id join item i on i.id = p.item
order by b.active desc, b.sku, i.sku
