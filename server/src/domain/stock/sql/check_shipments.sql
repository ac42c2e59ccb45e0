-- Packed lines against the movements into and out of their parcel, before it went to the customer. A parcel has its
-- shipment's id, so that two devices that pack one shipment meet in it.
with moved as (
    select to_place as parcel, item, quantity from movement
    where to_place like 'parcel:%' and from_place like 'tote:%' and fact is not null
    union all
    select from_place, item, -quantity from movement
    where from_place like 'parcel:%' and to_place like 'tote:%' and fact is not null
),
packed as (select parcel, item, cast(sum(quantity) as bigint) as quantity from moved group by parcel, item),
lines as (
    select shipment, item, cast(sum(packed) as bigint) as packed from shipment_line group by shipment, item
)
select l.shipment || ' ' || l.item || ': line ' || l.packed || ', moved ' || coalesce(p.quantity, 0) as what
from lines l left join packed p on p.parcel = 'parcel:' || l.shipment and p.item = l.item
where l.packed <> coalesce(p.quantity, 0)
