-- A code that stands on exactly one item in exactly one unit. (?1 is not asked here.)
select min(item) as item, min(quantity) as quantity from barcode
where code = ?2 and ?1 is not null group by code having count(*) = 1
