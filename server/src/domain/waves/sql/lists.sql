-- Pick lists of one release (?1), one list (?2) or all: those at work first.
select l.id, l.number, l.wave, l.state, c.name as carrier_name, l.cut_off, l.tote, p.name as picker_name,
       d.label as device_label, l.orders, l.pieces, l.created_at,
       cast(coalesce((select sum(k.picked) from pick_line k where k.list = l.id), 0) as bigint) as picked,
       cast(coalesce((select sum(k.short) from pick_line k where k.list = l.id), 0) as bigint) as short,
       case when exists (select 1 from list_holder h where h.list = l.id) then 1 else 0 end as waiting
from pick_list l
left join carrier c on c.id = l.carrier
left join staff p on p.id = l.picker
left join device d on d.id = l.device
where (?1 is null or l.wave = ?1) and (?2 is null or l.id = ?2)
order by case l.state when 'started' then 0 when 'open' then 1 when 'held' then 2 when 'done' then 3 else 4 end,
         l.number
limit ?3
