-- What every place of the house held just before ?2: the mark ?1 and what moved since.
select k.item, k.place, k.lot, k.expiry, k.condition, cast(sum(k.delta) as bigint) as quantity
from (
    select item, place, lot, expiry, condition, quantity as delta from stock_mark_balance where mark = ?1
    union all
    select item, to_place, lot, expiry, condition, quantity from movement where at >= ?1 and at < ?2
    union all
    select item, from_place, lot, expiry, condition, -quantity from movement where at >= ?1 and at < ?2
) k
where k.place = 'dock' or k.place like 'bin:%' or k.place like 'tote:%' or k.place like 'parcel:%' or k.place like 'plate:%'
group by k.item, k.place, k.lot, k.expiry, k.condition
having sum(k.delta) <> 0
