-- Deliveries of a supplier that were closed from ?2 to before ?3, or one (?4), with what their good pieces come to. Held pieces are
-- not paid.
with lines as (
    select l.delivery, case when l.unit_price > 0 then l.unit_price else coalesce(o.price, 0) end as unit_price,
           l.good - coalesce((select sum(r.quantity) from receipt r where r.line = l.id and r.condition = 'hold'), 0) as payable
    from delivery_line l join delivery d on d.id = l.delivery left join purchase_line o on o.id = l.purchase_line
    where d.supplier = ?1
)
select c.id, c.number, c.purchase_no, c.closed_at, cast(coalesce(sum(l.payable * l.unit_price), 0) as bigint) as prices,
       cast(coalesce(sum(case when l.payable > 0 and l.unit_price = 0 then 1 else 0 end), 0) as bigint) as unpriced
from delivery c left join lines l on l.delivery = c.id
where c.supplier = ?1 and c.state = 'done' and c.closed_at >= ?2 and c.closed_at < ?3
  and (?4 is null or c.id = ?4)
group by c.id, c.number, c.purchase_no, c.closed_at
order by c.closed_at, c.number
