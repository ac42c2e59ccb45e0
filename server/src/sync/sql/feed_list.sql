-- A pick list; done and cancelled ones stay known until the janitor removes them, so that "already done" can be said.
select id, number, state, orders, pieces, carrier, cut_off, tote, picker, device from pick_list where id = ?1
