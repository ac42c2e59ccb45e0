-- Refunds of a state (?1, empty: all, open: not ended) that contain ?2 in their number, the order's or the return's, newest first.
select r.id, r.number, r.order_id, o.order_no, o.channel, o.currency, o.recipient, r.sales_return, b.number as return_no, r.state, r.paper,
       r.method, r.reason, r.remark, r.goods, r.freight, r.points, r.deducted, r.deduct_reason, r.reference, r.paid_day,
       r.created_at,
       (select s.by_staff from refund_step s where s.refund = r.id and s.seq = 1) as asked_by,
       (select string_agg(w.number, ' ') from allowance w where w.refund = r.id and w.state <> 'void') as allowances
from refund r
join orders o on o.id = r.order_id
left join sales_return b on b.id = r.sales_return
where (?1 = '' or r.state = ?1 or (?1 = 'open' and r.state in ('asked', 'approved', 'accounting')))
  and (?2 = '' or r.number like '%' || ?2 || '%' or o.order_no like '%' || ?2 || '%' or b.number like '%' || ?2 || '%')
order by r.number desc limit ?3 offset ?4
