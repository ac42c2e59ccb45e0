-- How many allowances a filter finds.
select count(*) as n from allowance w join invoice i on i.id = w.invoice join orders o on o.id = i.order_id
where (?1 = '' or w.state = ?1)
  and (?2 = '' or w.number like '%' || ?2 || '%' or i.number like '%' || ?2 || '%' or o.order_no like '%' || ?2 || '%')
