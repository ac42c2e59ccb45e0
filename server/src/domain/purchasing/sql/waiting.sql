-- Lines of deliveries that have not begun, by what they expect of an order's line (?1), the latest due first.
select l.id, l.expected
from delivery_line l join delivery d on d.id = l.delivery
where l.purchase_line = ?1 and d.state = 'open' and d.arrived_at is null and l.good = 0 and l.bad = 0 and l.expected > 0
  and not exists (select 1 from delivery_line o where o.delivery = d.id and (o.good <> 0 or o.bad <> 0))
order by d.due desc, d.number desc
