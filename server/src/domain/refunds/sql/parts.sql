-- What an order's goods lines are to the warehouse, with what refunds that stand took back of each.
select p.id, l.id as line, l.seq as line_seq, l.code, l.quantity * l.unit_price as price, p.item, i.sku, i.name,
       p.quantity as pieces,
       (select cast(coalesce(sum(b.quantity), 0) as bigint) from refund_line b join refund r on r.id = b.refund
        where b.order_part = p.id and r.state not in ('refused', 'withdrawn')) as before,
       (select cast(coalesce(sum(b.money), 0) as bigint) from refund_line b join refund r on r.id = b.refund
        where b.order_part = p.id and r.state not in ('refused', 'withdrawn')) as money_before,
       (select cast(coalesce(sum(b.points), 0) as bigint) from refund_line b join refund r on r.id = b.refund
        where b.order_part = p.id and r.state not in ('refused', 'withdrawn')) as points_before
from order_part p
join order_line l on l.id = p.order_line
join item i on i.id = p.item
where p.order_id = ?1 and l.kind = 'goods'
order by l.seq, p.id
