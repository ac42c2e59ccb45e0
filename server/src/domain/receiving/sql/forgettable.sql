-- Deliveries that are over since before ?1.
select id from delivery
where forgotten = 0 and state in ('done', 'cancelled') and coalesce(closed_at, cancelled_at, created_at) < ?1
order by created_at limit ?2
