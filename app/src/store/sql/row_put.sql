-- The server's row, as it is now.
insert into replica (kind, id, parent, version, body) values (?1, ?2, ?3, ?4, ?5)
on conflict (kind, id) do update set
    parent = excluded.parent, version = excluded.version, body = excluded.body
