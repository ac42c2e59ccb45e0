-- What is still to be sent, in order?
select epoch, seq, id, kind, version, at, clock, by_staff, grp, body from fact
where epoch = ?1 and seq > ?2 and state = 'pending' order by seq limit ?3
