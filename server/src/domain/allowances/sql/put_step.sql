-- An allowance's next step.
insert into allowance_step (allowance, seq, state, at, by_staff, note)
select ?1, coalesce(max(t.seq), 0) + 1, ?2, ?3, ?4, ?5 from allowance_step t where t.allowance = ?1
