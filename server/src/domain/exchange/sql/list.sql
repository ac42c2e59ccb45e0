-- Exchanges, the latest first: all (at most ?2), or one (?1), or those of a return (?3) or of an order (?4), the one
-- that was exchanged or the one that it made. Empty: any.
select e.id, e.number, e.order_id, o.order_no, o.channel, o.recipient, e.return_id, r.number as return_no,
       r.state as return_state, r.decision, e.way, e.reason, e.collect, e.difference, e.confirmed_at, e.new_order,
       n.order_no as new_no, n.state as new_state, n.missing as new_missing, e.created_at, b.name as created_by_name,
       e.cancelled_at, z.name as cancelled_by_name, e.cancel_note
from exchange e
join orders o on o.id = e.order_id
left join sales_return r on r.id = e.return_id
left join orders n on n.id = e.new_order
left join staff b on b.id = e.created_by
left join staff z on z.id = e.cancelled_by
where (?1 = '' or e.id = ?1) and (?3 = '' or e.return_id = ?3)
  and (?4 = '' or e.order_id = ?4 or e.new_order = ?4)
order by e.created_at desc, e.id limit ?2
