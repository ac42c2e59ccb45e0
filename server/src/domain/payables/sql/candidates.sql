-- Held, defect and blocked pieces of items that came from a supplier, with the last price of that supplier.
select b.item, i.sku, i.name, b.lot, b.expiry, b.condition, b.place, coalesce(n.code, t.code) as bin, b.quantity,
       (select case when l.unit_price > 0 then l.unit_price else o.price end
        from delivery_line l join delivery d on d.id = l.delivery left join purchase_line o on o.id = l.purchase_line
        where l.item = b.item and d.supplier = ?1 and (l.unit_price > 0 or o.price > 0)
        order by d.created_at desc, d.number desc limit 1) as price
from balance b
join item i on i.id = b.item
left join bin n on b.place = 'bin:' || n.id
left join plate t on b.place = 'plate:' || t.id
where b.condition in ('hold', 'defect', 'blocked') and b.quantity > 0 and (b.place = 'dock' or n.id is not null or t.id is not null)
  and b.item in (select l.item from delivery_line l join delivery d on d.id = l.delivery where d.supplier = ?1)
order by i.sku, b.place, b.expiry, b.lot, b.condition
