-- Suppliers of whom anything came.
select id from supplier s
where exists (select 1 from delivery d where d.supplier = s.id and d.state = 'done')
   or exists (select 1 from supplier_return t where t.supplier = s.id)
order by code
