-- What reserve bins can give of an item for its home ?2: good, not expired on ?3, not spoken for, not on its way,
-- the earliest expiry first.
select n.id as bin, b.lot, b.expiry,
       b.quantity
       - cast(coalesce((select sum(case when l.quantity - l.picked - l.short > 0 then l.quantity - l.picked - l.short
                                   else 0 end)
                   from pick_line l where l.item = b.item and l.bin = n.id and l.lot = b.lot and l.expiry = b.expiry
                     and l.reserves = 1), 0) as bigint)
       - cast(coalesce((select sum(r.quantity - r.moved) from replenishment r
                   where r.item = b.item and r.from_bin = n.id and r.lot = b.lot and r.expiry = b.expiry
                     and r.state in ('open', 'started')), 0) as bigint) as available
from balance b join bin n on b.place = 'bin:' || n.id
where b.item = ?1 and n.id <> ?2 and n.used_for = 'reserve' and n.active = 1 and b.condition = 'good' and b.quantity > 0
  and (b.expiry = '' or b.expiry >= ?3)
  and not exists (select 1 from stock_block x where x.item = b.item and x.bin = n.id)
order by case when b.expiry = '' then 1 else 0 end, b.expiry, n.walk, b.lot
