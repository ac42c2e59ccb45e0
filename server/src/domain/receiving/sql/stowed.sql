-- Where the pieces of a delivery were put.
select s.item, n.code, cast(sum(s.quantity) as bigint) as quantity
from stowed s join bin n on n.id = s.bin
where s.delivery = ?1
group by s.item, n.code having sum(s.quantity) > 0
order by s.item, n.code
