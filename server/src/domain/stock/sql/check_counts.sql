-- What is posted for each count against the movements that say they are of it, and against its difference; what of it
-- is a change of condition, which nobody may have lost or found.
with moved as (
    select source, item, lot, expiry, condition,
           cast(sum(case when from_place like 'bin:%' then -quantity else quantity end) as bigint) as quantity,
           cast(sum(case when from_place = 'regrade' then quantity when to_place = 'regrade' then -quantity else 0 end)
                as bigint) as regraded
    from movement where source like 'count:%'
    group by source, item, lot, expiry, condition
)
select l.visit || ' ' || l.item || ': posted ' || l.posted || ', moved ' || coalesce(m.quantity, 0)
       || '; regraded ' || l.regraded || ', moved ' || coalesce(m.regraded, 0) as what
from count_line l
left join moved m on m.source = 'count:' || l.visit and m.item = l.item and m.lot = l.lot and m.expiry = l.expiry
    and m.condition = l.condition
where l.posted <> coalesce(m.quantity, 0) or l.regraded <> coalesce(m.regraded, 0)
union all
select m.source || ' ' || m.item || ': no line, moved ' || m.quantity
from moved m
where (m.quantity <> 0 or m.regraded <> 0) and not exists (
    select 1 from count_line l where 'count:' || l.visit = m.source and l.item = m.item and l.lot = m.lot
      and l.expiry = m.expiry and l.condition = m.condition)
union all
select v.id || ' ' || l.item || ': ' || v.state || ', counted ' || l.counted || ', book ' || l.book || ', posted ' || l.posted
from count_visit v join count_line l on l.visit = v.id
where l.posted <> case when v.state in ('equal', 'limit', 'accepted') and l.aside = 0 then l.counted - l.book else 0 end
union all
select l.visit || ' ' || l.item || ': changes of condition sum to ' || sum(l.regraded)
from count_line l
group by l.visit, l.item, l.lot, l.expiry
having sum(l.regraded) <> 0
