-- Nothing is open on the list any more.
update pick_list set state = 'done', done_at = ?2
where id = ?1 and state in ('open', 'started')
  and not exists (select 1 from pick_line l where l.list = ?1 and l.picked + l.short < l.quantity)
