-- Lines of a shipment.
select l.id, i.sku, i.name, i.kind, l.quantity, l.packed, l.short
from shipment_line l join item i on i.id = l.item where l.shipment = ?1 order by l.seq
