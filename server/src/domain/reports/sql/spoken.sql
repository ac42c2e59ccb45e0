-- What released lists have spoken for, by item, bin and lot.
select item, bin, lot, expiry,
       cast(sum(case when quantity - picked - short > 0 then quantity - picked - short else 0 end) as bigint) as quantity
from pick_line where reserves = 1
group by item, bin, lot, expiry
