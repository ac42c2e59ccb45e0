-- Lists that are over, whose parcels have left, and that no silent device may hold.
select l.id from pick_list l
where l.forgotten = 0 and l.state in ('done', 'cancelled') and coalesce(l.done_at, l.created_at) < ?1
  and not exists (select 1 from shipment s where s.list = l.id and s.state <> 'cancelled'
                  and (s.handed_at is null or s.handed_at >= ?1))
  and not exists (select 1 from list_holder h where h.list = l.id)
order by l.created_at limit ?2
