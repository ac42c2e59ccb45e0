-- What was done lately, latest first: what an undo may reach.
select epoch, seq, id, kind, version, grp, body from fact order by epoch desc, seq desc limit ?1
