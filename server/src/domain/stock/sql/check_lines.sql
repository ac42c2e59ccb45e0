-- Lines of lists against the movements of the facts of their list, item, bin and lot.
with moved as (
    select to_place as tote, item, from_place as bin, lot, expiry, quantity from movement
    where from_place like 'bin:%' and to_place like 'tote:%' and fact is not null
    union all
    select from_place, item, to_place, lot, expiry, -quantity from movement
    where from_place like 'tote:%' and to_place like 'bin:%' and fact is not null
),
picked as (
    select tote, item, bin, lot, expiry, cast(sum(quantity) as bigint) as quantity from moved
    group by tote, item, bin, lot, expiry
),
lines as (
    select list, item, bin, lot, expiry, cast(sum(picked) as bigint) as picked from pick_line
    group by list, item, bin, lot, expiry
)
select l.list || ' ' || l.item || ': line ' || l.picked || ', moved ' || coalesce(p.quantity, 0) as what
from lines l
left join picked p on p.tote = 'tote:' || l.list and p.item = l.item and p.bin = 'bin:' || l.bin
    and p.lot = l.lot and p.expiry = l.expiry
where l.picked <> coalesce(p.quantity, 0)
