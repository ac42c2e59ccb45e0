-- Returns of an order that were not merged into others, newest first.
select r.id from sales_return r
where r.order_id = ?1 and not exists (select 1 from return_alias a where a.alias = r.id)
order by r.created_at desc, r.number desc limit 100
