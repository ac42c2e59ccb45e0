-- Sales of a code (?3) to a buyer (?1) on a channel (?2), and how many of those pieces are in returns.
select o.id, o.order_no, p.item, min(l.id) as order_line, cast(sum(p.quantity) as bigint) as bought,
       cast(coalesce((select sum(x.declared) from return_line x join sales_return r on r.id = x.return_id
                      where r.order_id = o.id and x.item = p.item and r.state <> 'cancelled'), 0) as bigint) as announced
from orders o join order_line l on l.order_id = o.id join order_part p on p.order_line = l.id
where o.buyer = ?1 and o.buyer <> '' and (?2 = '' or o.channel = ?2) and l.code = ?3 and o.state <> 'cancelled'
group by o.id, o.order_no, p.item order by o.order_no desc limit 1000
