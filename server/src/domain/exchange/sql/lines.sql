-- The lines of an exchange, what comes back first; of those how many pieces were found at inspection.
select l.way, l.item, i.sku, i.name, l.quantity, l.amount,
       (select cast(coalesce(sum(p.quantity), 0) as bigint) from inspection p
        where l.way = 'back' and p.return_id = e.return_id and p.item = l.item and p.undone = 0 and p.posted = 1
          and p.disposition <> 'customer') as found
from exchange_line l
join exchange e on e.id = l.exchange
join item i on i.id = l.item
where l.exchange = ?1 order by l.way, l.seq
