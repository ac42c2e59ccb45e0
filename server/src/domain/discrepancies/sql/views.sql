-- Questions with names: one (?1) or all, open ones only where ?2 is 1; open first, newest first.
select q.id, q.kind, q.subject, q.at, q.fact, q.staff, q.item, q.bin, q.task, q.quantity, q.detail, q.state, q.answer,
       q.note, q.closed_at, p.name as staff_name, d.label as device_label, i.sku, i.name as item_name,
       n.code as bin_code, coalesce(l.number, s.number, m.number, v.number, r.number) as task_number, s.order_id,
       f.kind as fact_kind, f.version as fact_version, f.body as fact_body, c.name as closed_by_name
from discrepancy q
left join fact f on f.id = q.fact
left join staff p on p.id = coalesce(q.staff, f.staff)
left join staff c on c.id = q.closed_by
left join device d on d.id = coalesce(q.device, f.device)
left join item i on i.id = q.item
left join bin n on n.id = q.bin
left join pick_list l on q.task = 'list:' || l.id
left join shipment s on q.task = 'shipment:' || s.id
left join manifest m on q.task = 'manifest:' || m.id
left join delivery v on q.task = 'delivery:' || v.id
left join sales_return r on q.task = 'return:' || r.id
where (?1 is null or q.id = ?1) and (?2 = 0 or q.state = 'open')
order by case q.state when 'open' then 0 else 1 end, q.at desc, q.id desc
limit ?3
