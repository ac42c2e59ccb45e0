-- Which places hold this item?
select place from content_item where item = ?1
