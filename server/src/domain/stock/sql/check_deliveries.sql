-- Lines of deliveries against their receipts, receipts against the movements from the supplier, and held receipts
-- against the movements that hold. A movement belongs to the delivery of its fact, or of the fact it takes back,
-- or to the one which that turned out to be.
with moved as (
    select coalesce('delivery:' || a.whole, o.task, f.task) as task, m.item, m.lot, m.expiry, m.condition,
           case m.from_place when 'supplier' then m.quantity else -m.quantity end as quantity
    from movement m
    join fact f on f.id = m.fact
    left join fact o on o.undone_by = m.fact
    left join delivery_alias a on coalesce(o.task, f.task) = 'delivery:' || a.blind
    where m.from_place = 'supplier' or m.to_place = 'supplier'
),
came as (
    select task, item, lot, expiry, condition, cast(sum(quantity) as bigint) as quantity
    from moved group by task, item, lot, expiry, condition
),
counted as (
    select 'delivery:' || delivery as task, item, lot, expiry, condition, cast(sum(quantity) as bigint) as quantity
    from receipt where condition in ('good', 'defect') group by delivery, item, lot, expiry, condition
),
both_ends as (
    select task, item, lot, expiry, condition, quantity from came
    union all
    select task, item, lot, expiry, condition, -quantity from counted
),
held as (
    select line, cast(sum(quantity) as bigint) as quantity from (
        select line, quantity from receipt where condition = 'hold'
        union all
        select substr(source, 6), case from_place when 'regrade' then -quantity else quantity end
        from movement where source like 'over:%' and condition = 'hold'
    ) holds group by line
),
received as (
    select l.id, l.good, l.bad,
           cast(coalesce(sum(case when r.condition = 'good' then r.quantity end), 0) as bigint) as r_good,
           cast(coalesce(sum(case when r.condition = 'defect' then r.quantity end), 0) as bigint) as r_bad
    from delivery_line l left join receipt r on r.line = l.id
    group by l.id, l.good, l.bad
)
select id || ': line ' || good || ' + ' || bad || ', receipts ' || r_good || ' + ' || r_bad as what
from received where good <> r_good or bad <> r_bad
union all
select task || ' ' || item || ' ' || lot || ' ' || expiry || ' ' || condition || ': moved and not received, or received and not moved: '
       || cast(sum(quantity) as bigint)
from both_ends group by task, item, lot, expiry, condition having sum(quantity) <> 0
union all
select line || ': held and not moved, or moved and not held: ' || quantity from held where quantity <> 0
