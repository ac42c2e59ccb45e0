-- Something was taken back on a list that was done.
update pick_list set state = 'started', done_at = null
where id = ?1 and state = 'done'
  and exists (select 1 from pick_line l where l.list = ?1 and l.picked + l.short < l.quantity)
