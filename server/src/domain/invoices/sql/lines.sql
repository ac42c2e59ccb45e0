-- The lines of an invoice, and what standing allowances took off each.
select l.id, l.seq, l.code, l.description, l.quantity, l.unit, l.tax_kind, l.amount,
       (select cast(coalesce(sum(a.net + a.tax), 0) as bigint)
        from allowance_line a join allowance w on w.id = a.allowance
        where a.invoice_line = l.id and w.state <> 'void') as taken_off
from invoice_line l where l.invoice = ?1 order by l.seq
