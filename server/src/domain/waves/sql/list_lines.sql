-- Lines of a list in walking order, each with the piece's first barcode and the orders it serves.
select p.id, p.seq, n.code as bin, p.item, i.sku, i.name, p.lot, p.expiry, p.quantity, p.picked, p.short,
       (select min(b.code) from barcode b where b.item = p.item and b.quantity = 1) as barcode,
       (select string_agg(o.order_no, ', ')
        from allocation a join shipment_line k on k.id = a.shipment_line join shipment s on s.id = k.shipment
        join orders o on o.id = s.order_id
        where a.pick_line = p.id) as order_nos
from pick_line p join bin n on n.id = p.bin join item i on i.id = p.item
where p.list = ?1
order by p.seq
