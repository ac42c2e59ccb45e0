-- Pieces of an item in a bin that released lists have spoken for.
select cast(coalesce(sum(case when quantity - picked - short > 0 then quantity - picked - short else 0 end), 0) as bigint) as n
from pick_line where item = ?1 and bin = ?2 and reserves = 1
