-- Who did what.
insert into audit (at, staff, verb, subject, detail) values (?1, ?2, ?3, ?4, ?5)
