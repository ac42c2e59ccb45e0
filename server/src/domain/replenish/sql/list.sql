-- What is to be carried, urgent first, then what was carried or cancelled lately.
select r.id, r.item, i.sku, i.name, r.lot, r.expiry, f.code as from_code, t.code as to_code, r.quantity, r.moved, r.state,
       r.urgent, r.created_at
from replenishment r
join item i on i.id = r.item
join bin f on f.id = r.from_bin
join bin t on t.id = r.to_bin
order by case when r.state in ('open', 'started') then 0 else 1 end, r.urgent desc, f.walk, r.created_at desc, r.id
limit ?1
