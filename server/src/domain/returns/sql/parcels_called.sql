-- Live parcels that a number means: ours, the carrier's (any that was closed with), or the order's.
select distinct s.id, s.order_id, s.handed_at
from shipment s join orders o on o.id = s.order_id left join parcel_close c on c.shipment = s.id
where s.state <> 'cancelled' and (s.number = ?1 or s.label = ?1 or s.parcel_label = ?1 or c.label = ?1 or o.order_no = ?1)
order by s.id limit 2
