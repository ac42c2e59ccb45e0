-- The latest body of a row for handhelds, under a new version.
insert into feed (kind, id, version, body) values (?1, ?2, ?3, ?4)
on conflict (kind, id) do update set version = excluded.version, body = excluded.body
