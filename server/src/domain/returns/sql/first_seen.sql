-- The earliest sight of the goods of a return; what was taken back was seen all the same.
select at, staff, raw from return_event where return_id = ?1 order by at, fact limit 1
