-- The lines of an allowance, each with the invoice line it is taken off.
select l.seq, i.seq as invoice_seq, i.description, i.unit, i.tax_kind, l.quantity, l.net, l.tax
from allowance_line l join invoice_line i on i.id = l.invoice_line
where l.allowance = ?1 order by l.seq
