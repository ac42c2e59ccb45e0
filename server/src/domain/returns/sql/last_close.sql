-- The last time that a bench was through with a return.
select fact, at, staff from return_event where return_id = ?1 and closes = 1 and undone = 0 order by at desc, fact desc limit 1
