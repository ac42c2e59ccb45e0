-- Balances kept at a mark that are not those of the mark before it and the fold of what happened between the two. All
-- of them agree exactly where each is the fold of everything before it.
with span as (
    select m.at as mark, coalesce((select max(p.at) from stock_mark p where p.at < m.at), -9223372036854775807) as before
    from stock_mark m
),
difference as (
    select s.mark, v.item, v.to_place as place, v.lot, v.expiry, v.condition, v.quantity as delta
    from span s join movement v on v.at >= s.before and v.at < s.mark
    union all
    select s.mark, v.item, v.from_place, v.lot, v.expiry, v.condition, -v.quantity
    from span s join movement v on v.at >= s.before and v.at < s.mark
    union all
    select s.mark, b.item, b.place, b.lot, b.expiry, b.condition, b.quantity
    from span s join stock_mark_balance b on b.mark = s.before
    union all
    select mark, item, place, lot, expiry, condition, -quantity from stock_mark_balance
)
select 'mark ' || mark || ' ' || place || ' ' || item || ': off by ' || sum(delta) as what
from difference
where place = 'dock' or place like 'bin:%' or place like 'tote:%' or place like 'parcel:%' or place like 'plate:%'
group by mark, item, place, lot, expiry, condition
having sum(delta) <> 0
