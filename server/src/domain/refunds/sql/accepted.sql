-- Pieces that a return's inspection accepted, less those that its refunds, which stand, took back. What another bench had
-- inspected already, what was never ours and what goes back to the customer is not accepted.
select a.item, a.accepted - (select cast(coalesce(sum(l.quantity), 0) as bigint)
                             from refund_line l join refund r on r.id = l.refund
                             where r.sales_return = ?1 and l.item = a.item and r.state not in ('refused', 'withdrawn'))
       as accepted
from (select i.item, cast(sum(i.quantity) as bigint) as accepted from inspection i
      where i.return_id = ?1 and i.undone = 0 and i.posted = 1 and i.not_ours = 0 and i.grade <> 'x'
        and i.disposition <> 'customer'
      group by i.item) a
order by a.item
