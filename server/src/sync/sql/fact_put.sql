-- A fact, verbatim.
insert into fact (id, device, epoch, seq, kind, version, at, wall_clock, staff, grp, task, body, hash, received_at, outcome)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
