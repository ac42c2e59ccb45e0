-- Numbered pieces whose number begins with what was typed: from ?1 up to ?2.
select x.item, x.serial, i.sku, i.name
from (
    select item, serial from serial_number where serial >= ?1 and serial < ?2
    union
    select item, serial from serial_step where serial >= ?1 and serial < ?2
    union
    select item, serial from count_serial where serial >= ?1 and serial < ?2
) x join item i on i.id = x.item
order by x.serial, i.sku limit ?3
