-- The lines of an order with what each is to the warehouse, and its discounts.
select l.order_id, l.id as order_line, l.kind, l.code, l.quantity * l.unit_price as amount, o.currency, p.item, p.quantity
from order_line l
join orders o on o.id = l.order_id
left join order_part p on p.order_line = l.id
where l.order_id = ?1 and (p.id is not null or l.kind in ('charge:discount', 'charge:platform_discount'))
order by l.seq, l.id, p.id
