-- Good pieces of a line and lot, and the day from which its expiry is accepted.
select l.accept_from, cast(coalesce((
    select sum(r.quantity) from receipt r
    where r.line = l.id and r.lot = ?2 and r.expiry = ?3 and r.condition = 'good'
), 0) as bigint) as quantity
from delivery_line l where l.id = ?1
