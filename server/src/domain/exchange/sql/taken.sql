-- Pieces of an order (?1) by item that are no longer there to come back: those of its exchanges that are not off, and
-- those that standing refunds took back which are no exchange's difference.
select k.item, cast(sum(k.quantity) as bigint) as quantity
from (
    select l.item, l.quantity
    from exchange e join exchange_line l on l.exchange = e.id
    where e.order_id = ?1 and l.way = 'back' and e.cancelled_at is null
    union all
    select l.item, l.quantity
    from refund r join refund_line l on l.refund = r.id
    where r.order_id = ?1 and r.exchange is null and r.state not in ('refused', 'withdrawn')
) k group by k.item
