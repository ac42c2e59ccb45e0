-- Where pieces were put whose delivery the worker's device named, of the items of a delivery (?1).
select coalesce(a.whole, s.delivery) as delivery, s.item, s.lot, s.expiry, s.condition, n.code, s.quantity
from stowed s join bin n on n.id = s.bin left join delivery_alias a on a.blind = s.delivery
where s.item in (select l.item from delivery_line l where l.delivery = ?1)
