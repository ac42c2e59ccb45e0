-- How many pieces a code stands for on an item's unit.
select quantity from barcode where item = ?1 and code = ?2 and unit = ?3
