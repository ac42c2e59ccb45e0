-- The deliveries of an order, by their day.
select d.id, d.number, d.note_no, d.state, d.due,
       cast(coalesce(sum(l.expected), 0) as bigint) as expected,
       cast(coalesce(sum(l.good), 0) as bigint) as good,
       cast(coalesce(sum(l.bad), 0) as bigint) as bad
from delivery d left join delivery_line l on l.delivery = d.id
where d.purchase = ?1
group by d.id, d.number, d.note_no, d.state, d.due
order by d.due, d.number
