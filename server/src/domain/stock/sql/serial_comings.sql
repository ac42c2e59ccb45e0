-- When a numbered piece left in a parcel and when it came in, as it happened.
select s.kind, s.shipment, h.number
from serial_step s
join fact f on f.id = s.fact
left join shipment h on h.id = s.shipment
where s.item = ?1 and s.serial = ?2 and s.kind in ('packed', 'returned', 'received') and f.undone_by is null
order by f.at, f.id
