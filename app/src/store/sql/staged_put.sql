-- A row of a page that waits for the last page of its pull.
insert into staged (kind, id, version, body) values (?1, ?2, ?3, ?4)
on conflict (kind, id) do update set version = excluded.version, body = excluded.body
