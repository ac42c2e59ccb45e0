-- A code that is an item's own SKU. (?1 is not asked here.)
select id as item, 1 as quantity from item where sku = ?2 and active = 1 and ?1 is not null
