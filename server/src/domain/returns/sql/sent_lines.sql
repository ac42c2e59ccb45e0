-- What went with a parcel (?1, its place) to the customer, by item and lot.
select item, lot, expiry, cast(sum(case when from_place = ?1 then quantity else -quantity end) as bigint) as quantity
from movement
where (from_place = ?1 and to_place = 'customer') or (from_place = 'customer' and to_place = ?1)
group by item, lot, expiry
having sum(case when from_place = ?1 then quantity else -quantity end) > 0
order by item, expiry, lot
