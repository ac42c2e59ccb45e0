-- One more bin of a plan.
insert into count_task (id, plan, seq, bin, round, state, not_by, follows, created_at)
values (?1, ?2, 1 + (select coalesce(max(t.seq), 0) from count_task t where t.plan = ?2), ?3, ?4, 'open', ?5, ?6, ?7)
