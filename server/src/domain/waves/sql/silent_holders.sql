-- How many silent devices may have this list.
select count(*) as n from device d
where d.state <> 'revoked' and (d.seen_at < ?2 or d.pending > 0)
  and d.cursor >= (select version from feed where kind = 'list' and id = ?1)
