-- A saved mapping, new or changed.
insert into mapping (name, subject, body) values (?1, ?2, ?3)
on conflict (subject, name) do update set body = excluded.body
