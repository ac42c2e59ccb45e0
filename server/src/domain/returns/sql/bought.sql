-- What was bought with an order: items and pieces, bundles exploded, line by line.
select p.order_line, p.item, i.sku, i.name, p.quantity
from order_part p join order_line l on l.id = p.order_line join item i on i.id = p.item
where p.order_id = ?1 order by l.seq, i.sku
