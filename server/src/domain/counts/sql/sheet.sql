-- The 盤點表 of a plan: each bin with what it holds by the books (never how much), and what was counted of it.
with bins as (
    select t.bin, min(t.seq) as seq from count_task t where t.plan = ?1 and t.state <> 'cancelled' group by t.bin
),
counted as (
    select v.bin, l.item, l.lot, l.expiry, l.condition,
           max(case when t.round = 'first' then l.counted end) as first,
           max(case when t.round = 'second' then l.counted end) as second
    from count_task t join count_visit v on v.task = t.id and v.at is not null join count_line l on l.visit = v.id
    where t.plan = ?1
    group by v.bin, l.item, l.lot, l.expiry, l.condition
),
goods as (
    select distinct n.bin, x.item, x.lot, x.expiry, x.condition from bins n join balance x on x.place = 'bin:' || n.bin
    where x.quantity <> 0
    union
    select c.bin, c.item, c.lot, c.expiry, c.condition from counted c
)
select n.code, n.zone, g.item, i.sku, i.name, g.lot, g.expiry, g.condition, c.first, c.second,
       (select min(b.code) from barcode b where b.item = i.id and b.quantity = 1) as barcode
from bins s
join bin n on n.id = s.bin
join count_plan p on p.id = ?1
left join goods g on g.bin = s.bin and (p.kinds = '' or exists (
    select 1 from item k where k.id = g.item and ',' || p.kinds || ',' like '%,' || k.kind || ',%'))
left join item i on i.id = g.item
left join counted c on c.bin = g.bin and c.item = g.item and c.lot = g.lot and c.expiry = g.expiry
    and c.condition = g.condition
order by s.seq, n.code, i.sku, g.expiry, g.lot, g.condition
