-- A row now reads as this code.
insert into code (code, kind, id) values (?1, ?2, ?3) on conflict (code, kind, id) do nothing
