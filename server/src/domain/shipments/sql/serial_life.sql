-- All that is known of one numbered piece (?1 item, ?2 serial), as it happened: there on the first day, in a closed
-- count, on a returns bench, in a fact that stands.
select 'opened' as kind, s.at, null as fact, s.bin, n.code as bin_code, null as staff, null as device,
       null as delivery, null as supplier, null as number, null as order_id, null as order_no, null as visit, 0 as part
from serial_number s join bin n on n.id = s.bin
where s.item = ?1 and s.serial = ?2
union all
select 'counted', v.at, null, v.bin, n.code, p.name, d.label, null, null, null, null, null, v.id, 2
from count_serial c join count_visit v on v.id = c.visit join bin n on n.id = v.bin
join device d on d.id = v.device left join staff p on p.id = v.staff
where c.item = ?1 and c.serial = ?2 and v.at is not null
union all
select 'returned', b.at, b.fact, null, null, p.name, d.label, null, null, r.number, r.order_id, o.order_no, null, 1
from inspection b join sales_return r on r.id = b.return_id
left join orders o on o.id = r.order_id left join staff p on p.id = b.staff left join device d on d.id = b.device
where b.item = ?1 and b.serial = ?2 and b.undone = 0
union all
select s.kind, f.at, s.fact, s.bin, n.code, p.name, d.label, coalesce(w.id, v.id), u.name,
       coalesce(h.number, l.number, w.number, v.number), h.order_id, o.order_no, null, 1
from serial_step s
join fact f on f.id = s.fact
join device d on d.id = f.device
left join staff p on p.id = f.staff
left join bin n on n.id = s.bin
left join shipment h on h.id = s.shipment
left join orders o on o.id = h.order_id
left join pick_list l on f.task = 'list:' || l.id
left join delivery v on f.task = 'delivery:' || v.id and s.kind = 'received'
left join delivery_alias a on a.blind = v.id
left join delivery w on w.id = a.whole
left join supplier u on u.id = coalesce(w.supplier, v.supplier)
where s.item = ?1 and s.serial = ?2 and f.undone_by is null
order by 2, 14, 3
