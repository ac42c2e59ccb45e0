-- What bins can give of an item: good, not spoken for, not blocked, not expired on ?2 (YYYY-MM-DD).
select n.id as bin, n.walk, b.lot, b.expiry,
       b.quantity - cast(coalesce((
           select sum(case when l.quantity - l.picked - l.short > 0 then l.quantity - l.picked - l.short else 0 end)
           from pick_line l
           where l.item = b.item and l.bin = n.id and l.lot = b.lot and l.expiry = b.expiry and l.reserves = 1
       ), 0) as bigint) as available
from balance b join bin n on b.place = 'bin:' || n.id
where b.item = ?1 and b.condition = 'good' and b.quantity > 0 and n.active = 1 and n.used_for <> 'quarantine'
  and (b.expiry = '' or b.expiry >= ?2)
  and not exists (select 1 from stock_block x where x.item = b.item and x.bin = n.id)
order by n.walk, b.expiry, b.lot
