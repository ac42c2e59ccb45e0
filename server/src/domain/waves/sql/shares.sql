-- The lines of the list that serve a shipment.
select a.pick_line, a.shipment_line, a.quantity, p.quantity as line_quantity, p.picked, p.short, p.item, p.bin
from allocation a join shipment_line l on l.id = a.shipment_line join pick_line p on p.id = a.pick_line
where l.shipment = ?1
order by l.seq, p.seq
