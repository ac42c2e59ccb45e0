-- Vouchers of a delivery (?1) or of a return (?2), removed ones last.
select v.id, v.kind, v.number, v.day, v.form, v.net, v.tax, v.remark, v.created_at, s.name as created_by_name,
       v.removed_at, (select count(*) from voucher_delivery c where c.voucher = v.id) as deliveries
from voucher v left join staff s on s.id = v.created_by
where exists (select 1 from voucher_delivery c where c.voucher = v.id and c.delivery = ?1) or v.supplier_return = ?2
order by case when v.removed_at is null then 0 else 1 end, v.day, v.number
