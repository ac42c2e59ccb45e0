-- Good and held pieces of a line by lot, the lot that is latest in (expiry, number) order first.
select lot, expiry,
       cast(sum(case condition when 'good' then quantity else 0 end) as bigint) as good,
       cast(sum(case condition when 'hold' then quantity else 0 end) as bigint) as held
from receipt where line = ?1 and condition in ('good', 'hold')
group by lot, expiry
order by expiry desc, lot desc
