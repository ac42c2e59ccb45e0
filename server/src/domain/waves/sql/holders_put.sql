-- Silent devices that may have this list: not heard from since ?2 or holding unsent facts, and either it was in what
-- they said they had, or they asked after it was made (a long poll may be answered ?3 after it asked).
insert into list_holder (list, device)
select l.id, d.id from device d, pick_list l
where l.id = ?1 and d.state <> 'revoked' and (d.seen_at < ?2 or d.pending > 0)
  and (d.cursor >= (select version from feed where kind = 'list' and id = ?1) or d.seen_at >= l.created_at - ?3)
on conflict (list, device) do nothing
