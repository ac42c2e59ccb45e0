-- A person stands at a bin.
insert into count_visit (id, task, bin, device, staff, began_at, received_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (id) do nothing
