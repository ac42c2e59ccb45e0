-- The lines of open deliveries that still owe an item (?1).
select d.id, d.number, d.purchase, d.purchase_no, coalesce(s.name, '') as supplier, d.due, d.arrived_at, d.state,
       l.expected - l.good - l.bad as quantity
from delivery_line l join delivery d on d.id = l.delivery left join supplier s on s.id = d.supplier
where l.item = ?1 and d.state in ('open', 'started', 'held') and l.expected > l.good + l.bad
order by d.due, d.number
limit ?2
