-- A code that was mapped to a bundle, exploded.
select p.item, p.quantity * m.quantity as quantity
from code_map m join bundle_part p on p.bundle = m.bundle
where m.channel = ?1 and m.code = ?2 and m.bundle is not null
