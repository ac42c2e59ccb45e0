-- What an order says of its money: charges are what is no goods, postage among them.
select o.order_no, o.channel, o.currency, o.cod, o.total, o.shipping_fee,
       (select cast(coalesce(sum(l.quantity * l.unit_price), 0) as bigint)
        from order_line l where l.order_id = o.id and l.kind = 'goods') as goods,
       (select cast(coalesce(sum(l.quantity * l.unit_price), 0) as bigint)
        from order_line l where l.order_id = o.id and l.kind <> 'goods') as charges,
       (select cast(coalesce(sum(l.quantity * l.unit_price), 0) as bigint)
        from order_line l where l.order_id = o.id and l.kind = 'charge:postage') as postage
from orders o where o.id = ?1
