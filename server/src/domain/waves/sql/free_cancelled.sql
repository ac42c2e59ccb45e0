-- Cancelled lists that no silent device may hold reserve nothing.
update pick_line set reserves = 0
where reserves = 1
  and list in (select l.id from pick_list l
               where l.state = 'cancelled' and not exists (select 1 from list_holder h where h.list = l.id))
