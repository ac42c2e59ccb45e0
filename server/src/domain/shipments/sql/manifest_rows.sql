-- The parcels of a manifest in the order in which they were scanned.
select coalesce(s.parcel_label, s.label, s.number) as label, o.order_no, o.recipient, o.cod, s.handed_at
from shipment s join orders o on o.id = s.order_id
where s.manifest = ?1
order by s.handed_at, s.number
