-- Keeps a photo; one that is there stays as it is.
insert into photo (hash, taken_at, thumb, bytes) values (?1, ?2, ?3, ?4) on conflict (hash) do nothing
