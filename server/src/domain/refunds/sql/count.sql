-- How many refunds a filter finds.
select count(*) as n from refund r join orders o on o.id = r.order_id left join sales_return b on b.id = r.sales_return
where (?1 = '' or r.state = ?1 or (?1 = 'open' and r.state in ('asked', 'approved', 'accounting')))
  and (?2 = '' or r.number like '%' || ?2 || '%' or o.order_no like '%' || ?2 || '%' or b.number like '%' || ?2 || '%')
