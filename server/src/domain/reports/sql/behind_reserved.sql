-- The lines of released lists that speak for an item (?1).
select l.list, p.number, p.state, coalesce(n.code, '') as bin, l.lot, l.expiry, l.quantity - l.picked - l.short as quantity
from pick_line l join pick_list p on p.id = l.list left join bin n on n.id = l.bin
where l.item = ?1 and l.reserves = 1 and l.quantity - l.picked - l.short > 0
order by p.number, l.seq
limit ?2
