-- Cases of a kind (?1), a state (?2: its code, live, or late at ?6), a channel (?3), a category (?4), with words (?5, lower
-- case), at most ?7; or one (?8), or those of an order (?9) or of a return
-- (?10). Empty: any. What waits for its first answer first, by when it is due.
select c.id, c.number, c.kind, c.state, c.channel, c.category, c.alias, c.order_id, o.order_no, o.channel as order_channel,
       c.item, i.sku, i.name as item_name, c.return_id, r.number as return_no, c.question, c.asked_at, c.due_at,
       c.answered_at, a.name as answered_by_name, c.holder, h.name as holder_name, c.service, c.serial, c.work, c.cost,
       c.way_out, c.way_back, c.done_on, c.satisfaction, b.name as created_by_name, c.closed_at, z.name as closed_by_name,
       (select e.body from case_entry e where e.case_id = c.id and e.what = 'reply' order by e.seq desc limit 1)
           as answer
from customer_case c
left join orders o on o.id = c.order_id
left join item i on i.id = c.item
left join sales_return r on r.id = c.return_id
left join staff a on a.id = c.answered_by
left join staff h on h.id = c.holder
left join staff b on b.id = c.created_by
left join staff z on z.id = c.closed_by
where (?1 = '' or c.kind = ?1)
  and (?2 = '' or c.state = ?2 or (?2 = 'live' and c.state <> 'closed')
       or (?2 = 'late' and c.state <> 'closed' and c.answered_at is null and c.due_at < ?6))
  and (?3 = '' or c.channel = ?3)
  and (?4 = '' or c.category = ?4)
  and (?5 = '' or lower(c.number) like '%' || ?5 || '%' or lower(c.alias) like '%' || ?5 || '%'
       or lower(coalesce(o.order_no, '')) like '%' || ?5 || '%' or lower(coalesce(i.sku, '')) like '%' || ?5 || '%'
       or lower(c.serial) like '%' || ?5 || '%' or lower(c.question) like '%' || ?5 || '%')
  and (?8 = '' or c.id = ?8)
  and (?9 = '' or c.order_id = ?9)
  and (?10 = '' or c.return_id = ?10)
order by case when c.state = 'closed' then 2 when c.answered_at is null then 0 else 1 end,
         case when c.answered_at is null and c.state <> 'closed' then c.due_at else 0 end, c.asked_at desc, c.id
limit ?7
