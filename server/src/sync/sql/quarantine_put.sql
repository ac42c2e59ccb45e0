-- What could not be read or applied yet.
insert into quarantine (id, device, epoch, seq, fact, kind, bytes, reason, at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict (device, epoch, seq) do nothing
