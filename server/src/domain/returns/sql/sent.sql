-- A parcel that left, while benches hold it.
select s.id, s.number, s.handed_at, s.parcel, o.order_no
from shipment s join orders o on o.id = s.order_id
where s.id = ?1 and s.handed_at is not null and s.off_bench = 0
