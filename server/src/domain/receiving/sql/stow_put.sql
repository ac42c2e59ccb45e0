-- What went from the dock into bins, less what was taken back, of the items of a delivery (?1), the bin that was filled
-- first first.
with mine as (select distinct item from delivery_line where delivery = ?1),
moved as (
    select item, lot, expiry, condition, to_place as place, quantity, at from movement
    where from_place = 'dock' and item in (select item from mine)
    union all
    select item, lot, expiry, condition, from_place, -quantity, at from movement
    where to_place = 'dock' and item in (select item from mine)
)
select m.item, m.lot, m.expiry, m.condition, n.code, cast(sum(m.quantity) as bigint) as quantity
from moved m join bin n on m.place = 'bin:' || n.id
group by m.item, m.lot, m.expiry, m.condition, n.code
order by min(m.at), n.code
