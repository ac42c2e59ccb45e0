-- Lines of lists against the movements of the facts of their list, item and bin. Not by lot: a picker may take
-- another one than the list says, and the movement tells which.
with moved as (
    select to_place as tote, item, from_place as bin, quantity from movement
    where from_place like 'bin:%' and to_place like 'tote:%' and fact is not null
      and not exists (select 1 from fact o where o.undone_by = movement.fact and o.kind = 'put_away')
    union all
    select from_place, item, to_place, -quantity from movement m
    where from_place like 'tote:%' and to_place like 'bin:%' and fact is not null
      -- What was put back was picked all the same.
      and not exists (select 1 from fact f where f.id = m.fact and f.kind = 'put_away')
),
picked as (
    select tote, item, bin, cast(sum(quantity) as bigint) as quantity from moved group by tote, item, bin
),
lines as (
    select list, item, bin, cast(sum(picked) as bigint) as picked from pick_line group by list, item, bin
)
select l.list || ' ' || l.item || ': line ' || l.picked || ', moved ' || coalesce(p.quantity, 0) as what
from lines l
left join picked p on p.tote = 'tote:' || l.list and p.item = l.item and p.bin = 'bin:' || l.bin
where l.picked <> coalesce(p.quantity, 0)
