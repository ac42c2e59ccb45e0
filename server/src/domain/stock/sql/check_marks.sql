-- Balances kept at a mark that are not the fold of all movements before it: pieces in the one and not in the other.
with mark_fold as (
    select m.at as mark, v.item, v.to_place as place, v.lot, v.expiry, v.condition, v.quantity as delta
    from stock_mark m join movement v on v.at < m.at
    union all
    select m.at, v.item, v.from_place, v.lot, v.expiry, v.condition, -v.quantity
    from stock_mark m join movement v on v.at < m.at
    union all
    select mark, item, place, lot, expiry, condition, -quantity from stock_mark_balance
)
select 'mark ' || mark || ' ' || place || ' ' || item || ': fold is off by ' || sum(delta) as what
from mark_fold
where place = 'dock' or place like 'bin:%' or place like 'tote:%' or place like 'parcel:%'
group by mark, item, place, lot, expiry, condition
having sum(delta) <> 0
