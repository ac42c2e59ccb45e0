-- How many invoices a filter finds.
select count(*) as n from invoice i join orders o on o.id = i.order_id join invoice_now n on n.invoice = i.id
where (?1 = ''
       or (?1 = 'void' and i.voided_at is not null)
       or (?1 = 'standing' and i.voided_at is null and n.amount > n.taken_off)
       or (?1 = 'taken_off' and i.voided_at is null and n.amount <= n.taken_off)
       or (?1 = 'differs' and i.voided_at is null and o.total > 0 and n.invoiced <> o.total))
  and (?2 = '' or i.number like '%' || ?2 || '%' or o.order_no like '%' || ?2 || '%' or i.buyer_tax_id = ?2)
