-- A code that is a bundle's own SKU, exploded. (?1 is not asked here.)
select p.item, p.quantity from bundle b join bundle_part p on p.bundle = b.id where b.sku = ?2 and ?1 is not null
