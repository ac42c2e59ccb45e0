-- What came into a tote from which bin and has not gone back there, the latest source first.
select m.item, m.lot, m.expiry, m.condition, m.bin, cast(sum(m.quantity) as bigint) as came
from (select id, item, lot, expiry, condition, from_place as bin, quantity
      from movement where to_place = ?1 and from_place like 'bin:%'
      union all
      select id, item, lot, expiry, condition, to_place as bin, -quantity
      from movement where from_place = ?1 and to_place like 'bin:%') m
group by m.item, m.lot, m.expiry, m.condition, m.bin
having sum(m.quantity) > 0
order by max(m.id) desc
