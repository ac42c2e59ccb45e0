-- A delivery that has not begun and of which nothing is expected any more is cancelled.
update delivery set state = 'cancelled'
where id = ?1 and state = 'open' and arrived_at is null
  and not exists (select 1 from delivery_line l where l.delivery = ?1 and (l.expected <> 0 or l.good <> 0 or l.bad <> 0))
