-- Pieces of an order that are in returns, by item; what was cancelled or merged away counts no more.
select l.item, cast(sum(l.declared) as bigint) as quantity
from return_line l join sales_return r on r.id = l.return_id
where r.order_id = ?1 and r.state <> 'cancelled' and not exists (select 1 from return_alias a where a.alias = r.id)
group by l.item order by l.item
