-- The announced return of an order (?1) whose goods have not come, oldest first; other than ?2.
select r.id from sales_return r
where r.order_id = ?1 and r.id <> ?2 and r.state = 'open' and r.decision = ''
  and not exists (select 1 from return_alias a where a.alias = r.id)
order by r.created_at, r.id limit 1
