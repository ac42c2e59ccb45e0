-- What a supplier (?1) sells, or how it sells one item (?2).
select s.supplier, s.item, i.sku, i.name, i.expiry_tracked, s.code, s.price, s.min_quantity, s.accept_days, s.main
from supplier_item s join item i on i.id = s.item
where s.supplier = ?1 and (?2 is null or s.item = ?2)
order by i.sku
