-- What one unit of a code is in this order as it stands: items and pieces.
select p.item, p.quantity / l.quantity as quantity
from order_line l join order_part p on p.order_line = l.id
where l.order_id = ?1 and l.code = ?2 and l.kind = 'goods' and l.quantity > 0
  and l.seq = (select min(x.seq) from order_line x where x.order_id = ?1 and x.code = ?2 and x.kind = 'goods')
