-- A person did something: the outbox row, which is the fact itself.
insert into fact (epoch, seq, id, kind, version, at, clock, by_staff, grp, body, effects)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
