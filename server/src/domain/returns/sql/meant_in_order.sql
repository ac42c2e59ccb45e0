-- What a code means in an order: its lines of that code with their pieces, else the item of that SKU in it.
select 1 as by_line, l.seq, l.id as order_line, l.quantity as line_quantity, p.item, p.quantity
from order_line l join order_part p on p.order_line = l.id
where l.order_id = ?1 and l.code = ?2
union all
select 0 as by_line, l.seq, l.id as order_line, l.quantity as line_quantity, p.item, p.quantity
from order_part p join order_line l on l.id = p.order_line join item i on i.id = p.item
where p.order_id = ?1 and i.sku = ?2
  and not exists (select 1 from order_line x where x.order_id = ?1 and x.code = ?2)
order by by_line desc, seq, item
