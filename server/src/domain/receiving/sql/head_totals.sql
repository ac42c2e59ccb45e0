-- Totals of a delivery.
select d.state, d.arrived_at, d.closed_at, d.closed_fact, d.closed_good, d.closed_bad, d.cancelled_at,
       d.blind, a.whole,
       cast(coalesce(sum(l.expected), 0) as bigint) as expected, cast(coalesce(sum(l.good), 0) as bigint) as good,
       cast(coalesce(sum(l.bad), 0) as bigint) as bad
from delivery d
left join delivery_line l on l.delivery = d.id
left join delivery_alias a on a.blind = d.id
where d.id = ?1
group by d.id, d.state, d.arrived_at, d.closed_at, d.closed_fact, d.closed_good, d.closed_bad, d.cancelled_at, d.blind,
         a.whole
