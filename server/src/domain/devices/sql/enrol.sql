-- A new handheld.
insert into device (id, label, name, state, epoch, token_hash, app_version, enrolled_at, seen_at)
values (?1, ?2, ?3, 'active', 1, ?4, ?5, ?6, ?6)
