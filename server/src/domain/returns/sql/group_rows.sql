-- Everything that benches found of a shipment (?1), or of one return (?2) where no shipment is known.
select i.fact, i.seq, i.return_id, i.item, i.lot, i.expiry, i.serial, i.quantity, i.not_ours, i.disposition, i.plate,
       i.second, i.staff, i.device, i.at, i.posted, i.verdict, i.undone
from inspection i join sales_return r on r.id = i.return_id
where (?1 is not null and r.shipment = ?1) or (?1 is null and r.id = ?2)
order by i.item, i.at, i.fact, i.seq
