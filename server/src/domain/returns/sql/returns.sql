-- Returns: one (?1), or all that were not merged into others, by source (?2), channel (?3), search (?4), age (?5: opened
-- before) and where they are (?7), newest first.
with wanted as (
select r.id, r.number, r.device_number, r.state, r.source, r.reason, r.platform_no, r.order_id, o.order_no, o.channel,
       case when r.state = 'cancelled' then 'cancelled' when r.decision <> '' then 'decided' when r.state = 'done' then 'to_decide'
            when r.state = 'started' then 'bench'
            -- A waybill, a code, a pickup or the customer says that the goods have left.
            when r.sent_on <> '' or p.state <> 'cancelled' or exists (select 1 from return_code c where c.return_id = r.id)
            then 'on_the_way' else 'asked' end as stage,
       r.received_on, r.noticed_on, r.sent_on, r.arrived_at, r.closed_at, r.decision, r.decided_at, r.created_at,
       p.state as pickup_state, p.day as pickup_day,
       (select group_concat(x.code, ' ') from (select code from return_code where return_id = r.id order by code) x) as codes,
       cast(coalesce((select sum(l.declared) from return_line l where l.return_id = r.id), 0) as bigint) as declared,
       cast(coalesce((select sum(n.quantity) from inspection n
                      where n.return_id = r.id and n.undone = 0 and n.posted = 1), 0) as bigint) as found
from sales_return r
left join orders o on o.id = r.order_id left join shipment s on s.id = r.shipment
left join return_pickup p on p.return_id = r.id
where (?1 is not null or not exists (select 1 from return_alias a where a.alias = r.id))
  and (?1 is null or r.id = ?1) and (?2 = '' or r.source = ?2) and (?3 = '' or o.channel = ?3)
  and (?5 is null or r.created_at < ?5)
  and (?4 = '' or r.number like '%' || ?4 || '%' or r.device_number like '%' || ?4 || '%' or o.order_no like '%' || ?4 || '%'
       or r.platform_no like '%' || ?4 || '%' or s.number = ?4 or s.label = ?4 or s.parcel_label = ?4
       or exists (select 1 from return_code c where c.return_id = r.id and c.code like '%' || ?4 || '%')
       or exists (select 1 from return_line l join item i on i.id = l.item where l.return_id = r.id and i.sku = ?4)
       or exists (select 1 from inspection n join item i on i.id = n.item
                  where n.return_id = r.id and (i.sku = ?4 or n.serial = ?4)))
)
select * from wanted where ?7 = '' or stage = ?7 order by created_at desc, number desc limit ?6
