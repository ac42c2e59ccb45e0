-- What was declared of a return, by item.
select item, cast(sum(declared) as bigint) as quantity, min(seq) as seq
from return_line where return_id = ?1 group by item order by seq, item
