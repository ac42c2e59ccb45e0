-- The codes of an item, pieces before cartons.
select code, quantity, unit from barcode where item = ?1 order by quantity, code
