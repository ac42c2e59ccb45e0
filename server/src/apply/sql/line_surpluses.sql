-- What was picked beyond each line of an item, in the order of the list.
select id, case when picked > quantity then picked - quantity else 0 end as surplus
from pick_line where list = ?1 and item = ?2 order by seq, id
