-- Which effects do the pulled rows not contain? A fact may be pulled back before its acknowledgement arrives.
select epoch, seq, effects, state from fact
where effects is not null and (state = 'quarantined' or (epoch = ?1 and seq > ?2))
order by epoch, seq
