-- What happened to a case, after what happened before.
insert into case_entry (id, case_id, seq, at, staff, what, body, holder, faq)
select ?1, ?2, coalesce(max(e.seq), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8 from case_entry e where e.case_id = ?2
