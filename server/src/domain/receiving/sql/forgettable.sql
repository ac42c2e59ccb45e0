-- Deliveries that are over since before ?1; one that turned out to be another, since that was said.
select d.id from delivery d left join delivery_alias a on a.blind = d.id
where d.forgotten = 0 and d.state in ('done', 'cancelled')
  and coalesce(a.at, d.closed_at, d.cancelled_at, d.created_at) < ?1
order by d.created_at limit ?2
