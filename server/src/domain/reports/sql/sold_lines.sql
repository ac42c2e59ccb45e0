-- The lines of the orders of which something left for the customer from ?1 on and before ?2, or came back: what each
-- comes to, and what it is to the warehouse; and their discounts.
select l.order_id, l.id as order_line, l.kind, l.code, l.quantity * l.unit_price as amount, o.currency, p.item, p.quantity
from order_line l
join orders o on o.id = l.order_id
left join order_part p on p.order_line = l.id
where l.order_id in (
    select s.order_id from movement m join shipment s on s.parcel = substr(m.from_place, 8)
    where m.to_place = 'customer' and m.at >= ?1 and m.at < ?2
    union
    select s.order_id from movement m join shipment s on s.parcel = substr(m.to_place, 8)
    where m.from_place = 'customer' and m.at >= ?1 and m.at < ?2
    union
    select r.order_id from inspection i join sales_return r on r.id = i.return_id where i.at >= ?1 and i.at < ?2
) and (p.id is not null or l.kind in ('charge:discount', 'charge:platform_discount'))
order by l.order_id, l.seq, l.id, p.id
