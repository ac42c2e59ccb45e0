-- Suppliers in use whose code, names or tax number contain ?1, with how much they sell and owe.
select s.id, s.code, s.name, s.contact, s.phone, s.terms, s.term_days, s.lead_days,
       (select count(*) from supplier_item i where i.supplier = s.id) as items,
       (select count(*) from purchase p
        where p.supplier = s.id
          and (p.state = 'draft'
               or p.state = 'ordered' and exists (select 1 from purchase_line l join purchase_line_now w on w.line = l.id
                                                  where l.purchase = p.id and w.open > 0))) as open
from supplier s
where s.active = 1
  and (?1 = '' or lower(s.code) like '%' || ?1 || '%' or lower(s.name) like '%' || ?1 || '%'
       or lower(s.legal_name) like '%' || ?1 || '%' or s.tax_id like '%' || ?1 || '%')
order by s.code
limit ?2 offset ?3
