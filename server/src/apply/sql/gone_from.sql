-- What went from a parcel to the customer and did not come back.
select item, lot, expiry, condition, cast(sum(case when from_place = ?1 then quantity else -quantity end) as bigint) as quantity
from movement
where (from_place = ?1 and to_place = 'customer') or (from_place = 'customer' and to_place = ?1)
group by item, lot, expiry, condition
having sum(case when from_place = ?1 then quantity else -quantity end) > 0
