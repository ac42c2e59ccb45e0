-- A code that was mapped to a bundle in use, exploded.
select p.item, p.quantity * m.quantity as quantity
from code_map m join bundle b on b.id = m.bundle join bundle_part p on p.bundle = b.id
where m.channel = ?1 and m.code = ?2 and b.active = 1
