-- How many orders of a supplier are drafts or still to come.
select count(*) as n from purchase p
where p.supplier = ?1
  and (p.state = 'draft'
       or p.state = 'ordered' and exists (select 1 from purchase_line l join purchase_line_now w on w.line = l.id
                                          where l.purchase = p.id and w.open > 0))
