-- The lines of the orders of which something left for the customer from ?1 on and before ?2, or came back: what each
-- comes to, and what it is to the warehouse.
select p.order_id, p.order_line, p.item, p.quantity, l.quantity * l.unit_price as amount, o.currency
from order_part p
join order_line l on l.id = p.order_line
join orders o on o.id = p.order_id
where p.order_id in (
    select s.order_id from movement m join shipment s on s.parcel = substr(m.from_place, 8)
    where m.to_place = 'customer' and m.at >= ?1 and m.at < ?2
    union
    select s.order_id from movement m join shipment s on s.parcel = substr(m.to_place, 8)
    where m.from_place = 'customer' and m.at >= ?1 and m.at < ?2
)
order by p.order_id, l.seq, p.order_line, p.id
