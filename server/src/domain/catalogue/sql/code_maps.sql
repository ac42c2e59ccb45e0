-- Remembered codes.
select m.channel, m.code, coalesce(i.sku, b.sku) as sku, m.quantity
from code_map m left join item i on i.id = m.item left join bundle b on b.id = m.bundle
order by m.channel, m.code
