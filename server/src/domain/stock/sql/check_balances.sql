-- Balances that are not the fold of the movements.
with fold as (
    select place, item, lot, expiry, condition, cast(sum(delta) as bigint) as quantity
    from (
        select to_place as place, item, lot, expiry, condition, quantity as delta from movement
        union all
        select from_place, item, lot, expiry, condition, -quantity from movement
    ) both_ends
    group by place, item, lot, expiry, condition
)
select f.place || ' ' || f.item || ': fold ' || f.quantity || ', balance ' || coalesce(b.quantity, 0) as what
from fold f
left join balance b on b.place = f.place and b.item = f.item and b.lot = f.lot and b.expiry = f.expiry
    and b.condition = f.condition
where f.quantity <> coalesce(b.quantity, 0)
union all
select b.place || ' ' || b.item || ': no movement, balance ' || b.quantity
from balance b
left join fold f on b.place = f.place and b.item = f.item and b.lot = f.lot and b.expiry = f.expiry
    and b.condition = f.condition
where f.place is null and b.quantity <> 0
