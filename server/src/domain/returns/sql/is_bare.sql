-- Whether nobody has announced a return that the books know.
select case when r.decision = '' and not exists (select 1 from return_line l where l.return_id = r.id)
            and not exists (select 1 from return_alias a where a.alias = r.id) then 1 else 0 end as bare
from sales_return r where r.id = ?1
