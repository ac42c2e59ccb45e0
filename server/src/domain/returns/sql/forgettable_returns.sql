-- Returns that benches need not know any more: over since before ?1.
select id from sales_return
where off_bench = 0 and (state = 'done' and closed_at < ?1 or state = 'cancelled' and cancelled_at < ?1)
order by id limit ?2
