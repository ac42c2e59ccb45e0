-- A done shipment has a parcel with a number; a handed-over one is in a manifest; of a shipped order all has left; the number on a parcel
-- and the tote of a list are ones that a device scanned.
select number || ': done without a parcel' as what from shipment where state = 'done' and parcel_label is null
union all
select number || ': handed over without a manifest' from shipment where handed_at is not null and manifest is null
union all
select o.order_no || ': shipped with a parcel still here'
from orders o join shipment s on s.order_id = o.id
where o.state = 'shipped' and s.state <> 'cancelled' and s.handed_at is null
union all
select s.number || ': closed with a number that nobody scanned' from shipment s
where s.parcel_label is not null
  and not exists (select 1 from parcel_close c where c.shipment = s.id and c.label = s.parcel_label)
union all
select l.number || ': a tote that nobody scanned' from pick_list l
where l.tote is not null and not exists (select 1 from list_hand h where h.list = l.id and h.tote = l.tote)
