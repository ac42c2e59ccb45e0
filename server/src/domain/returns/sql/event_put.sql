-- A bench has seen a return, or is through with it.
insert into return_event (fact, return_id, told, closes, at, staff, raw) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (fact) do update set undone = 0
