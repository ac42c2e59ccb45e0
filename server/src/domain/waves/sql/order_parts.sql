-- Pieces of each item that an order wants, in order of its lines.
select p.item, cast(sum(p.quantity) as bigint) as quantity, min(l.seq) as first_seq
from order_part p join order_line l on l.id = p.order_line
where p.order_id = ?1
group by p.item
order by first_seq, p.item
