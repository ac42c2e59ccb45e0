-- A return as a bench knows it, while there is work in it.
select r.id, r.number, r.device_number, r.state, r.source, r.shipment, r.reason, r.platform_no, r.arrived_at, o.order_no
from sales_return r left join orders o on o.id = r.order_id
where r.id = ?1 and r.off_bench = 0
