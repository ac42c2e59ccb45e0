-- Which effects do the pulled rows not contain yet?
select epoch, seq, effects, state from fact
where effects is not null and (state = 'quarantined' or state = 'pending' or (epoch = ?1 and seq > ?2))
order by epoch, seq
