-- A code that is the own SKU of a bundle in use, exploded. (?1 is not asked here.)
select p.item, p.quantity from bundle b join bundle_part p on p.bundle = b.id
where b.sku = ?2 and b.active = 1 and ?1 is not null
