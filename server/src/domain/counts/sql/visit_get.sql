-- One visit as the comparison needs it.
select id, task, bin, device, epoch, seq, staff, began_at, at, wall_clock, received_at, from_at, to_at, only_item,
       pieces, state, decision
from count_visit where id = ?1
