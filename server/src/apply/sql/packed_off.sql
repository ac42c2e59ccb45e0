-- A cancelled shipment, or a held one that was closed all the same, and what is in its parcel.
select s.number, s.parcel_label,
       cast(coalesce((select sum(l.packed) from shipment_line l where l.shipment = s.id), 0) as bigint) as packed
from shipment s
where s.id = ?1 and (s.state = 'cancelled' or (s.state = 'held' and s.parcel_label is not null))
