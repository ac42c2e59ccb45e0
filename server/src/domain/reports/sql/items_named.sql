-- Items whose search text contains ?1 (lower case), in or out of use.
select id, sku, name from item where ?1 = '' or search like '%' || ?1 || '%'
