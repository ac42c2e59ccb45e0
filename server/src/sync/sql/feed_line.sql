-- A line of a pick list.
select id, list, seq, item, bin, lot, expiry, quantity, picked, short from pick_line where id = ?1
