-- What a bench found of some pieces. Whether they moved is settled afterwards.
insert into inspection (fact, seq, return_id, told, item, lot, expiry, serial, quantity, not_ours, sealed, answers, suggested,
    grade, disposition, finding, remark, plate, second, staff, device, at, posted)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, 0)
on conflict (fact, seq) do update set undone = 0
