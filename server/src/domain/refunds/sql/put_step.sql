-- A refund's next step.
insert into refund_step (refund, seq, state, at, by_staff, note)
select ?1, coalesce(max(t.seq), 0) + 1, ?2, ?3, ?4, ?5 from refund_step t where t.refund = ?1
