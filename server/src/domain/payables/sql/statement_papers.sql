-- Vouchers of a kind (?1) that are there for a delivery (?2) or a return (?3).
select v.number, v.day, v.form from voucher v
where v.kind = ?1 and v.removed_at is null
  and (v.supplier_return = ?3
       or exists (select 1 from voucher_delivery c where c.voucher = v.id and c.delivery = ?2))
order by v.day, v.number
