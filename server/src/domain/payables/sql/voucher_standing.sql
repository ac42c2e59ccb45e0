-- Where a number stands: an invoice (?1) anywhere, another voucher with its supplier (?3).
select v.id, v.supplier, v.day, c.delivery, coalesce(d.number, r.number) as at
from voucher v
left join voucher_delivery c on c.voucher = v.id
left join delivery d on d.id = c.delivery
left join supplier_return r on r.id = v.supplier_return
where v.number = ?2 and v.kind = ?1 and v.removed_at is null and (v.kind = 'invoice' or v.supplier = ?3)
order by d.number limit 1
