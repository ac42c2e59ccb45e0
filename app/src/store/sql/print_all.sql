-- Which labels were pressed for, the latest first?
select id, at, code, sku, name, spec, copies, state, tries, perhaps, printer, said, answer, said_at
from print_job order by seq desc
