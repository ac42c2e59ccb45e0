-- How many silent devices may have this list; as for a list that is taken back.
select count(*) as n from device d, pick_list l
where l.id = ?1 and d.state <> 'revoked' and (d.seen_at < ?2 or d.pending > 0)
  and (d.cursor >= (select version from feed where kind = 'list' and id = ?1) or d.seen_at >= l.created_at - ?3)
