-- What was inspected of a return, by item and serial number; of one piece on two benches, one.
select item, serial, cast(sum(quantity) as bigint) as quantity
from inspection where return_id = ?1 and undone = 0 and posted = 1 group by item, serial order by item, serial
