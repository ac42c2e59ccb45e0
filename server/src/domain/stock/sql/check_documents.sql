-- A done shipment has a parcel with a number; a handed-over one is in a manifest; of a shipped order all has left.
select number || ': done without a parcel' as what from shipment where state = 'done' and parcel_label is null
union all
select number || ': handed over without a manifest' from shipment where handed_at is not null and manifest is null
union all
select o.order_no || ': shipped with a parcel still here'
from orders o join shipment s on s.order_id = o.id
where o.state = 'shipped' and s.state <> 'cancelled' and s.handed_at is null
