-- Lines of an order's deliveries that expect more than was counted, with what was counted.
select l.id, l.good + l.bad as counted
from delivery_line l join delivery d on d.id = l.delivery
where d.purchase = ?1 and d.state in ('open', 'started', 'held') and l.expected > l.good + l.bad
