-- The closed visits of a bin in the order in which they happened.
select id, task, bin, device, epoch, seq, staff, began_at, at, wall_clock, received_at, from_at, to_at, only_item,
       pieces, state, decision
from count_visit where bin = ?1 and at is not null
order by to_at, id
