-- A delivery's supplier's tax, and what invoices say of the delivery: those that cover it alone by their own totals,
-- those that cover several by their lines.
with invoices as (
    select v.id, v.net, v.tax, (select count(*) from voucher_delivery x where x.voucher = v.id) as covers
    from voucher_delivery c join voucher v on v.id = c.voucher
    where c.delivery = ?1 and v.kind = 'invoice' and v.removed_at is null
)
select s.tax_kind, s.tax_included,
       (select count(*) from invoices) as invoices,
       (select cast(coalesce(sum(net), 0) as bigint) from invoices where covers = 1) as own_net,
       (select cast(coalesce(sum(tax), 0) as bigint) from invoices where covers = 1) as own_tax,
       (select cast(coalesce(sum(l.quantity * l.unit_price), 0) as bigint) from voucher_line l
        join invoices n on n.id = l.voucher where n.covers > 1 and l.delivery = ?1) as shared_lines
from delivery d left join supplier s on s.id = d.supplier
where d.id = ?1
