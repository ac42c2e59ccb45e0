-- Packed lines against the movements into and out of their parcel, before it went to the customer.
with moved as (
    select to_place as parcel, item, quantity from movement where to_place like 'parcel:%' and from_place like 'tote:%'
    union all
    select from_place, item, -quantity from movement where from_place like 'parcel:%' and to_place like 'tote:%'
),
packed as (select parcel, item, cast(sum(quantity) as bigint) as quantity from moved group by parcel, item),
lines as (
    select s.parcel, l.item, cast(sum(l.packed) as bigint) as packed
    from shipment_line l join shipment s on s.id = l.shipment
    where s.parcel is not null
    group by s.parcel, l.item
)
select l.parcel || ' ' || l.item || ': line ' || l.packed || ', moved ' || coalesce(p.quantity, 0) as what
from lines l left join packed p on p.parcel = 'parcel:' || l.parcel and p.item = l.item
where l.packed <> coalesce(p.quantity, 0)
