-- What was carried for a task against the facts that say so.
with carried as (
    select cast(sum(case when f.kind = 'undone' then -m.quantity else m.quantity end) as bigint) as quantity, r.id
    from replenishment r
    join fact o on o.kind = 'transferred' and o.outcome <> 'quarantined' and o.body like '%' || r.id || '%'
    join fact f on f.id = o.id or f.id = o.undone_by
    join movement m on m.fact = f.id
    group by r.id
)
select r.id || ': moved ' || r.moved || ', carried ' || coalesce(c.quantity, 0) as what
from replenishment r left join carried c on c.id = r.id
where r.moved <> coalesce(c.quantity, 0)
