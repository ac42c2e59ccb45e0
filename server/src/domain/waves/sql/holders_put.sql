-- Silent devices that may have this list: it was in what they last pulled, and they have not been heard from
-- since ?2 or hold unsent facts.
insert into list_holder (list, device)
select ?1, d.id from device d
where d.state <> 'revoked' and (d.seen_at < ?2 or d.pending > 0)
  and d.cursor >= (select version from feed where kind = 'list' and id = ?1)
on conflict (list, device) do nothing
