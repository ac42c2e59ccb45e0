-- What deliveries brought of the items of a delivery (?1), the first that came first. Held pieces are among the good
-- ones in receipts, and stand apart at the dock.
with mine as (select distinct item from delivery_line where delivery = ?1),
brought as (
    select delivery, item, lot, expiry, condition, quantity from receipt where item in (select item from mine)
    union all
    select delivery, item, lot, expiry, 'good', -quantity from receipt
    where condition = 'hold' and item in (select item from mine)
),
first as (
    select m.item, coalesce(a.whole, substr(f.task, 10)) as delivery, min(m.at) as at
    from movement m join fact f on f.id = m.fact left join delivery_alias a on f.task = 'delivery:' || a.blind
    where m.to_place = 'dock' and m.from_place = 'supplier' and m.item in (select item from mine)
    group by m.item, coalesce(a.whole, substr(f.task, 10))
)
select b.delivery, b.item, b.lot, b.expiry, b.condition, cast(sum(b.quantity) as bigint) as quantity
from brought b left join first t on t.item = b.item and t.delivery = b.delivery
group by b.delivery, b.item, b.lot, b.expiry, b.condition, t.at
order by t.at, b.delivery
