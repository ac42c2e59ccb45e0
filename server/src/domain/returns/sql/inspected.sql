-- What was inspected of a return, by item and serial number.
select item, serial, cast(sum(quantity) as bigint) as quantity
from inspection where return_id = ?1 and undone = 0 group by item, serial order by item, serial
