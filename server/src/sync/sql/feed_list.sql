-- A pick list; done and cancelled ones stay known for some days, so that "already done" can be said.
select id, number, state, orders, pieces, carrier, cut_off, tote, picker, device
from pick_list where id = ?1 and forgotten = 0
