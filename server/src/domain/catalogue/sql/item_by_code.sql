-- Items in use that have a barcode.
select distinct i.id from item i join barcode b on b.item = i.id where b.code = ?1 and i.active = 1
