-- The shipments whose parcels were closed with this carrier's number, the first first.
select s.id, s.number, min(p.fact) as first
from parcel_close p join shipment s on s.id = p.shipment
where p.carrier = ?1 and p.label = ?2
group by s.id, s.number
order by first
