-- When a numbered piece left in a parcel and when it came in, from a supplier or from a customer, as it happened.
select s.kind, s.shipment, h.number, f.at, f.id
from serial_step s
join fact f on f.id = s.fact
left join shipment h on h.id = s.shipment
where s.item = ?1 and s.serial = ?2 and s.kind in ('packed', 'received') and f.undone_by is null
union all
select 'returned', null, null, b.at, b.fact
from inspection b
where b.item = ?1 and b.serial = ?2 and b.undone = 0
order by 4, 5
