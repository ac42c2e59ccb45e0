-- The pieces of a return.
select l.item, i.sku, i.name, l.lot, l.expiry, l.condition, l.from_place, coalesce(n.code, t.code) as bin, l.quantity, l.off, l.unit_price
from supplier_return_line l
join item i on i.id = l.item
left join bin n on l.from_place = 'bin:' || n.id
left join plate t on l.from_place = 'plate:' || t.id
where l.supplier_return = ?1 order by l.seq
