-- Whether anything came for a delivery: lines with counted pieces, or its cartons.
select (select count(*) from delivery_line l where l.delivery = d.id and l.good + l.bad <> 0)
       + case when d.arrived_at is null then 0 else 1 end as n
from delivery d where d.id = ?1
