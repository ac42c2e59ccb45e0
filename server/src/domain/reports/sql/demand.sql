-- What was sold of each item from ?1 on and before ?2, less what came back.
select m.item, cast(sum(case when m.to_place = 'customer' then m.quantity else -m.quantity end) as bigint) as quantity
from movement m
where m.at >= ?1 and m.at < ?2 and (m.to_place = 'customer' or m.from_place = 'customer')
group by m.item
