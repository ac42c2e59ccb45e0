-- Which facts of a device came out of quarantine, from one place in its streams on?
select fact from quarantine
where device = ?1 and (epoch > ?2 or (epoch = ?2 and seq >= ?3)) and state = 'replayed' and fact is not null
order by epoch, seq limit ?4
