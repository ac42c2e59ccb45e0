-- A release.
insert into wave (id, number, state, created_at, created_by, note) values (?1, ?2, 'released', ?3, ?4, ?5)
