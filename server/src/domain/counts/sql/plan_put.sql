-- A new plan.
insert into count_plan (id, number, name, state, basis, detail, kinds, created_at, created_by)
values (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?8)
