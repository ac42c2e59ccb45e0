-- What was sold of each item from ?1 on and before ?2, less what came back.
select k.item, cast(sum(k.quantity) as bigint) as quantity
from (
    select item, quantity from movement where to_place = 'customer' and at >= ?1 and at < ?2
    union all
    select item, -quantity from movement where from_place = 'customer' and at >= ?1 and at < ?2
) k
group by k.item
