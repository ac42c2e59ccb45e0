-- The numbered pieces that facts that stand put into a shipment's parcel, each once; with the lot that left the tote.
select distinct s.item, s.serial, s.line, i.sku, i.name, m.lot, m.expiry
from serial_step s
join fact f on f.id = s.fact
join item i on i.id = s.item
left join movement m on m.fact = s.fact and m.from_place like 'tote:%'
where s.shipment = ?1 and s.kind = 'packed' and f.undone_by is null
order by i.sku, s.serial, s.line
