-- What one device recorded from one place of its stream to another.
select f.id, f.at, f.wall_clock, f.received_at, f.kind, f.version, f.body, f.outcome, f.undone_by,
       p.name as staff_name, d.label as device_label, i.sku, i.name as item_name, n.code as bin_code
from fact f
join device d on d.id = f.device
left join staff p on p.id = f.staff
left join movement m on m.fact = f.id and m.id = (select min(x.id) from movement x where x.fact = f.id)
left join item i on i.id = m.item
left join bin n on m.from_place = 'bin:' || n.id
where f.device = ?1 and f.epoch = ?2 and f.seq between ?3 and ?4
order by f.seq
limit 1000
