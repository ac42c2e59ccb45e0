-- One refund.
select r.id, r.number, r.order_id, o.order_no, o.channel, o.currency, o.recipient, r.sales_return, b.number as return_no, r.state, r.paper,
       r.method, r.reason, r.remark, r.goods, r.freight, r.points, r.deducted, r.deduct_reason, r.reference, r.paid_day,
       r.created_at,
       (select s.by_staff from refund_step s where s.refund = r.id and s.seq = 1) as asked_by,
       (select string_agg(w.number, ' ') from allowance w where w.refund = r.id and w.state <> 'void') as allowances
from refund r
join orders o on o.id = r.order_id
left join sales_return b on b.id = r.sales_return
where r.id = ?1
