-- The lines of a refund.
select l.seq, ol.code, i.sku, i.name, l.quantity, l.gross, l.discount, l.points, l.money
from refund_line l
join item i on i.id = l.item
left join order_part p on p.id = l.order_part
left join order_line ol on ol.id = p.order_line
where l.refund = ?1 order by l.seq
