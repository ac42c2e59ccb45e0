-- A line of a shipment.
select k.id, k.shipment, k.seq, k.item, k.quantity, k.packed, k.short
from shipment_line k join shipment s on s.id = k.shipment join pick_list l on l.id = s.list
where k.id = ?1 and l.forgotten = 0
